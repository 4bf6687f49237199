import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization
import Testing

@Suite("Running projections", .timeLimit(.minutes(3)))
struct ProjectionRunnerTests {
    @Test("each event counts once, those there are and those to come, with a filter and without")
    func follows() async throws {
        try await TestStore.with { store in
            try await store.fill("order", "a", 25)
            try await store.fill("invoice", "b", 5)
            let all = Counting(store, "all")
            let orders = Counting(store, "orders", filter: EventFilter(aggregateTypes: ["order"]))
            try await running([all, orders], store) {
                try await store.waitForCheckpoint(named: "all", toPass: try await store.positions().headPosition)
                try await store.fill("order", "a", 10)
                let head = try await store.fill("invoice", "b", 10)
                try await store.waitForCheckpoint(named: "all", toPass: head)
                // Past the invoices as well.
                try await store.waitForCheckpoint(named: "orders", toPass: head)
            }
            #expect(try await all.counts() == ["a": 35, "b": 15])
            #expect(try await orders.counts() == ["a": 35])
            #expect(try await store.projection(named: "all")?.eventsProcessed == 50)
        }
    }

    @Test("several runners of one projection count each event once")
    func takesTurns() async throws {
        try await TestStore.with { store in
            let projection = Counting(store, "shared")
            try await running([projection, projection, projection], store) {
                for _ in 0..<20 { try await store.fill("order", "a", 50) }
                try await store.waitForCheckpoint(
                    named: "shared", toPass: try await store.positions().headPosition, timeout: .seconds(30))
            }
            #expect(try await projection.counts() == ["a": 1000])
        }
    }

    @Test("paused it stands still, resumed it goes on, and it stops at a position")
    func pauses() async throws {
        try await TestStore.with { store in
            let projection = Counting(store, "p")
            try await running([projection], store) {
                let first = try await store.fill("order", "a", 5)
                try await store.waitForCheckpoint(named: "p", toPass: first)
                try await store.pauseProjection(named: "p")
                let second = try await store.fill("order", "a", 5)
                try await Task.sleep(for: .milliseconds(200))
                #expect(try await projection.counts() == ["a": 5])
                try await store.stopProjection(named: "p", at: GlobalPosition(rawValue: second.rawValue - 2))
                try await store.resumeProjection(named: "p")
                try await eventually { try await store.projection(named: "p")?.status == .paused }
                #expect(try await projection.counts() == ["a": 8])
                try await store.resumeProjection(named: "p")
                try await store.waitForCheckpoint(named: "p", toPass: second)
            }
            #expect(try await projection.counts() == ["a": 10])
        }
    }

    @Test("reset while it runs it begins anew, with what it had built cleared")
    func resets() async throws {
        try await TestStore.with { store in
            let projection = Counting(store, "p")
            let head = try await store.fill("order", "a", 20)
            try await running([projection], store) {
                try await store.waitForCheckpoint(named: "p", toPass: head)
                try await store.resetProjection(named: "p") { try await projection.clear($0) }
                try await store.waitForCheckpoint(named: "p", toPass: head)
            }
            #expect(try await projection.counts() == ["a": 20])
        }
    }

    @Test("a failing event is tried again, then the policy decides: stop, skip, park and replay")
    func fails() async throws {
        try await TestStore.with { store in
            try await store.fill("order", "a", 3)
            try await store.append([.test("Bad")], to: StreamName("order", "bad"), expectedVersion: .any)
            let head = try await store.fill("order", "a", 3)
            let bad = GlobalPosition(rawValue: head.rawValue - 3)
            var options = ProjectionOptions.quick
            options.maxAttempts = 3

            options.onFailure = .stop
            let stopping = Counting(store, "stop")
            try await running([stopping], store, options) {
                try await eventually { try await store.projection(named: "stop")?.status == .failed }
                let failed = try #require(try await store.projection(named: "stop"))
                #expect(failed.error == "Refused()")
                #expect(failed.lastErrorPosition == bad)
                #expect(failed.failures == 3)
                #expect(try await stopping.counts() == ["a": 3])
                try await store.resumeProjection(named: "stop", skippingFailedEvent: true)
                try await store.waitForCheckpoint(named: "stop", toPass: head)
            }
            #expect(try await stopping.counts() == ["a": 6])

            options.onFailure = .skip
            let skipping = Counting(store, "skip")
            try await running([skipping], store, options) {
                try await store.waitForCheckpoint(named: "skip", toPass: head)
            }
            #expect(try await skipping.counts() == ["a": 6])
            #expect(try await store.projection(named: "skip")?.eventsSkipped == 1)

            options.onFailure = .park
            let parking = Counting(store, "park")
            try await running([parking], store, options) {
                try await store.waitForCheckpoint(named: "park", toPass: head)
                let parked = try await store.parkedProjectionEvents(named: "park")
                #expect(parked.map(\.globalPosition) == [bad])
                #expect(parked.map(\.attempts) == [3])
                try await store.replayParkedProjectionEvents(named: "park")
                try await eventually { try await store.parkedProjectionEvents(named: "park").first?.attempts == 4 }
                parking.isMended.withLock { $0 = true }
                try await store.replayParkedProjectionEvents(named: "park", at: [bad])
                try await eventually { try await store.parkedProjectionEvents(named: "park").isEmpty }
            }
            #expect(try await parking.counts() == ["a": 6, "bad": 1])
        }
    }

