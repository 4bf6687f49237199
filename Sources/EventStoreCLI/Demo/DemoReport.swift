import EventSourcing
import EventStorePostgres
import Foundation

/// What the demo prints in the end.
struct DemoReport {
    /// The aggregate type of events that are not the file's.
    static let ownAggregateType = "demo"

    let store: PostgresEventStore
    let projection: DemoProjection

    /// Numbers, and the projection's result against those of the database.
    func printStore(_ summary: ImportSummary) async throws {
        let statistics = try await store.statistics(exact: true, tenant: nil)
        try await printNumbers(statistics, summary)
        try await printComparison(statistics)
    }

    private func title(_ text: String) throws { try Console.print("\n\(text)") }

    private func printNumbers(_ statistics: StoreStatistics, _ summary: ImportSummary) async throws {
        try title("The store")
        try Console.print(
            """
              \(Numbers.grouped(statistics.events)) events in \(Numbers.grouped(statistics.streams)) streams, \
            \(statistics.eventTypes ?? 0) event types, \(statistics.size ?? "unknown") on disk
              imported in \(Numbers.duration(summary.seconds)): \(Numbers.grouped(summary.rate)) events a second, durably, \
            while the projection followed
            """)
        let types = try await store.statisticsByEventType(tenant: nil)
        let table = Table(
            [.flexible("  EVENT TYPE"), .number("EVENTS")],
            rows: types.prefix(5).map { ["  " + $0.name, Numbers.grouped($0.events)] })
        for line in table.lines(width: Console.width) { try Console.print(line) }
        if types.count > 5 { try Console.print("  … and \(types.count - 5) more") }
    }

    private func printComparison(_ statistics: StoreStatistics) async throws {
        try title("The projection against SQL")
        let types = try await store.statisticsByEventType(tenant: nil)
        let counted = Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0.events) })
        let projected = await projection.eventsByType
        let aggregates = await projection.aggregates
        guard counted == projected, Int64(aggregates.count) == statistics.streams else {
            throw CommandFailure(.internal, "the projection differs from the statistics of the database")
        }
        try Console.print(
            "  equal: \(projected.count) event types, \(Numbers.grouped(statistics.events)) events, "
                + "\(Numbers.grouped(aggregates.count)) aggregates")
        let states = await projection.statesByCount.prefix(3)
        try Console.print(
            "  most aggregates stand at "
                + states.map { "\($0.state) (\(Numbers.grouped($0.count)))" }.joined(separator: ", "))
    }

    func printLatency(whileImporting: Percentiles, quiet: Percentiles) throws {
        try title("From stored to delivered to the projection")
        for (name, latencies) in [("while the import ran", whileImporting), ("200 single events, then", quiet)] {
            let values = [50.0, 95, 99].map { percent in
                "p\(Int(percent)) " + (latencies.value(percent).map { Numbers.duration(max(0, $0)) } ?? "-")
            }
            try Console.print("  \(name): \(values.joined(separator: ", "))")
        }
    }

    /// A stream of a length that fits a screen, the longest there is.
    func printHistory() async throws {
        let aggregates = await projection.aggregates.filter { $0.key.aggregateType != Self.ownAggregateType }
        let fitting = aggregates.filter { $0.value.events <= 12 }
        let longest = (fitting.isEmpty ? aggregates : fitting).max {
            ($0.value.events, $1.key.aggregateID) < ($1.value.events, $0.key.aggregateID)
        }
        guard let stream = longest?.key else { return }
        let events = try await store.readStream(stream, StreamReadOptions(limit: 12))
        try title("The history of \(stream)")
        let table = Table(
            [.number("  VERSION"), .text("TIME"), .flexible("TYPE"), .flexible("DATA")],
            rows: events.map {
                [
                    $0.version.description, Timestamp.print($0.timestamp), $0.type.rawValue,
                    EventTable.summary($0.payload),
                ]
            })
        for line in table.lines(width: Console.width ?? 100) { try Console.print(line) }
    }

    /// Two writers that have read the same version: the second one is refused.
    func printConflict() async throws {
        try title("Two clerks decide at the same time")
        let stream = StreamName(Self.ownAggregateType, "conflict")
        let first = NewEvent(type: "Opened", payload: .json("{}"))
        let opened = try await store.append([first], to: stream, expectedVersion: .noStream)
        try Console.print("  both have read \(stream) at version \(opened.version)")
        let approved = try await store.append(
            [NewEvent(type: "Approved", payload: .json("{}"))], to: stream, expectedVersion: .exactly(opened.version))
        try Console.print("  the first one appends Approved: version \(approved.version)")
        do {
            _ = try await store.append(
                [NewEvent(type: "Declined", payload: .json("{}"))], to: stream,
                expectedVersion: .exactly(opened.version))
            throw CommandFailure(.internal, "the second append should have been refused")
        } catch let error as EventStoreError where error.code == .wrongExpectedVersion {
            try Console.print("  the second one appends Declined and is refused: \(error.message)")
            if let hint = error.hint { try Console.print("  \(hint)") }
        }
    }
}
