import ArgumentParser
import EventSourcing
import EventStorePostgres
import Foundation

/// What `scripts/demo` shows: an import that a projection follows live, and what came of it.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Import a file while a projection follows it live, and report.",
        discussion: """
            Migrates the store, imports the file, and compares the projection with the statistics of the database. Meant for \
            an empty store; scripts/demo makes one.

            EXAMPLE:
              eventstore demo --input events.jsonl
            """,
        shouldDisplay: false)

    @Option(help: "JSON lines, as import reads them.")
    var input: String

    @Option(help: "Events in one transaction.")
    var batchSize = 1000

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await store.withStore(isLongRunning: true) { store in
            try await store.migrate()
            try await store.createPartitionsAhead(months: 1)
            let projection = DemoProjection()
            let start = try await store.positions().headPosition
            guard start == .start else {
                throw CommandFailure(
                    .conflict, "the store is not empty", hint: "Give the demo a schema of its own: --schema demo.")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Connections of its own, as a projection in another process has them.
                group.addTask { [options = self.store] in
                    try await options.withStore { try await projection.follow($0) }
                    throw CommandFailure(.internal, "the projection has ended before the demo")
                }
                group.addTask { try await show(store, projection) }
                // Whichever ends first: the demo, or a projection that has failed.
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func show(_ store: PostgresEventStore, _ projection: DemoProjection) async throws {
        let summary = try await importAll(store)
        try await waitForProjection(store)
        let latencies = Percentiles(await projection.takeLatencies())
        let report = DemoReport(store: store, projection: projection)
        try await report.printStore(summary)
        try await appendOneByOne(store)
        try await waitForProjection(store)
        let quietLatencies = Percentiles(await projection.takeLatencies())
        try report.printLatency(whileImporting: latencies, quiet: quietLatencies)
        try await report.printHistory()
        try await report.printConflict()
    }

    private func waitForProjection(_ store: PostgresEventStore) async throws {
        let head = try await store.positions().headPosition
        try await store.waitForCheckpoint(named: DemoProjection.name, toPass: head, timeout: .seconds(60))
    }

    /// Single events with pauses between them, as an application on a quiet day.
    private func appendOneByOne(_ store: PostgresEventStore) async throws {
        let stream = StreamName(DemoReport.ownAggregateType, "ticks")
        for _ in 0..<200 {
            try await store.append(
                [NewEvent(type: "Ticked", payload: .json("{}"))], to: stream, expectedVersion: .any)
            try await Task.sleep(for: .milliseconds(Int.random(in: 2...25)))
        }
    }

    private func importAll(_ store: PostgresEventStore) async throws -> ImportSummary {
        let reader = try BatchReader(path: input, batchSize: batchSize, stopsAtBadLine: true) {
            JSONLinesSource($0, parser: EventLineParser(importName: "demo"))
        }
        var progress = Progress(total: reader.size.map(Double.init), unit: "events", isVerbose: true)
        defer { progress.finish() }
        var importer = Importer(store: store, stopsAtBadLine: true) { _ in }
        try await importer.run(reader) { progress.show(count: $0.read, done: Double($1.bytesRead)) }
        return importer.summary
    }
}
