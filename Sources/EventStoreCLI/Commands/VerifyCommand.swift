import ArgumentParser
import EventSourcing
import EventStorePostgres
import Foundation

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check what is stored: checksums, versions without gaps, order, ids, streams.",
        discussion: """
            Works through the store in ranges, while appends go on. Prints what it finds, one line each, and then exits with 65.
            Asked for the whole store, it counts the events of every stream at last, and so finds what has gone altogether.

            EXAMPLES:
              eventstore verify
              eventstore verify --after 1000000 --until 2000000 --format json
            """)

    @Option(help: "Begin after this global position.")
    var after = GlobalPosition.start

    @Option(help: "End with this global position. The last safe one unless given.")
    var until: GlobalPosition?

    @Option(help: "How many positions are checked at once.")
    var rangeSize = 50_000

    @Option(help: "Stop after so many findings.")
    var limit = 1000

    @Flag(help: "Say how far it is every ten seconds when standard error is not a terminal.")
    var verbose = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000_000).contains(rangeSize) else {
            throw ValidationError("--range-size must be 1 to 1,000,000,000")
        }
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100,000") }
    }

    func run() async throws {
        let isWhole = after == .start && until == nil
        let (findings, checked, streams) = try await store.withStore(isLongRunning: true) { store in
            let safe = try await store.positions().safePosition
            let (findings, checked) = try await verify(store, until: min(until ?? safe, safe))
            let isLimited = !isWhole || findings.count >= limit
            return (findings, checked, isLimited ? [] : try await store.verifyStreams(limit: limit - findings.count))
        }
        if output.format == .json {
            for finding in findings { try Console.print(Self.json(finding).text) }
            for finding in streams { try Console.print(Self.json(finding).text) }
        } else {
            if !findings.isEmpty { try output.print(Self.table(findings)) }
            if !streams.isEmpty { try output.print(Self.table(streams)) }
            if checked <= after && streams.isEmpty {
                return try Console.print("there is nothing to check after position \(after)")
            }
            let count = findings.count + streams.count
            try Console.print(
                count == 0
                    ? "positions \(after.rawValue + 1) to \(checked) are sound"
                    : "\(count) findings in positions \(after.rawValue + 1) to \(checked)")
        }
        if !findings.isEmpty || !streams.isEmpty { throw SilentExit(status: .dataError) }
    }

    private func verify(_ store: PostgresEventStore, until: GlobalPosition) async throws
        -> ([VerificationFinding], GlobalPosition)
    {
        var findings: [VerificationFinding] = []
        var position = after
        var progress = Progress(
            total: Double(until.rawValue - after.rawValue), unit: "positions", isVerbose: verbose)
        defer { progress.finish() }
        while position < until, findings.count < limit {
            let end = GlobalPosition(rawValue: min(position.rawValue + Int64(rangeSize), until.rawValue))
            findings += try await store.verify(after: position, until: end, limit: limit - findings.count)
            position = end
            let done = position.rawValue - after.rawValue
            progress.show(count: Int(done), done: Double(done))
        }
        return (findings, position)
    }

    private static func table(_ findings: [VerificationFinding]) -> Table {
        Table(
            [
                .text("PROBLEM"), .number("POSITION"), .flexible("STREAM"), .number("VERSION"), .text("EVENT"),
                .flexible("DETAIL"),
            ],
            rows: findings.map {
                [
                    $0.problem, $0.globalPosition.description, $0.stream.description, $0.version.description,
                    $0.eventID.uuidString.lowercased(), $0.detail,
                ]
            })
    }

    private static func json(_ finding: VerificationFinding) -> JSONValue {
        .object([
            ("problem", .string(finding.problem)), ("global_position", .integer(finding.globalPosition.rawValue)),
            ("tenant", .string(finding.stream.tenant.rawValue)),
            ("aggregate_type", .string(finding.stream.aggregateType)),
            ("aggregate_id", .string(finding.stream.aggregateID)), ("version", .integer(finding.version.rawValue)),
            ("event_id", .id(finding.eventID)), ("detail", .string(finding.detail)),
        ])
    }

    private static func table(_ findings: [StreamVerificationFinding]) -> Table {
        Table(
            [.flexible("STREAM"), .number("VERSION"), .number("EVENTS"), .number("EVENT IDS"), .flexible("DETAIL")],
            rows: findings.map {
                [
                    $0.stream?.description ?? "-", $0.version.description, $0.events.description,
                    $0.eventIDs.description,
                    $0.detail,
                ]
            })
    }

    private static func json(_ finding: StreamVerificationFinding) -> JSONValue {
        let stream = finding.stream
        return .object([
            ("problem", .string("stream_count")), ("tenant", stream.map { .string($0.tenant.rawValue) } ?? .null),
            ("aggregate_type", stream.map { .string($0.aggregateType) } ?? .null),
            ("aggregate_id", stream.map { .string($0.aggregateID) } ?? .null),
            ("version", .integer(finding.version.rawValue)), ("events", .integer(finding.events)),
            ("event_ids", .integer(finding.eventIDs)), ("detail", .string(finding.detail)),
        ])
    }
}
