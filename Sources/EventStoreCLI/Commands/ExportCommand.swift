import ArgumentParser
import EventSourcing
import EventStorePostgres

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write events as JSON lines, in the order of their global positions.",
        discussion: """
            The lines are those that `eventstore import` reads: into an empty store they bring the same events with the same \
            ids in the same order. The data keep every byte; JSON with line breaks goes into data_text as a string. Compressed payloads are \
            written as what they stand for; with --stored as they are, with their content type.

            The export ends with the last event that was stored when it began. A file gets its name when it is complete; \
            until then it is FILE.partial. With --resume the export goes on after the last complete line of FILE.partial, \
            or, if there is none, of FILE, with the events that came since. Give the same filters again. A file of another \
            store is refused.

            EXAMPLES:
              eventstore export backup.jsonl
              eventstore export backup.jsonl --resume
              eventstore export - --aggregate-type order --from 2026-01-01 --before 2026-02-01 | gzip > january.jsonl.gz
            """)

    @Argument(help: "The file; - for standard output.")
    var file: String

    @OptionGroup var payload: ReadPayloadOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "FILTERS") var types: TypeFilterOptions
    @OptionGroup(title: "FILTERS") var times: TimeFilterOptions

    @Option(help: "Only events after this global position.")
    var after: GlobalPosition?

    @Option(help: "At most so many events.")
    var limit: Int?

    @Flag(help: "Go on with a file that an earlier export has begun.")
    var resume = false

    @Flag(help: "Say how far it is every ten seconds when standard error is not a terminal.")
    var verbose = false

    func validate() throws {
        if resume, file == "-" { throw ValidationError("--resume needs a file") }
        if resume, after != nil { throw ValidationError("--resume and --after exclude each other") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        let target = file == "-" ? nil : try ExportFile(path: file, resumes: resume)
        let exported = try await store.withStore(payloads: payload.payloads) { store in
            let filter = types.filter(times)
            try await target?.resumePoint?.check(against: store, filter)
            try target?.begin()
            var exporter = Exporter(
                store: store, filter: filter, position: target?.resumePoint?.position ?? after, limit: limit)
            let until = try await store.positions().safePosition
            var progress = Progress(
                total: Double(until.rawValue - exporter.position.rawValue), unit: "events",
                isVerbose: verbose, isTerminal: target != nil && Console.errorIsTerminal)
            let start = exporter.position
            defer { progress.finish() }
            try await exporter.run(until: until) { lines, count, position in
                if let target { try target.write(lines) } else { try Console.write(lines) }
                progress.show(count: count, done: Double(position.rawValue - start.rawValue))
            }
            return exporter.count
        }
        try target?.complete()
        guard target != nil else { return }
        if output.format == .json {
            try output.print([("file", .string(file)), ("exported", .integer(Int64(exported)))])
        } else {
            try Console.print("\(Numbers.grouped(exported)) events exported to \(file)")
        }
    }
}
