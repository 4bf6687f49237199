import ArgumentParser
import EventSourcing
import EventStorePostgres
import EventStoreWebhook
import Foundation
import ServiceLifecycle

extension OutboxCommand {
    struct Relay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish messages as they come, in order per stream, until Ctrl-C.",
            discussion: """
                Without --webhook it prints each message as a line in the format of `eventstore export`. A message is done when \
                its line is written, or when the webhook answers 200 to 299. It may come again: after a crash, or when the relay was \
                held up for longer than --visibility-timeout. Several relays may run at once.

                Ends with 0 after Ctrl-C or TERM, when what is under way is done and the rest is given back; with 74 when its \
                output is closed.

                EXAMPLES:
                  eventstore outbox relay | your-program
                  eventstore outbox relay --webhook https://example.com/events --header-file headers.txt
                """)

        @Option(help: ArgumentHelp("POST each message there.", valueName: "url"))
        var webhook: String?
        @Option(
            help: ArgumentHelp(
                "A header for the webhook; may be repeated. Every user of the machine can see it.",
                valueName: "name: value"))
        var header: [String] = []
        @Option(
            help: ArgumentHelp(
                "A file of headers for the webhook, one a line: for secrets. Empty lines are passed over.",
                valueName: "file"))
        var headerFile: String?
        @Option(help: "How many seconds the webhook may take for a whole answer, up to 86400.")
        var timeout: Double = 10
        @Flag(
            help: "Set a message aside at once that the webhook refuses with 400 to 499, other than 408, 425 and 429.")
        var parkRefused = false
        @Option(help: "How many streams are published at a time.")
        var parallelism = 8
        @Option(help: "How many seconds streams stay held after this relay has vanished.")
        var visibilityTimeout: Double = 30
        @Option(help: "The relay's name, shown while it holds streams.")
        var worker = "eventstore-\(ProcessInfo.processInfo.processIdentifier)"
        @Option(help: "Only this tenant's messages. Without it those of all tenants.")
        var tenant: Tenant?
        @Flag(help: "End when nothing is pending that could be claimed.")
        var untilEmpty = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if parallelism < 1 { throw ValidationError("--parallelism must be at least 1") }
            if !(0.001...86_400).contains(timeout) { throw ValidationError("--timeout must be 0.001 to 86400 seconds") }
            if !(1...86_400).contains(visibilityTimeout) {
                throw ValidationError("--visibility-timeout must be 1 to 86400 seconds")
            }
            if !(1...255).contains(worker.utf8.count) { throw ValidationError("--worker must have 1 to 255 bytes") }
            if webhook == nil, !header.isEmpty || headerFile != nil || parkRefused {
                throw ValidationError("--header, --header-file and --park-refused go with --webhook")
            }
            guard try webhookURL() != nil else { return }
            do {
                try webhookOptions(fileHeaders: []).validate()
            } catch let error as WebhookOptionError {
                throw ValidationError(error.description)
            }
        }

        func run() async throws {
            try await store.withStore { store in
                if let url = try webhookURL() {
                    let options = try webhookOptions(fileHeaders: headerFile.map(HeaderFile.read) ?? [])
                    do {
                        try await withWebhookPublisher(to: url, options: options) { try await relay($0, store) }
                    } catch let error as WebhookOptionError {
                        throw CommandFailure(.dataError, error.description)
                    }
                } else {
                    try await relay(StandardOutputPublisher(), store)
                }
            }
        }

        private func webhookOptions(fileHeaders: [(name: String, value: String)]) throws -> WebhookPublisher.Options {
            var options = WebhookPublisher.Options()
            options.timeout = .seconds(timeout)
            options.connections = parallelism
            options.headers = try headers() + fileHeaders
            options.onRefusal = parkRefused ? .park : .retry
            return options
        }

        private func relay(_ publisher: any MessagePublisher, _ postgres: PostgresEventStore) async throws {
            var options = OutboxRelay.Options(worker: worker)
            options.parallelism = parallelism
            options.visibilityTimeout = .seconds(visibilityTimeout)
            options.tenant = tenant
            options.endsWhenEmpty = untilEmpty
            // The webhook has a limit of its own for each message; a reader of the output may take its time.
            options.publishTimeout = .seconds(86_400)
            let relay = try OutboxRelay(
                store: postgres, publisher: publisher, options: options, logger: store.logger)
            do {
                try await runUntilInterrupted(relay)
            } catch {
                tell(relay.counts)
                throw error
            }
            tell(relay.counts)
        }

        /// A signal cancels the command's task: for the relay it begins a graceful shutdown.
        private func runUntilInterrupted(_ relay: OutboxRelay) async throws {
            let group = ServiceGroup(
                configuration: .init(
                    services: [
                        .init(
                            service: relay, successTerminationBehavior: .gracefullyShutdownGroup,
                            failureTerminationBehavior: .cancelGroup)
                    ], logger: store.logger))
            let running = Task.detached { try await group.run() }
            try await withTaskCancellationHandler {
                try await running.value
            } onCancel: {
                Task { await group.triggerGracefulShutdown() }
            }
        }

        private func tell(_ counts: OutboxRelay.Counts) {
            guard output.format == .table else {
                let fields: [(String, JSONValue)] = [
                    ("published", .integer(Int64(counts.published))), ("retried", .integer(Int64(counts.retried))),
                    ("parked", .integer(Int64(counts.parked))), ("leases_lost", .integer(Int64(counts.leasesLost))),
                ]
                return Console.error(JSONValue.object(fields).text + "\n")
            }
            Console.error(
                "eventstore: published \(Numbers.grouped(Int64(counts.published))) messages, "
                    + "\(Numbers.grouped(Int64(counts.retried))) failures, "
                    + "\(Numbers.grouped(Int64(counts.parked))) parked, \(counts.leasesLost) leases lost\n")
        }

        private func webhookURL() throws -> URL? {
            guard let webhook else { return nil }
            guard let url = URL(string: webhook), ["http", "https"].contains(url.scheme), url.host() != nil else {
                throw ValidationError("--webhook needs a URL that begins with http:// or https://")
            }
            return url
        }

        private func headers() throws -> [(name: String, value: String)] {
            try header.map { line in
                guard let header = HeaderFile.header(line) else {
                    throw ValidationError("--header needs a name, a colon and a value")
                }
                return header
            }
        }
    }
}

/// Headers of HTTP in a file: one a line, a name, a colon and a value.
enum HeaderFile {
    static func read(_ path: String) throws -> [(name: String, value: String)] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure(.inputMissing, "cannot read the headers in \(path)")
        }
        var headers: [(name: String, value: String)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces.union(.newlines))
            guard !line.isEmpty else { continue }
            guard let header = header(line) else {
                throw CommandFailure(.dataError, "\(path), line \(index + 1), is no name, colon and value of a header")
            }
            headers.append(header)
        }
        return headers
    }

    static func header(_ line: String) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
        return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
}
