import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

@Suite("Transactions with an application's own SQL")
struct TransactionTests {
    private struct Regret: Error {}

    @Test("own SQL and an append commit or roll back together")
    func together() async throws {
        try await TestStore.with { store in
            let table = store.quotedSchema + ".orders"
            let stream = StreamName("order", "1")
            try await store.sql("CREATE TABLE \(table) (id text PRIMARY KEY, total bigint)")
            try await store.withTransaction { transaction in
                try await transaction.query("INSERT INTO \(table) VALUES ($1, $2)", ["a", 1])
                try await transaction.append([.test()], to: stream, expectedVersion: .noStream)
            }
            await #expect(throws: Regret.self) {
                try await store.withTransaction { transaction in
                    try await transaction.append([.test()], to: stream, expectedVersion: .exactly(1))
                    try await transaction.query("INSERT INTO \(table) VALUES ($1, $2)", ["b", 2])
                    throw Regret()
                }
            }
            // The append's refusal takes the own SQL with it.
            let conflict = await storeError {
                try await store.withTransaction { transaction in
                    try await transaction.query("INSERT INTO \(table) VALUES ($1, $2)", ["c", 3])
                    try await transaction.append([.test()], to: stream, expectedVersion: .noStream)
                }
            }
            #expect(conflict?.code == .wrongExpectedVersion)
            // And an error that the application swallows does not commit half of it.
            let swallowed = await storeError {
                try await store.withTransaction { transaction in
                    try await transaction.append([.test()], to: stream, expectedVersion: .any)
                    _ = try? await transaction.query("INSERT INTO \(table) VALUES ($1, $2)", ["a", 4])
                }
            }
            #expect(swallowed != nil)
            #expect(try await store.version(of: stream) == 1)
            #expect(try await store.sql("SELECT id, total FROM \(table)").map(\.values) == [["a", 1]])
            #expect(try await store.inFlightAppenders().isEmpty)
            #expect(try await store.verify().isEmpty)
        }
    }

    @Test("a script of several statements is part of the transaction, and may not end it")
    func script() async throws {
        try await TestStore.with { store in
            let table = store.quotedSchema + ".stock"
            let script = """
                CREATE TABLE \(table) (id text PRIMARY KEY, amount bigint);
                INSERT INTO \(table) VALUES ('a;b', 1);
                INSERT INTO \(table) VALUES ('c', NULL);
                """
            await #expect(throws: Regret.self) {
                try await store.withTransaction { transaction in
                    try await transaction.execute(script)
                    throw Regret()
                }
            }
            try await store.withTransaction { transaction in
                try await transaction.execute(script)
                try await transaction.append([.test()], to: StreamName("order", "1"), expectedVersion: .noStream)
            }
            let rows = try await store.sql("SELECT id, amount, true, 1.5::float8, now() FROM \(table) ORDER BY id")
            #expect(rows.map { $0["id"]?.text } == ["a;b", "c"])
            #expect(rows.map { $0["amount"]?.integer } == [1, nil], "a value, and NULL")
            #expect(rows[0].values[0].integer == nil && rows[0].values[1].text == nil, "another type")
            #expect(rows[0].values[2].bool == true && rows[0].values[3].double == 1.5)
            #expect(rows[0].values[4].timestamp != nil && rows[0].values[4].uuid == nil)
            #expect(try await store.version(of: StreamName("order", "1")) == 1)

            let refused = await storeError {
                try await store.withTransaction {
                    try await $0.execute("SELECT 1; INSERT INTO \(table) VALUES ('c', 2)")
                }
            }
            #expect(refused?.code == .server && refused?.sqlState == "23505")
            let ended = await storeError {
                try await store.withTransaction { try await $0.execute("DELETE FROM \(table); COMMIT") }
            }
            #expect(ended?.sqlState == "25P01")
        }
    }

    // Tried with the store's translation for own statements, too: partitionMissing, schemaBehind, invalidPayload.
    @Test("what is wrong with an application's own statement is not told as a fault of the store or of an event")
    func ownErrors() async throws {
        try await TestStore.with { store in
            let table = store.quotedSchema + ".stock"
            try await store.sql("CREATE TABLE \(table) (id text PRIMARY KEY, left_over bigint CHECK (left_over >= 0))")
            for (sql, state) in [
                ("INSERT INTO \(table) VALUES ('a', -1)", "23514"), ("SELECT 1 FROM \(table)_of_another_name", "42P01"),
                ("SELECT no_such_function()", "42883"), ("SELECT 'x'::uuid", "22P02"),
            ] {
                let error = await storeError {
                    try await store.withTransaction { _ = try await $0.query(sql) }
                }
                #expect(error?.code == .server, "\(sql)")
                #expect(error?.sqlState == state)
            }
            // A function of the store that is called in an own statement still says what it means.
            let refused = await storeError {
                try await store.withTransaction {
                    _ = try await $0.query("SELECT \(store.quotedSchema).read_stream('a', 'b', p_limit => 0)")
                }
            }
            #expect(refused?.code == .invalidArgument)
        }
    }

    // Tried without the bound: 2,003 statements on the connection.
    @Test("thousands of different texts leave a bounded number of prepared statements, and all give the right answer")
    func manyTexts() async throws {
        try await TestStore.with {
            $0.pool.maxConnections = 1
        } _: { store in
            let count = "SELECT count(*) FROM pg_prepared_statements"
            for start in stride(from: 0, to: 2000, by: 100) {
                try await store.withTransaction { transaction in
                    for number in start..<(start + 100) {
                        let rows = try await transaction.query(
                            "SELECT \(number) AS n, $1 AS t", [.text("\(number)")])
                        #expect(rows.map(\.values) == [[.integer(Int64(number)), .text("\(number)")]])
                    }
                }
                // A transaction that has failed deallocates nothing, and prepares nothing.
                try? await store.withTransaction { transaction in
                    for text in ["SELECT 1 / 0", "SELECT \(start) + 1", "SELECT \(start) + 2"] {
                        _ = try? await transaction.query(text)
                    }
                }
                #expect(try await store.number(count) <= 256 + 20)
            }
            #expect(try await store.number("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'app%'") == 256)
            // One that is used again and again stays.
            let counts = try await store.number(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement = $1", [.text(count)])
            #expect(counts == 1)
        }
    }

    @Test("statements that a changed table has made stale are bounded, too")
    func staleTexts() async throws {
        try await TestStore.with {
            $0.pool.maxConnections = 1
        } _: { store in
            let table = store.quotedSchema + ".shapes"
            try await store.sql("CREATE TABLE \(table) (a bigint)")
            for round in 0..<20 {
                try await store.sql("ALTER TABLE \(table) ADD COLUMN c\(round) bigint")
                for number in 0..<40 {
                    let text = "SELECT \(number) AS n, t.* FROM \(table) AS t"
                    do {
                        _ = try await store.sql(text)
                    } catch let error as EventStoreError where error.sqlState == "0A000" {
                        // In a transaction a stale plan is an error, once.
                        _ = try await store.sql(text)
                    }
                }
            }
            #expect(try await store.number("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'app%'") <= 256)
        }
    }

    @Test("a row describes itself by its columns and values")
    func rowDescription() async throws {
        try await TestStore.with { store in
            let rows = try await store.sql("SELECT 7 AS id, 'x'::text AS name, NULL::text AS note, true AS is_open")
            #expect("\(rows[0])" == "id: 7, name: x, note: NULL, is_open: true")
        }
    }

    @Test("a projection's row and its checkpoint in one transaction: once in effect, however often it is interrupted")
    func projection() async throws {
        try await TestStore.with { store in
            let table = store.quotedSchema + ".totals"
            try await store.sql("CREATE TABLE \(table) (id text PRIMARY KEY, count bigint NOT NULL)")
            for index in 0..<200 {
                try await store.append([.test()], to: StreamName("s", "\(index % 4)"), expectedVersion: .any)
            }
            var interruptions = 0
            var handled = 0
            while true {
                let position = try await store.checkpoint(named: "totals", tenant: .none)?.globalPosition ?? .start
                if position == (try await store.positions().headPosition) { break }
                do {
                    for try await page in store.subscribe(SubscriptionOptions(start: .after(position), pageSize: 17))
                        .pages
                    {
                        try await store.withTransaction { transaction in
                            for event in page {
                                handled += 1
                                try await transaction.query(
                                    "INSERT INTO \(table) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET count = totals.count + 1",
                                    [.text(event.stream.aggregateID)])
                                // Interrupted before the page's checkpoint, again and again.
                                if handled % 13 == 0, interruptions < 40 {
                                    interruptions += 1
                                    throw Regret()
                                }
                            }
                            try await transaction.saveCheckpoint(
                                CheckpointUpdate(
                                    name: "totals", globalPosition: page.last!.globalPosition,
                                    lastEventID: page.last!.id,
                                    eventsProcessed: Int64(page.count)))
                        }
                        if page.last!.globalPosition.rawValue == 200 { break }
                    }
                } catch is Regret {}
            }
            #expect(interruptions > 10)
            let counts = try await store.sql("SELECT count FROM \(table)").map { $0.values[0] }
            #expect(counts == Array(repeating: 50, count: 4))
            #expect(try await store.checkpoint(named: "totals", tenant: .none)?.eventsProcessed == 200)
            try await store.waitForCheckpoint(named: "totals", toPass: 200)
            let late = await storeError {
                try await store.waitForCheckpoint(named: "totals", toPass: 201, timeout: .milliseconds(50))
            }
            #expect(late?.code == .deadlineExceeded)
        }
    }

    @Test("whoever waits for a checkpoint goes on when it has passed")
    func waiting() async throws {
        try await TestStore.with { store in
            let result = try await store.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
            async let waited: Void = store.waitForCheckpoint(
                named: "p", toPass: result.lastPosition, timeout: .seconds(30))
            try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: result.lastPosition))
            try await waited
        }
    }

    @Test("an append whose stream an open transaction holds delays no other append and no read")
    func noHeadOfLine() async throws {
        try await TestStore.with {
            $0.timeouts.lock = .seconds(30)
        } _: { store in
            let held = StreamName("held", "1")
            let release = OneShot<Void>()
            let hasAppended = Shared(false)
            let isReleased = Shared(false)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await store.withTransaction { transaction in
                        try await transaction.append([.test()], to: held, expectedVersion: .any)
                        hasAppended.value = true
                        try await release.value()
                    }
                }
                try await waitUntil("the stream is held") { hasAppended.value }
                group.addTask {
                    try await store.append([.test()], to: held, expectedVersion: .any)
                    #expect(isReleased.value)
                }
                try await waitUntil("an append waits for it") {
                    try await store.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0
                }
                let others = Task {
                    for index in 0..<20 {
                        try await store.append(
                            [.test()], to: StreamName("free", "\(index)"), expectedVersion: .noStream)
                        _ = try await store.readStream(StreamName("free", "\(index)"))
                    }
                }
                let watch = Task {
                    try await Task.sleep(for: .seconds(10))
                    others.cancel()
                }
                await #expect(throws: Never.self) { try await others.value }
                watch.cancel()
                isReleased.value = true
                release.resume(.success(()))
                try await group.waitForAll()
            }
            #expect(try await store.version(of: held) == 2)
        }
    }

    // Tried with appends that share the reads' connection when all others are lent: the reads waited until the release.
    @Test("an append to a held stream delays no read, also when all connections are lent", .timeLimit(.minutes(1)))
    func noHeadOfLineWhenLent() async throws {
        try await TestStore.with {
            $0.pool.maxConnections = 2
            $0.pool.acquireTimeout = .seconds(30)
            $0.timeouts.lock = .seconds(30)
        } _: { store in
            let held = StreamName("held", "1")
            let isReleased = Shared(false)
            let lent = Shared(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 1...2 {
                    group.addTask {
                        try await store.withTransaction { transaction in
                            let stream = index == 1 ? held : StreamName("other", "1")
                            try await transaction.append([.test()], to: stream, expectedVersion: .any)
                            lent.change { $0 += 1 }
                            try await waitUntil("the reads are done") { isReleased.value }
                        }
                    }
                }
                try await waitUntil("all connections are lent") { lent.value == 2 }
                for _ in 0..<3 {
                    group.addTask { try await store.append([.test()], to: held, expectedVersion: .any) }
                }
                // Time for the appends to set out, wherever they go.
                try await Task.sleep(for: .milliseconds(300))
                let reads = Task {
                    for _ in 0..<20 {
                        _ = try await store.readStream(held)
                        _ = try await store.positions()
                    }
                }
                let watch = Task {
                    try await Task.sleep(for: .seconds(5))
                    reads.cancel()
                }
                await #expect(throws: Never.self) { try await reads.value }
                watch.cancel()
                isReleased.value = true
                try await group.waitForAll()
            }
            #expect(try await store.version(of: held) == 4)
        }
    }

    @Test(
        "transactions that hold all connections and await appends outside of them do not wait for ever",
        .timeLimit(.minutes(1)))
    func appendsOutsideTheirTransactions() async throws {
        try await TestStore.with {
            $0.pool.maxConnections = 2
            $0.pool.acquireTimeout = .seconds(2)
        } _: { store in
            let lent = Shared(0)
            let outcomes = await withTaskGroup(of: Result<Void, any Error>.self) { group in
                for index in 0..<2 {
                    group.addTask {
                        do {
                            return .success(
                                try await store.withTransaction { _ in
                                    lent.change { $0 += 1 }
                                    try await waitUntil("all connections are lent") { lent.value == 2 }
                                    try await store.append(
                                        [.test()], to: StreamName("s", "\(index)"), expectedVersion: .any)
                                })
                        } catch {
                            return .failure(error)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // The first one that gives up gives its connection to the other.
            let errors = outcomes.compactMap { outcome in
                if case .failure(let error) = outcome { error as? EventStoreError } else { nil }
            }
            #expect(errors.count >= 1)
            #expect(errors.allSatisfy { $0.code == .poolExhausted && $0.isRetryable && !$0.isOutcomeUnknown })
            // On a loaded machine a free connection may come late; one that was not given back never comes.
            try await waitUntil("the connections are given back") {
                do {
                    try await store.append([.test()], to: StreamName("s", "2"), expectedVersion: .noStream)
                    return true
                } catch let error as EventStoreError where error.code == .poolExhausted {
                    return false
                }
            }
        }
    }

    @Test("of appends that travel together only the one whose stream stays held fails")
    func heldInCompany() async throws {
        try await TestStore.with {
            $0.timeouts.lock = .milliseconds(500)
        } _: { store in
            let held = StreamName("held", "1")
            let release = OneShot<Void>()
            let hasAppended = Shared(false)
            async let holder: Void = store.withTransaction { transaction in
                try await transaction.append([.test()], to: held, expectedVersion: .any)
                hasAppended.value = true
                try await release.value()
            }
            try await waitUntil("the stream is held") { hasAppended.value }
            let outcomes = await withTaskGroup(of: (Int, EventStoreError?).self) { group in
                for index in 0..<100 {
                    group.addTask {
                        do {
                            try await store.append(
                                [.test()], to: index == 50 ? held : StreamName("free", "\(index)"),
                                expectedVersion: .any)
                            return (index, nil)
                        } catch {
                            return (index, error as? EventStoreError ?? EventStoreError(.server, "\(error)"))
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(outcomes.map(\.key) == [50])
            #expect(outcomes[50]?.code == .contention)
            #expect(outcomes[50]?.isRetryable == true)
            release.resume(.success(()))
            try await holder
            #expect(try await store.version(of: held) == 1)
            #expect(try await store.statistics().events == 100)
            #expect(try await store.verify().isEmpty)
        }
    }
}
