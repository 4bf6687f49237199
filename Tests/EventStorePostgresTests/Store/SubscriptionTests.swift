import EventSourcing
import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import EventStorePostgres

@Suite("Subscribing", .serialized)
struct SubscriptionTests {
    private static func fill(_ store: PostgresEventStore, _ count: Int, from first: Int = 0) async throws {
        for index in first..<first + count {
            try await store.append([.test()], to: StreamName("s", "\(index)"), expectedVersion: .noStream)
        }
    }

    /// The backends of the test's own store.
    private static func backends(_ name: String, _ store: PostgresEventStore, _ condition: String = "true") async throws
        -> Int64
    {
        try await store.number(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND \(condition)", [.text(name)])
    }

    @Test("a subscription delivers what is there, says that it has caught up, and then what is stored")
    func catchUpAndLive() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, 25)
            var positions: [GlobalPosition] = []
            var hasCaughtUp = false
            for try await message in store.subscribe(SubscriptionOptions(pageSize: 10)).messages {
                switch message {
                case .event(let event):
                    positions.append(event.globalPosition)
                    if hasCaughtUp && positions.count < 30 {
                        try await store.append([.test()], to: StreamName("s", "0"), expectedVersion: .any)
                    }
                case .caughtUp:
                    #expect(positions.count == 25)
                    hasCaughtUp = true
                    try await store.append([.test()], to: StreamName("s", "0"), expectedVersion: .any)
                case .fellBehind: break
                }
                if positions.count == 30 { break }
            }
            #expect(positions == positions.sorted())
            #expect(Set(positions).count == 30)
        }
    }

    @Test("it begins at the beginning, after a position, or now")
    func starts() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, 20)
            let now = store.subscribe(from: .now).messages
            let fromNow = Task {
                var seen: [GlobalPosition] = []
                for try await message in now {
                    if case .caughtUp = message {
                        try await store.append([.test()], to: StreamName("now", "1"), expectedVersion: .any)
                    }
                    if case .event(let event) = message {
                        seen.append(event.globalPosition)
                        break
                    }
                }
                return seen
            }
            #expect(try await fromNow.value == [21])
            for (start, first) in [(SubscriptionStart.beginning, 1), (.after(0), 1), (.after(7), 8), (.after(20), 21)] {
                for try await event in store.subscribe(from: start) {
                    #expect(event.globalPosition.rawValue == Int64(first))
                    break
                }
            }
        }
    }

    @Test("a filter gives what a plain filter over all events gives")
    func filters() async throws {
        try await TestStore.with { store in
            var random = SeededGenerator(seed: 11)
            let day = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - 3600).rounded())
            for _ in 0..<40 {
                let events = (0..<10).map { _ in
                    NewEvent(
                        type: ["A", "B", "C"].randomElement(using: &random)!, payload: .json("{}"),
                        timestamp: day.addingTimeInterval(Double(Int.random(in: 0..<1000, using: &random))))
                }
                try await store.append(
                    events,
                    to: StreamName(
                        ["x", "y"].randomElement(using: &random)!, "\(Int.random(in: 0..<9, using: &random))",
                        tenant: ["", "t"].randomElement(using: &random)!), expectedVersion: .any)
            }
            let all = try await store.everything()
            #expect(all.count == 400)
            let middle = day.addingTimeInterval(500)
            let filters = [
                EventFilter(eventTypes: ["A"]), EventFilter(eventTypes: ["A", "C"]), EventFilter(aggregateTypes: ["x"]),
                EventFilter(tenant: "t"), EventFilter(tenant: Tenant.none), EventFilter(from: middle),
                EventFilter(before: middle),
                EventFilter(
                    aggregateTypes: ["y"], eventTypes: ["B"], tenant: "t", from: day.addingTimeInterval(100),
                    before: middle),
            ]
            for filter in filters {
                let wanted = all.filter { event in
                    filter.eventTypes?.contains(event.type) ?? true
                        && filter.aggregateTypes?.contains(event.stream.aggregateType) ?? true
                        && filter.tenant.map { $0 == event.stream.tenant } ?? true
                        && filter.from.map { event.timestamp >= $0 } ?? true
                        && filter.before.map { event.timestamp < $0 } ?? true
                }
                for pageSize in [1, 7, 1000] {
                    var seen: [RecordedEvent] = []
                    for try await message in store.subscribe(SubscriptionOptions(filter: filter, pageSize: pageSize))
                        .messages
                    {
                        if case .event(let event) = message { seen.append(event) }
                        if case .caughtUp = message { break }
                    }
                    #expect(seen == wanted)
                }
                #expect(try await store.readAll(AllReadOptions(filter: filter)) == wanted)
            }
        }
    }

    @Test("a slow consumer is read for one page ahead and no more; falling behind and catching up are told in turn")
    func backPressure() async throws {
        try await TestStore.with { store in
            // Counts the pages that are asked for.
            let schema = store.quotedSchema
            let counter = "\(schema.replacing("'", with: "''")).pages_read"
            try await store.sql("CREATE SEQUENCE \(schema).pages_read")
            try await store.sql(
                "ALTER FUNCTION \(schema).check_read(bigint, integer, bigint) RENAME TO check_read_plain")
            try await store.sql(
                """
                CREATE FUNCTION \(schema).check_read(p_position bigint, p_limit integer, p_until bigint DEFAULT NULL)
                RETURNS void LANGUAGE sql VOLATILE
                AS $$ SELECT CASE WHEN p_limit = 10 THEN nextval('\(counter)') END,
                    \(schema).check_read_plain(p_position, p_limit, p_until) $$
                """)
            try await Self.fill(store, 100)
            func pages() async throws -> Int64 {
                try await store.number(
                    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM \(schema).pages_read")
            }
            var iterator = store.subscribe(SubscriptionOptions(pageSize: 10)).messages.makeAsyncIterator()
            for taken in 0..<100 {
                guard case .event(let event)? = try await iterator.next() else {
                    Issue.record("message \(taken) is no event")
                    return
                }
                #expect(event.globalPosition.rawValue == Int64(taken + 1))
                if taken % 25 == 0 { #expect(try await pages() <= Int64(taken / 10 + 2)) }
            }
            guard case .caughtUp? = try await iterator.next() else {
                Issue.record("it has caught up")
                return
            }
            // More than a page while nobody takes: it falls behind, and catches up again.
            try await Self.fill(store, 35, from: 100)
            var told: [String] = []
            while told.last != "caught up" {
                switch try await iterator.next() {
                case .event: if told.last != "events" { told.append("events") }
                case .fellBehind(let position):
                    #expect(position == 100)
                    told.append("fell behind")
                case .caughtUp(let position):
                    #expect(position == 135)
                    told.append("caught up")
                case nil: told.append("end")
                }
            }
            #expect(told == ["fell behind", "events", "caught up"])
        }
    }

    @Test("fifty subscriptions share one listening connection and ask for the barrier together")
    func many() async throws {
        let name = "many-\(UUID().uuidString.prefix(8))"
        try await TestStore.with {
            $0.applicationName = name
        } _: { store in
            let schema = store.quotedSchema
            let counter = "\(schema.replacing("'", with: "''")).questions"
            let seen = Shared<[Int: [GlobalPosition]]>([:])
            let isCaughtUp = Shared(0)
            try await Self.fill(store, 3)
            let subscribers = (0..<50).map { number in
                Task {
                    for try await message in store.subscribe(SubscriptionOptions()).messages {
                        switch message {
                        case .event(let event): seen.change { $0[number, default: []].append(event.globalPosition) }
                        case .caughtUp: isCaughtUp.change { $0 += 1 }
                        case .fellBehind: break
                        }
                    }
                }
            }
            try await waitUntil("all have caught up") { isCaughtUp.value == 50 }
            try await waitUntil("one listens") {
                try await Self.backends(name, store, "(query LIKE 'LISTEN%' OR query = 'SELECT 1')") == 1
            }
            // From here on questions are counted.
            try await store.sql("CREATE SEQUENCE \(schema).questions")
            // In one transaction: a look that found no function at all would end its subscriptions.
            try await store.withTransaction { transaction in
                try await transaction.query(
                    "ALTER FUNCTION \(schema).require_read_committed(text) RENAME TO require_read_committed_plain")
                try await transaction.query(
                    """
                    CREATE FUNCTION \(schema).require_read_committed(p_what text DEFAULT '') RETURNS void LANGUAGE plpgsql VOLATILE
                    AS $$ BEGIN
                        IF pg_catalog.current_query() LIKE '%safe_position%' THEN PERFORM nextval('\(counter)'); END IF;
                    END $$
                    """)
            }
            let begun = ContinuousClock.now
            for index in 0..<20 {
                try await store.append([.test()], to: StreamName("later", "\(index)"), expectedVersion: .noStream)
                try await waitUntil("event \(index) reaches all") {
                    seen.value.count == 50 && seen.value.values.allSatisfy { $0.count == 4 + index }
                }
            }
            let questions = try await store.number("SELECT last_value FROM \(schema).questions")
            let elapsed = ContinuousClock.now - begun
            print("fifty subscriptions: \(questions) questions for 20 events and 50 subscriptions in \(elapsed)")
            // One question each would be 1,000.
            #expect(questions < 300)
            let order = (1...23).map { GlobalPosition(rawValue: Int64($0)) }
            #expect(seen.value.values.allSatisfy { $0 == order })
            for subscriber in subscribers { subscriber.cancel() }
            for subscriber in subscribers { _ = await subscriber.result }
            #expect(store.pool.statistics.inUse == 0 && store.pool.statistics.waiters == 0)
            try await waitUntil("nobody waits in the feed") { store.feed.waiting == 0 }
            #expect(try await Self.backends(name, store) <= 3, "one shared, one listening, one for the test's own SQL")
            await store.shutdown()
            try await withPostgresEventStore(configuration: try TestStore.configuration(schema: "x")) { other in
                let pool = try PostgresPool(other.configuration)
                try await waitUntil("no backend is left") {
                    try await pool.withExclusive {
                        try await $0.execute(
                            "SELECT count(*) FROM pg_stat_activity WHERE application_name = '\(name)'")[0]
                            .string(0, 0) == "0"
                    }
                }
                await pool.close()
            }
        }
    }

    @Test("cancelled while it waits for events, or for a backend that is stopped, it ends at once")
    func cancellation() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, 5)
            let isCaughtUp = Shared(false)
            let waiting = Task {
                for try await message in store.subscribe(SubscriptionOptions()).messages {
                    if case .caughtUp = message { isCaughtUp.value = true }
                }
            }
            try await waitUntil("it waits") { isCaughtUp.value && store.feed.waiting == 1 }
            waiting.cancel()
            let begun = ContinuousClock.now
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(ContinuousClock.now - begun < .seconds(2))
            #expect(store.feed.waiting == 0)

            // The backend is stopped: nothing it is asked is answered.
            let backend = try await store.pool.shared().processID
            let hasRead = Shared(false)
            let gate = OneShot<Void>()
            let reading = Task {
                var iterator = store.subscribe(SubscriptionOptions(pageSize: 2)).makeAsyncIterator()
                _ = try await iterator.next()
                hasRead.value = true
                try await gate.value()
                while try await iterator.next() != nil {}
            }
            try await waitUntil("it has read a page") { hasRead.value }
            kill(backend, SIGSTOP)
            defer { kill(backend, SIGCONT) }
            gate.resume(.success(()))
            try await Task.sleep(for: .milliseconds(50))
            reading.cancel()
            let stopped = ContinuousClock.now
            await #expect(throws: CancellationError.self) { try await reading.value }
            #expect(ContinuousClock.now - stopped < .seconds(2))
            kill(backend, SIGCONT)
            #expect(try await store.readAll(AllReadOptions()).count == 5)
        }
    }

    @Test("two iterators of one subscription are runs of their own")
    func iterators() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, 30)
            let subscription = store.subscribe(SubscriptionOptions(pageSize: 4))
            var first = subscription.makeAsyncIterator()
            var second = subscription.makeAsyncIterator()
            for position in 1...30 {
                #expect(try await first.next()?.globalPosition.rawValue == Int64(position))
                if position % 2 == 0 {
                    #expect(try await second.next()?.globalPosition.rawValue == Int64(position / 2))
                }
            }
        }
    }

    @Test("shutdown ends iteration with nil, whatever it was doing")
    func shutdown() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, 50)
            for round in 0..<10 {
                let client = try PostgresEventStore(configuration: store.configuration)
                let seen = Shared(0)
                let tasks = (0..<4).map { number in
                    Task {
                        for try await _ in client.subscribe(SubscriptionOptions(pageSize: number * 20 + 1)) {
                            seen.change { $0 += 1 }
                        }
                    }
                }
                // In the middle of reading, and while waiting.
                try await waitUntil("they read") { seen.value > round * 20 }
                await client.shutdown()
                for task in tasks {
                    if case .failure(let error) = await task.result { Issue.record("round \(round): \(error)") }
                }
            }
        }
    }

    @Test("a store runs as a service and ends in good order with its group")
    func service() async throws {
        try await TestStore.with { store in
            struct Projection: Service {
                let store: PostgresEventStore
                let seen: Shared<Int>
                func run() async throws {
                    for try await _ in store.subscribe(from: .beginning).cancelOnGracefulShutdown() {
                        seen.change { $0 += 1 }
                    }
                }
            }
            let client = try PostgresEventStore(configuration: store.configuration)
            let seen = Shared(0)
            let group = ServiceGroup(
                services: [client, Projection(store: client, seen: seen)], gracefulShutdownSignals: [],
                logger: Logger(label: "test"))
            let running = Task { try await group.run() }
            try await client.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
            try await waitUntil("it is projected") { seen.value == 1 }
            await group.triggerGracefulShutdown()
            try await running.value
            let error = await storeError {
                try await client.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
            }
            #expect(error?.code == .closed)
        }
    }

    @Test("a subscription goes on when its connection is cut, again and again, and repeats nothing")
    func cutConnections() async throws {
        let name = "cut-\(UUID().uuidString.prefix(8))"
        try await TestStore.with { store in
            var configuration = store.configuration
            configuration.applicationName = name
            try await withPostgresEventStore(configuration: configuration) { client in
                let seen = Shared<[GlobalPosition]>([])
                let subscriber = Task {
                    for try await event in client.subscribe(SubscriptionOptions(pageSize: 3)) {
                        seen.change { $0.append(event.globalPosition) }
                        if seen.value.count == 300 { return }
                    }
                }
                for round in 0..<30 {
                    try await Self.fill(store, 10, from: round * 10)
                    try await store.sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
                        [.text(name)])
                }
                try await subscriber.value
                #expect(seen.value.map(\.rawValue) == Array(1...300))
            }
        }
    }
}
