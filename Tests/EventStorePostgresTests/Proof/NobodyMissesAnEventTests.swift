import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// Nobody ever misses an event (2.2 of the design): whoever stores "I have read up to n" and goes on from there sees every
    /// event once and in order, whatever the order in which transactions commit.
    ///
    /// 32 writers append 20 to 50 events at a time to 64 streams: through transactions that stay open for a random while after
    /// they have drawn their positions, through group commit, and to several streams at once. Meanwhile four subscriptions with
    /// different pages, one of them filtered, and one reader that uses the SQL functions alone follow the head. Transactions
    /// that have written elsewhere stay open in the same database and in another one.
    ///
    /// Seen red: with `safe_position` replaced by one that answers with the head, the same run loses events. That is a test of
    /// its own here, so that it is seen red each time.
    ///
    /// EVENT_STORE_PROOF_EVENTS sets the number of events.
    @Suite("Nobody misses an event", .serialized)
    struct NobodyMissesAnEventTests {
        /// Positions and per-stream versions as one reader saw them.
        struct Seen: Sendable {
            var positions: [GlobalPosition] = []
            var versions: [StreamName: StreamVersion] = [:]
            var misversioned = 0

            /// - Parameter isComplete: whether the reader sees every event of a stream.
            mutating func take(_ event: RecordedEvent, isComplete: Bool = true) {
                positions.append(event.globalPosition)
                let before = versions[event.stream] ?? 0
                let isNext = isComplete ? event.version.rawValue == before.rawValue + 1 : event.version > before
                if !isNext { misversioned += 1 }
                versions[event.stream] = event.version
            }

            func discrepancies(_ stored: Set<GlobalPosition>) -> Discrepancies {
                var found = Discrepancies(positions, stored: stored)
                found.misversioned = misversioned
                return found
            }
        }

        struct Outcome: Sendable {
            var readers: [(name: String, seen: Seen)] = []
            var sql: [GlobalPosition] = []
            var stored: Set<GlobalPosition> = []
            var acknowledged = 0
            var isVerified = false
        }

        /// Runs writers and readers until `events` are stored and everybody has read the event that ends the run. Readers that
        /// may lose events may lose that one too, so for them it is appended again until all have seen one.
        static func follow(
            _ store: PostgresEventStore, events: Int, writers: Int, seed: UInt64, mayLose: Bool = false
        ) async throws -> Outcome {
            let ended = Shared(0)
            let written = Shared(0)
            let last = Shared<GlobalPosition?>(nil)
            var outcome = Outcome()
            // The end of the run: one event after all others, which every reader waits for.
            let end = EventType("End")

            let subscriptions: [(String, SubscriptionOptions)] = [
                ("pages of 7", SubscriptionOptions(pageSize: 7)), ("pages of 200", SubscriptionOptions(pageSize: 200)),
                ("pages of 1,000", SubscriptionOptions(pageSize: 1000)),
                ("filter", SubscriptionOptions(filter: EventFilter(eventTypes: ["Odd", end]), pageSize: 500)),
            ]
            outcome.readers = try await withThrowingTaskGroup(of: (Int, Seen).self) { group in
                for (index, (_, options)) in subscriptions.enumerated() {
                    group.addTask {
                        var seen = Seen()
                        for try await page in store.subscribe(options).pages {
                            for event in page { seen.take(event, isComplete: options.filter == .all) }
                            if page.contains(where: { $0.type == end }) { break }
                        }
                        ended.change { $0 += 1 }
                        return (index, seen)
                    }
                }
                // The reader that knows SQL alone.
                group.addTask {
                    var seen = Seen()
                    let schema = store.quotedSchema
                    let pool = try PostgresPool(store.configuration)
                    try await pool.withExclusive { connection in
                        var position: Int64 = 0
                        var isEnded = false
                        while !isEnded {
                            let barrier = try await connection.execute(
                                "SELECT safe_position FROM \(schema).safe_position()")
                            let safe = try barrier[0].string(0, 0)
                            let rows = try await connection.execute(
                                """
                                SELECT global_position, event_type
                                FROM \(schema).read_all(\(position), 500, \(safe), p_until_is_safe => true)
                                """)[0]
                            for row in 0..<rows.rowCount {
                                position = Int64(try rows.string(row, 0))!
                                seen.positions.append(GlobalPosition(rawValue: position))
                                if try rows.string(row, 1) == end.rawValue { isEnded = true }
                            }
                            if rows.rowCount == 0 { try await Task.sleep(for: .milliseconds(2)) }
                        }
                    }
                    await pool.close()
                    ended.change { $0 += 1 }
                    return (-1, seen)
                }
                group.addTask {
                    try await write(store, events: events, writers: writers, seed: seed, written)
                    let result = try await store.append(
                        [.test(end)], to: StreamName("proof", "end"), expectedVersion: .noStream)
                    last.value = result.lastPosition
                    while mayLose && ended.value < 5 {
                        try await store.append([.test(end)], to: StreamName("proof", "end"), expectedVersion: .any)
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    return (-2, Seen())
                }
                var found: [(name: String, seen: Seen)] = []
                for try await (index, seen) in group {
                    if index >= 0 { found.append((subscriptions[index].0, seen)) }
                    if index == -1 { found.append(("SQL alone", seen)) }
                }
                return found
            }
            outcome.acknowledged = written.value + 1
            let before = mayLose ? last.value!.rawValue : .max
            outcome.stored = Set(
                try await store.sql(
                    "SELECT global_position FROM \(store.quotedSchema).events WHERE global_position < $1",
                    [.integer(before)]
                ).compactMap {
                    if case .integer(let position) = $0.values[0] { GlobalPosition(rawValue: position) } else { nil }
                })
            return outcome
        }

        static func write(
            _ store: PostgresEventStore, events: Int, writers: Int, seed: UInt64, _ written: Shared<Int>
        ) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        var random = SeededGenerator(seed: seed &+ UInt64(writer))
                        func some() -> [NewEvent] {
                            (0..<Int.random(in: 20...50, using: &random)).map {
                                .test($0 % 2 == 0 ? "Even" : "Odd", #"{"n":1}"#)
                            }
                        }
                        func stream() -> StreamName { StreamName("proof", "\(Int.random(in: 0..<64, using: &random))") }
                        while written.value < events {
                            let batch = some()
                            switch Int.random(in: 0..<10, using: &random) {
                            case 0...3:
                                // Positions are drawn, and then the transaction takes its time.
                                let pause = Duration.microseconds(Int.random(in: 0...8000, using: &random))
                                let target = stream()
                                try await store.withTransaction { transaction in
                                    try await transaction.append(batch, to: target, expectedVersion: .any)
                                    try await Task.sleep(for: pause)
                                }
                                written.change { $0 += batch.count }
                            case 4:
                                let others = some()
                                let (first, second) = (stream(), StreamName("pair", "\(writer)"))
                                _ = try await store.append([
                                    StreamAppend(batch, to: first, expectedVersion: .any),
                                    StreamAppend(others, to: second, expectedVersion: .any),
                                ])
                                written.change { $0 += batch.count + others.count }
                            case 5:
                                // What is rolled back leaves a gap, and nothing else.
                                struct Regret: Error {}
                                let target = stream()
                                do {
                                    try await store.withTransaction { transaction in
                                        try await transaction.append(batch, to: target, expectedVersion: .any)
                                        throw Regret()
                                    }
                                } catch is Regret {}
                            default:
                                try await store.append(batch, to: stream(), expectedVersion: .any)
                                written.change { $0 += batch.count }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }

        static func matching(_ store: PostgresEventStore, _ types: String) async throws -> Set<GlobalPosition> {
            Set(
                try await store.sql(
                    "SELECT global_position FROM \(store.quotedSchema).events WHERE event_type IN (\(types))"
                ).compactMap {
                    if case .integer(let position) = $0.values[0] { GlobalPosition(rawValue: position) } else { nil }
                })
        }

        @Test(
            "four subscriptions and an SQL reader see every event of 32 writers once and in order",
            .timeLimit(.minutes(60)))
        func everybodySeesEverything() async throws {
            let events = ProofEnvironment.number("EVENT_STORE_PROOF_EVENTS", 200_000)
            let seed = UInt64(ProofEnvironment.number("EVENT_STORE_PROOF_SEED", 4711))
            print("nobody misses an event: \(events) events, seed \(seed)")
            try await TestStore.with {
                $0.pool.maxConnections = 24
                $0.pool.acquireTimeout = .seconds(60)
            } _: { store in
                // Foreign transactions that have written and stay open, here and in another database.
                var elsewhere = store.configuration
                elsewhere.database = "postgres"
                let here = try PostgresPool(store.configuration)
                let there = try PostgresPool(elsewhere)
                let outcome = try await here.withExclusive { first in
                    try await there.withExclusive { second in
                        for connection in [first, second] {
                            try await connection.execute(
                                "SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT pg_current_xact_id()")
                        }
                        let begun = ContinuousClock.now
                        let outcome = try await Self.follow(store, events: events, writers: 32, seed: seed)
                        print(
                            "nobody misses an event: \(outcome.stored.count) events in \(ContinuousClock.now - begun)")
                        for connection in [first, second] {
                            #expect(connection.isInTransaction, "the foreign transaction was open all the time")
                            try await connection.execute("ROLLBACK")
                        }
                        return outcome
                    }
                }
                await here.close()
                await there.close()
                #expect(outcome.stored.count == outcome.acknowledged)
                #expect(outcome.stored.count >= events)
                let odd = try await Self.matching(store, "'Odd', 'End'")
                #expect(outcome.readers.count == 5)
                for (name, seen) in outcome.readers {
                    let found = seen.discrepancies(name == "filter" ? odd : outcome.stored)
                    #expect(found.isEmpty, "\(name): \(found)")
                }
                #expect(try await store.verify().isEmpty)
            }
        }

        @Test("without the barrier the same run loses events", .timeLimit(.minutes(2)))
        func withoutTheBarrier() async throws {
            try await TestStore.with {
                $0.pool.maxConnections = 24
                $0.pool.acquireTimeout = .seconds(60)
            } _: { store in
                // The control: with the barrier this very run, ended in the same way, loses nothing.
                let control = try await Self.follow(store, events: 5000, writers: 16, seed: 0, mayLose: true)
                for (name, seen) in control.readers where name != "filter" {
                    #expect(seen.discrepancies(control.stored).lost == 0, "\(name), with the barrier")
                }
                try await store.sql(
                    "TRUNCATE \(store.quotedSchema).events, \(store.quotedSchema).event_ids, \(store.quotedSchema).streams"
                )
                let schema = store.quotedSchema
                try await store.sql(
                    """
                    CREATE OR REPLACE FUNCTION \(schema).safe_position(OUT safe_position bigint, OUT head_position bigint)
                    LANGUAGE sql AS 'SELECT last_value, last_value FROM \(schema.replacing("'", with: "''")).global_positions'
                    """)
                var lost = 0
                for round in 0..<5 where lost == 0 {
                    let outcome = try await Self.follow(
                        store, events: 5000, writers: 16, seed: UInt64(round), mayLose: true)
                    for (name, seen) in outcome.readers where name != "filter" {
                        lost += seen.discrepancies(outcome.stored).lost
                    }
                    try await store.sql("TRUNCATE \(schema).events, \(schema).event_ids, \(schema).streams")
                    if lost > 0 { print("without the barrier: \(lost) of 4 times \(outcome.stored.count) events lost") }
                }
                #expect(lost > 0, "the harness would not see a loss")
            }
        }

        @Test("an appender that stays open holds readers up until it ends, is named, and is then delivered")
        func openAppender() async throws {
            try await TestStore.with { store in
                let late = StreamName("late", "1")
                let release = OneShot<Void>()
                let appended = Shared<GlobalPosition?>(nil)
                try await store.append([.test("First")], to: StreamName("s", "0"), expectedVersion: .any)
                let seen = Shared<[RecordedEvent]>([])
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await store.withTransaction { transaction in
                            let result = try await transaction.append(
                                StreamAppend([.test("Late")], to: late, expectedVersion: .noStream))
                            appended.value = result.lastPosition
                            try await release.value()
                        }
                    }
                    try await waitUntil("the transaction has appended") { appended.value != nil }
                    for index in 1...20 {
                        try await store.append([.test("Next")], to: StreamName("s", "\(index)"), expectedVersion: .any)
                    }
                    group.addTask {
                        for try await event in store.subscribe(from: .beginning) {
                            seen.change { $0.append(event) }
                            if seen.value.count == 22 { return }
                        }
                    }
                    try await waitUntil("what was before it is delivered") { seen.value.count == 1 }
                    let appenders = try await store.inFlightAppenders()
                    #expect(appenders.count == 1)
                    #expect(
                        appenders.first?.registeredPosition == GlobalPosition(rawValue: appended.value!.rawValue - 1))
                    #expect(appenders.first?.state == "idle in transaction")
                    #expect(try await store.health().inFlightAppenders == 1)
                    let positions = try await store.positions()
                    #expect(positions.safePosition < appended.value!)
                    #expect(positions.headPosition.rawValue == appended.value!.rawValue + 20)
                    #expect(try await store.readAll(AllReadOptions()).map(\.type) == ["First"])
                    #expect(
                        try await store.readAll(AllReadOptions(until: positions.headPosition)).map(\.type) == ["First"])
                    #expect(seen.value.count == 1)
                    release.resume(.success(()))
                    try await group.waitForAll()
                }
                #expect(seen.value.map(\.globalPosition) == seen.value.map(\.globalPosition).sorted())
                #expect(seen.value[1].type == "Late")
                #expect(try await store.inFlightAppenders().isEmpty)
            }
        }

        @Test("reading by position is refused where a snapshot is older than the barrier")
        func isolation() async throws {
            try await TestStore.with { store in
                for level in [PostgresEventStore.Isolation.repeatableRead, .serializable] {
                    for call in ["safe_position()", "read_all()"] {
                        let error = await storeError {
                            try await store.withTransaction(isolation: level) {
                                _ = try await $0.query("SELECT * FROM \(store.quotedSchema).\(call)")
                            }
                        }
                        #expect(error?.code == .barrierUnavailable)
                    }
                }
                // Appending is safe under each.
                for level in [PostgresEventStore.Isolation.readCommitted, .repeatableRead, .serializable] {
                    try await store.withTransaction(isolation: level) {
                        _ = try await $0.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
                    }
                }
                #expect(try await store.version(of: StreamName("s", "1")) == 3)
            }
        }
    }
}