    @Test("a handler that hangs is cancelled and counts as failed, one that swallows an error of SQL as well")
    func hangs() async throws {
        try await TestStore.with { store in
            try await store.fill("order", "a", 1)
            var options = ProjectionOptions.quick
            options.maxAttempts = 1
            options.handlerTimeout = .milliseconds(200)
            try await running([Misbehaving(name: "hanging", kind: .hang)], store, options) {
                try await eventually { try await store.projection(named: "hanging")?.status == .failed }
            }
            #expect(try await store.projection(named: "hanging")?.error?.contains("has not ended within") == true)
            try await running([Misbehaving(name: "swallowing", kind: .swallow)], store, options) {
                try await eventually { try await store.projection(named: "swallowing")?.status == .failed }
            }
            try await running([Misbehaving(name: "cancelling", kind: .cancel)], store, options) {
                try await eventually { try await store.projection(named: "cancelling")?.status == .failed }
            }
            #expect(try await store.projection(named: "cancelling")?.globalPosition == .start)
        }
    }

    @Test("a rebuild runs beside the one in use under load, and is switched to with every event counted once")
    func rebuilds() async throws {
        try await TestStore.with { store in
            try await store.fill("order", "a", 300)
            let projection = Counting(store, "p")
            try await running([projection], store) {
                try await store.waitForCheckpoint(named: "p", toPass: try await store.positions().headPosition)
                #expect(try await store.beginProjectionRebuild(named: "p") == 2)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for _ in 0..<100 { try await store.fill("order", "a", 3) }
                    }
                    group.addTask {
                        try await eventually { try await store.projection(named: "p")?.generation == 2 }
                    }
                    try await group.waitForAll()
                }
                try await store.waitForCheckpoint(named: "p", toPass: try await store.positions().headPosition)
            }
            #expect(try await projection.counts(generation: 2) == ["a": 600])
            #expect(try await projection.counts(generation: 1) == [:])
            #expect(try await store.projections().map(\.generation) == [2])
        }
    }

    @Test("a checkpoint of another history stops it visibly, until it is reset")
    func otherHistory() async throws {
        try await TestStore.with { store in
            let head = try await store.fill("order", "a", 5)
            let projection = Counting(store, "p")
            try await running([projection], store) {
                try await store.waitForCheckpoint(named: "p", toPass: head)
            }
            try await store.newEpoch()
            try await running([projection], store) {
                try await eventually { try await store.projection(named: "p")?.status == .failed }
                #expect(try await store.projection(named: "p")?.error?.contains("checkpointOfOtherHistory") == true)
                try await store.resetProjection(named: "p") { try await projection.clear($0) }
                try await store.waitForCheckpoint(named: "p", toPass: head)
            }
            #expect(try await projection.counts() == ["a": 5])
        }
    }

    @Test("dropped while it runs its runner says so")
    func dropped() async throws {
        try await TestStore.with { store in
            let runner = try ProjectionRunner(store: store, projection: Counting(store, "p"), options: .quick)
            let running = Task { try await runner.run() }
            try await eventually { try await store.projection(named: "p") != nil }
            try await store.dropProjection(named: "p")
            let error = await #expect(throws: EventStoreError.self) { try await running.value }
            #expect(error?.code == .projectionNotFound)
        }
    }

    @Test("a function of the database handles events when told, and inline")
    func sqlProjections() async throws {
        try await TestStore.with { store in
            let schema = "\"\(store.configuration.schema)\""
            try await store.withTransaction { transaction in
                try await transaction.query("CREATE TABLE \(schema).totals (events bigint NOT NULL)")
                try await transaction.query("INSERT INTO \(schema).totals VALUES (0)")
                try await transaction.query(
                    """
                    CREATE FUNCTION \(schema).add_up(p_events \(schema).recorded_event[], p_generation integer) RETURNS void
                    LANGUAGE sql AS 'UPDATE \(schema).totals SET events = events + cardinality(p_events)'
                    """)
            }
            func total() async throws -> SQLValue? {
                try await store.withTransaction {
                    try await $0.query("SELECT events FROM \(schema).totals")[0]["events"]
                }
            }
            try await store.createProjection(named: "totals", function: "\(schema).add_up")
            try await store.fill("order", "a", 7)
            let run = try await store.runProjection(named: "totals")
            #expect(run.events == 7 && run.lag == 0 && run.status == .running)
            try await store.makeProjectionInline(named: "totals")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 { group.addTask { _ = try await store.fill("order", "b\(number)", 2) } }
                try await group.waitForAll()
            }
            #expect(try await total() == 47)
            #expect(try await store.projection(named: "totals")?.kind == .inline)
            try await store.makeProjectionAsynchronous(named: "totals")
            try await store.fill("order", "c", 1)
            #expect(try await total() == 47)
            #expect(try await store.runProjection(named: "totals").events == 1)
        }
    }

    @Test("inline in Swift the handler's work commits with the append, and once")
    func inlineInSwift() async throws {
        try await TestStore.with { store in
            let projection = Counting(store, "inline", filter: EventFilter(eventTypes: ["Tested"]))
            try await store.withTransaction { try await projection.prepare(.first, in: $0) }
            let append = StreamAppend(
                [.test(), .test("Other"), .test()], to: StreamName("order", "a"), expectedVersion: .noStream)
            for _ in 0..<2 {
                try await store.withTransaction { _ = try await $0.append(append, applying: [projection]) }
            }
            #expect(try await projection.counts() == ["a": 2])
            await #expect(throws: Refused.self) {
                try await store.withTransaction {
                    _ = try await $0.append(
                        StreamAppend([.test("Bad")], to: StreamName("order", "b"), expectedVersion: .noStream),
                        applying: [Counting(store, "inline")])
                }
            }
            #expect(try await store.version(of: StreamName("order", "b")) == .absent)
        }
    }
}

