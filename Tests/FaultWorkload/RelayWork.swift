import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization

/// Four relays of the outbox that take little at a time, so that they compete; what they publish is written down.
struct RelayWork: Sendable {
    let store: PostgresEventStore
    let records: Records

    /// Returns when the last event is published and nothing is left to publish.
    func run() async throws {
        let publisher = RecordingPublisher(
            file: try RecordFile(records.folder, "published"), violations: records.violations)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask {
                    while !Task.isCancelled {
                        var options = OutboxRelay.Options(worker: "relay-\(number)")
                        options.parallelism = 4
                        options.messagesPerClaim = 8
                        options.messagesPerStream = 3
                        options.pollInterval = .milliseconds(200)
                        // How long what a killed process held is waited for.
                        options.visibilityTimeout = .seconds(10)
                        do {
                            try await OutboxRelay(
                                store: store, publisher: publisher.of(relay: number), options: options
                            ).run()
                        } catch let error as EventStoreError where !Task.isCancelled {
                            // A relay that ends while others go on would not be seen otherwise.
                            records.stopped.add("relay-\(number)", error.code.description, error.message.asField)
                            return
                        }
                    }
                }
            }
            while true {
                try await Task.sleep(for: .milliseconds(100))
                guard publisher.hasPublishedEnd else { continue }
                do {
                    if try await store.outboxStatistics(tenant: nil).pendingMessages == 0 { break }
                } catch let error as EventStoreError where error.isRetryable {
                    records.fail("outbox", error, since: nowMilliseconds())
                }
            }
            group.cancelAll()
        }
    }
}

/// Writes down each message, and whether another relay has its stream at the same time.
final class RecordingPublisher: Sendable {
    private let file: RecordFile
    private let violations: RecordFile
    private let held = Mutex<[StreamName: Int]>([:])
    private let end = Mutex(false)

    var hasPublishedEnd: Bool { end.withLock { $0 } }

    init(file: RecordFile, violations: RecordFile) {
        self.file = file
        self.violations = violations
    }

    func of(relay: Int) -> OfRelay { OfRelay(publisher: self, relay: relay) }

    struct OfRelay: MessagePublisher {
        let publisher: RecordingPublisher
        let relay: Int

        func publish(_ message: OutboxMessage) async throws { try await publish([message]) }

        func publish(_ messages: [OutboxMessage]) async throws {
            guard let stream = messages.first?.event.stream else { return }
            let other = publisher.held.withLock { held in
                defer { held[stream] = relay }
                return held[stream]
            }
            if let other {
                publisher.violations.add(
                    "overlap", "\(stream)", "published by relay \(other) and relay \(relay) at once")
            }
            defer { publisher.held.withLock { $0[stream] = nil } }
            if messages.contains(where: { $0.event.type == Workload.end }) { publisher.end.withLock { $0 = true } }
            // Long enough for another one to come.
            try await Task.sleep(for: .milliseconds(2))
            let now = nowMilliseconds()
            publisher.file.add(
                lines: messages.map { message in
                    let event = message.event
                    return "\(now)\t\(relay)\t\(event.globalPosition)\t\(event.id)\t\(stream)\t\(event.version)"
                })
        }
    }
}
