import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// What was acknowledged survives a server that is killed (F1): all its processes at once, with SIGKILL, ten times under load.
    ///
    /// Seen red: with `synchronous_commit = off` and `wal_writer_delay = 10s` 141 of 3,479 acknowledged events were missing after
    /// ten kills. Without the comparison of connection generations in a subscription, the second test's events had not all
    /// arrived after 30 s.
    @Suite("The server is killed", .serialized)
    struct ServerKilledTests {
        @Test(
            "ten times under load: every acknowledged event is stored once, and a subscription has them all in order",
            .timeLimit(.minutes(5)))
        func killedUnderLoad() async throws {
            let kills = ProofEnvironment.number("EVENT_STORE_PROOF_KILLS", 10)
            try await TestCluster.with("killed") { cluster in
                var configuration = try await cluster.configuration()
                configuration.pool.acquireTimeout = .seconds(60)
                try await withPostgresEventStore(configuration: configuration) { store in
                    try await store.migrate()
                    try await store.createPartitionsAhead(months: 1)
                    let acknowledged = Shared<[UUID: AppendResult]>([:])
                    let isDone = Shared(false)
                    let seen = Shared<[RecordedEvent]>([])
                    let end = EventType("End")
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            for try await page in store.subscribe(SubscriptionOptions(pageSize: 100)).pages {
                                seen.change { $0 += page }
                                if page.last?.type == end { return }
                            }
                        }
                        for writer in 0..<8 {
                            group.addTask {
                                while !isDone.value {
                                    let events = (0..<Int.random(in: 1...4)).map { _ in NewEvent.test() }
                                    let stream = StreamName("load", "\(writer)")
                                    var result: AppendResult?
                                    while result == nil {
                                        do {
                                            result = try await store.append(events, to: stream, expectedVersion: .any)
                                        } catch let error as EventStoreError where error.isRetryable {
                                            try await Task.sleep(for: .milliseconds(5))
                                        }
                                    }
                                    acknowledged.change { acknowledged in
                                        for event in events { acknowledged[event.id] = result! }
                                    }
                                    // Rolled back: positions that are drawn and never used.
                                    if Int.random(in: 0..<10) == 0 {
                                        struct Regret: Error {}
                                        _ = try? await store.withTransaction { transaction in
                                            try await transaction.append(
                                                [.test(), .test()], to: stream, expectedVersion: .any)
                                            throw Regret()
                                        }
                                    }
                                }
                            }
                        }
                        for _ in 0..<kills {
                            let before = acknowledged.value.count
                            try await waitUntil("appends go on") { acknowledged.value.count > before + 200 }
                            try await cluster.control("kill")
                            try await cluster.control("start")
                        }
                        let before = acknowledged.value.count
                        try await waitUntil("appends go on") { acknowledged.value.count > before + 200 }
                        isDone.value = true
                        // The writers first, so that this event is the last.
                        try await waitUntil("the writers have ended") { try await store.inFlightAppenders().isEmpty }
                        for _ in 0..<8 { try await group.next() }
                        let last = NewEvent.test(end)
                        acknowledged.change { $0[last.id] = nil }
                        let result = try await store.append(
                            [last], to: StreamName("load", "end"), expectedVersion: .any)
                        acknowledged.change { $0[last.id] = result }
                        try await group.waitForAll()
                    }
                    let stored = try await store.everything()
                    print(
                        "server killed \(kills) times: \(acknowledged.value.count) events acknowledged, \(stored.count) stored"
                    )
                    #expect(Set(stored.map(\.id)) == Set(acknowledged.value.keys))
                    #expect(stored.count == acknowledged.value.count, "each once")
                    #expect(stored.map(\.globalPosition) == seen.value.map(\.globalPosition))
                    #expect(stored == seen.value)
                    for event in stored { #expect(acknowledged.value[event.id]!.stream == event.stream) }
                    #expect(try await store.verify().isEmpty)
                }
            }
        }

        @Test("positions that are given out a second time after a crash are delivered", .timeLimit(.minutes(2)))
        func positionsGivenOutAgain() async throws {
            try await TestCluster.with("reused") { cluster in
                var configuration = try await cluster.configuration()
                configuration.subscriptions.slowTimer = .milliseconds(50)
                configuration.pool.acquireTimeout = .seconds(60)
                try await withPostgresEventStore(configuration: configuration) { store in
                    try await store.migrate()
                    try await store.createPartitionsAhead(months: 1)
                    // What no commit needs stays in memory.
                    let pool = try PostgresPool(configuration)
                    try await pool.withExclusive {
                        try await $0.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
                        try await $0.execute("SELECT pg_reload_conf()")
                    }
                    await pool.close()
                    try await store.append([.test()], to: StreamName("s", "0"), expectedVersion: .any)

                    let seen = Shared<[RecordedEvent]>([])
                    let isCaughtUp = Shared(false)
                    let subscriber = Task {
                        for try await message in store.subscribe(SubscriptionOptions()).messages {
                            switch message {
                            case .event(let event): seen.change { $0.append(event) }
                            case .caughtUp: isCaughtUp.value = true
                            case .fellBehind: break
                            }
                            if seen.value.count == 101 { return }
                        }
                    }
                    try await waitUntil("the subscription has caught up") { isCaughtUp.value }
                    // 60 positions that only a transaction has drawn that rolled back. Without its other work, because more than a
                    // page of it would wake the server's writer.
                    struct Regret: Error {}
                    do {
                        try await store.withTransaction { transaction in
                            try await transaction.query(
                                "SELECT count(nextval('event_store.global_positions')) FROM generate_series(1, 60)")
                            throw Regret()
                        }
                    } catch is Regret {}
                    let burnt = try await store.positions()
                    #expect(burnt.safePosition.rawValue >= 61)
                    _ = try await store.feed.positions(after: 60)
                    for _ in 0..<20 { _ = try await store.positions() }

                    try await cluster.control("kill")
                    try await cluster.control("start")
                    let head = try await store.positions().headPosition
                    print("positions given out again: head \(burnt.headPosition) before the crash, \(head) after it")
                    #expect(
                        head < burnt.headPosition, "the crash has taken back no positions, so this run shows nothing")
                    for index in 0..<100 {
                        try await store.append([.test()], to: StreamName("t", "\(index)"), expectedVersion: .any)
                    }
                    let stored = try await store.everything()
                    #expect(stored.count == 101)
                    try await waitUntil("all are delivered", within: .seconds(30)) { seen.value.count == 101 }
                    #expect(seen.value == stored)
                    subscriber.cancel()
                    _ = await subscriber.result
                }
            }
        }
    }
}
