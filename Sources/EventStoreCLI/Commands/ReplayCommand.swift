import ArgumentParser
import EventSourcing
import EventStorePostgres

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Hand stored events out again, as JSON lines or to a program.",
        discussion: """
            The events come in the order of their global positions, in the format of `eventstore export`, and end with the last \
            one that was stored when the replay began. With --to they go to the standard input of a command, which is run by \
            the shell; its own output is passed on. What was done is told on standard error, or, with --to or --dry-run, on \
            standard output: how many events of each type, up to which position, how fast.

            Ends with 74 when the output is closed early, or when the command ends with another code than 0; with 66 when the \
            stream is deleted.

            EXAMPLES:
              eventstore replay --from 2026-01-01 --before 2026-02-01 --dry-run
              eventstore replay --stream-type order --stream-id 4711 > order.jsonl
              eventstore replay --event-type OrderPlaced --after 12000 --to 'python3 mend.py' --format json
            """)

    @Option(help: "Only one stream: the type of its aggregate. With --stream-id.")
    var streamType: String?

    @Option(help: "Only one stream: the id of its aggregate.")
    var streamId: String?

    @OptionGroup(title: "FILTERS") var types: TypeFilterOptions
    @OptionGroup(title: "FILTERS") var times: TimeFilterOptions

    @Option(help: "Only events after this global position.")
    var after: GlobalPosition?

    @Option(help: "Only events up to this global position, itself included.")
    var until: GlobalPosition?

    @Option(help: ArgumentHelp("Run this command and give it the lines.", valueName: "command"))
    var to: String?

    @Flag(help: "Count what would be handed out, and hand out nothing.")
    var dryRun = false

    @Flag(help: "Say how far it is every ten seconds when standard error is not a terminal.")
    var verbose = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (streamType == nil) == (streamId == nil) else {
            throw ValidationError("a stream has a type and an id: give both --stream-type and --stream-id")
        }
        if dryRun, to != nil { throw ValidationError("--dry-run and --to exclude each other") }
    }

    func run() async throws {
        let target = dryRun ? nil : try LineTarget(command: to)
        try await withTaskCancellationHandler {
            try await run(to: target)
        } onCancel: {
            target?.interrupt()
        }
    }

    private func run(to target: LineTarget?) async throws {
        let bar = ReplayBar(isVerbose: verbose, ownsTerminal: to != nil || dryRun)
        let result: ReplayResult
        do {
            result = try await store.withStore { try await replay($0, to: target, bar) }
        } catch {
            if await target?.abandon() ?? true, let position = bar.position {
                Console.error("handed out up to position \(position); go on with --after \(position)\n")
            }
            throw error
        }
        try await target?.finish()
        try tell(result)
    }

    private var scope: EventScope {
        var scope = EventScope(filter: types.filter(times), after: after ?? .start, until: until)
        if let streamType, let streamId {
            scope.stream = StreamName(streamType, streamId, tenant: types.tenant ?? .none)
        }
        return scope
    }

    private func replay(_ store: PostgresEventStore, to target: LineTarget?, _ bar: ReplayBar) async throws
        -> ReplayResult
    {
        var options = ReplayOptions()
        options.isDryRun = dryRun
        options.progressInterval = .milliseconds(100)
        // A line that was written is not taken back, so nothing is written twice. Reads are repeated.
        options.retry.attempts = 1
        var replay = try ReplayService(store: store, options: options)
        if let target { replay.onOthers { try target.write($0) } }
        defer { bar.finish() }
        let result = try await replay.run(scope) { bar.show($0) }
        if let stopped = result.stoppedBy { throw stopped.error }
        return result
    }

    private func tell(_ result: ReplayResult) throws {
        let progress = result.progress
        let counts = result.countsByType.sorted { $0.key.rawValue < $1.key.rawValue }
        let fields: [(String, JSONValue)] = [
            ("events", .integer(Int64(result.processed))),
            ("by_type", .object(counts.map { ($0.key.rawValue, .integer(Int64($0.value))) })),
            ("after", .integer(progress.after.rawValue)),
            ("until", .integer(progress.until.rawValue)),
            ("seconds", .number(progress.duration.inSeconds)),
            ("events_per_second", .number(result.rate.rounded())),
            ("dry_run", .bool(result.isDryRun)),
        ]
        if dryRun || to != nil {
            try output.print(fields)
        } else if output.format == .json {
            Console.error(JSONValue.object(fields).text + "\n")
        } else {
            Console.error(
                "\(Numbers.grouped(result.processed)) events up to position \(progress.until), "
                    + "\(Numbers.grouped(Int(result.rate)))/s\n")
        }
    }
}
