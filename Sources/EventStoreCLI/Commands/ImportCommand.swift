import ArgumentParser
import EventSourcing
import EventStorePostgres

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Append the events of a file, in the order of the file.",
        discussion: """
            A line is one JSON object with aggregate_type, aggregate_id, event_type, timestamp (ISO 8601 with an offset), \
            data and, if wanted, metadata, event_id, schema_version and tenant. With --csv a record is one event.

            Each batch is one transaction, and the import can be stopped or killed at any time: run it again, with any \
            batch size, and it stores what is missing, nothing twice. A line without event_id gets one that is made from \
            the import's name, the line's number and its bytes, so the same file under the same name gets the same ids.

            A line that cannot be stored stops the import: all lines before the batch it is in are stored. With \
            --on-error skip it is named and passed over, and the exit code is 65 in the end.

            EXAMPLES:
              eventstore import orders.jsonl
              zstd -dc orders.jsonl.zst | eventstore import - --import-name orders-2026
              eventstore import orders.jsonl --compress zstd
              eventstore import permits.csv --csv --aggregate-type permit \\
                --aggregate-id-column case --event-type-column activity --timestamp-column time --user-id-column clerk
            """)

    @Argument(help: "The file; - for standard input.")
    var file: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "CSV") var csv: CSVOptions
    @OptionGroup(title: "COMPRESSION") var payload: WritePayloadOptions

    @Option(help: "Events in one transaction, 1 to 10,000.")
    var batchSize = 1000

    @Option(help: "What to do with a line that cannot be stored: stop or skip.")
    var onError = OnError.stop

    @Option(
        help: "Part of the ids of events that bring none: give two different imports of equal lines different names.")
    var importName = ""

    @Option(help: "The tenant of events that name none.")
    var tenant = Tenant.none

    @Option(help: "The offset of times that have none, for example +01:00. Without it such times are refused.")
    var defaultOffset: OffsetArgument?

    @Flag(help: "Pass over fields of a JSON line that events do not have, instead of refusing the line.")
    var ignoreUnknownFields = false

    @Flag(help: "Say how far it is every ten seconds when standard error is not a terminal.")
    var verbose = false

    enum OnError: String, ExpressibleByArgument, CaseIterable {
        case stop
        case skip
    }

    func validate() throws {
        guard (1...10_000).contains(batchSize) else { throw ValidationError("--batch-size must be 1 to 10,000") }
        try csv.validate()
    }

    func run() async throws {
        let reader = try BatchReader(path: file, batchSize: batchSize, stopsAtBadLine: onError == .stop) {
            try makeSource($0)
        }
        var progress = Progress(total: reader.size.map(Double.init), unit: "events", isVerbose: verbose)
        let summary = try await store.withStore(payloads: payload.payloads) { store in
            var importer = Importer(store: store, stopsAtBadLine: onError == .stop, report: tell)
            do {
                try await importer.run(reader) { progress.show(count: $0.read, done: Double($1.bytesRead)) }
                progress.finish()
            } catch {
                progress.finish()
                let summary = importer.summary
                Console.error((output.format == .json ? JSONValue.object(summary.fields).text : summary.text) + "\n")
                throw error
            }
            return importer.summary
        }
        if output.format == .json {
            try output.print(summary.fields)
        } else {
            try Console.print(summary.text)
        }
        if summary.skipped > 0 { throw SilentExit(status: .dataError) }
    }

    /// Names a line that is skipped.
    private func tell(_ line: BadLine) {
        let json = JSONValue.object([
            ("skipped_line", .integer(Int64(line.number))), ("reason", .string(line.problem.description)),
        ])
        Console.error(output.format == .json ? json.text + "\n" : "eventstore: skipped \(line)\n")
    }

    func makeSource(_ file: InputFile) throws -> any EventSource {
        if let mapping = csv.mapping {
            return try CSVSource(
                file, mapping: mapping, delimiter: csv.delimiterByte, importName: importName, tenant: tenant,
                defaultOffset: defaultOffset?.seconds)
        }
        return JSONLinesSource(
            file,
            parser: EventLineParser(
                importName: importName, defaultTenant: tenant, ignoresUnknownFields: ignoreUnknownFields,
                defaultOffset: defaultOffset?.seconds))
    }
}