// MARK: Support

struct Refused: Error {}

/// Counts events by aggregate id, in a table for each generation; refuses events of the type Bad.
private final class Counting: Projection {
    let store: PostgresEventStore
    let name: String
    let filter: EventFilter
    let isMended = Mutex(false)

    init(_ store: PostgresEventStore, _ name: String, filter: EventFilter = .all) {
        self.store = store
        self.name = name
        self.filter = filter
    }

    private func table(_ generation: ProjectionGeneration) -> String {
        "\"\(store.configuration.schema)\".\"counts_\(name)_\(generation)\""
    }

    func prepare(_ generation: ProjectionGeneration, in transaction: PostgresTransaction) async throws {
        try await transaction.query("SET LOCAL client_min_messages = warning")
        try await transaction.query(
            "CREATE TABLE IF NOT EXISTS \(table(generation)) (id text PRIMARY KEY, events bigint NOT NULL)")
    }

    func handle(_ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration)
        async throws
    {
        try await transaction.query(
            """
            INSERT INTO \(table(generation)) AS c VALUES ($1, 1)
            ON CONFLICT (id) DO UPDATE SET events = c.events + 1
            """, [.text(event.stream.aggregateID)])
        if event.type == "Bad", !isMended.withLock({ $0 }) { throw Refused() }
    }

    func discard(_ generation: ProjectionGeneration, in transaction: PostgresTransaction) async throws {
        try await transaction.query("DROP TABLE \(table(generation))")
    }

    func clear(_ transaction: PostgresTransaction) async throws {
        try await transaction.query("TRUNCATE \(table(.first))")
    }

    func counts(generation: ProjectionGeneration = .first) async throws -> [String: Int64] {
        try await store.withTransaction { transaction in
            let there = try await transaction.query(
                "SELECT to_regclass($1) IS NOT NULL AS is", [.text(table(generation))])
            guard there[0]["is"] == .bool(true) else { return [:] }
            var counts: [String: Int64] = [:]
            for row in try await transaction.query("SELECT id, events FROM \(table(generation))") {
                guard case .text(let id)? = row["id"], case .integer(let events)? = row["events"] else { continue }
                counts[id] = events
            }
            return counts
        }
    }
}

private struct Misbehaving: Projection {
    enum Kind { case hang, swallow, cancel }

    let name: String
    let kind: Kind

    func handle(_ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration)
        async throws
    {
        switch kind {
        case .hang: try await Task.sleep(for: .seconds(3600))
        case .swallow: _ = try? await transaction.query("SELECT 1 / 0")
        case .cancel: throw CancellationError()
        }
    }
}

extension ProjectionOptions {
    fileprivate static var quick: ProjectionOptions {
        var options = ProjectionOptions()
        options.pollInterval = .milliseconds(50)
        options.idleCheckpointInterval = .milliseconds(50)
        options.retryDelay = .milliseconds(10)
        options.batchSize = 40
        return options
    }
}

/// Runs projections while `body` runs.
private func running<Handler: Projection>(
    _ projections: [Handler], _ store: PostgresEventStore, _ options: ProjectionOptions = .quick,
    _ body: @escaping @Sendable () async throws -> Void
) async throws where Handler.Transaction == PostgresTransaction {
    try await withThrowingTaskGroup(of: Bool.self) { group in
        for projection in projections {
            let runner = try ProjectionRunner(store: store, projection: projection, options: options)
            group.addTask {
                try await runner.run()
                return false
            }
        }
        group.addTask {
            try await body()
            return true
        }
        while let isBody = try await group.next(), !isBody {}
        group.cancelAll()
        try await group.waitForAll()
    }
}

/// Waits until `condition` holds; the suite's time limit ends it.
private func eventually(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(10)) }
}

extension PostgresEventStore {
    @discardableResult
    fileprivate func fill(_ type: String, _ id: String, _ count: Int) async throws -> GlobalPosition {
        try await append((0..<count).map { _ in .test() }, to: StreamName(type, id), expectedVersion: .any).lastPosition
    }
}
