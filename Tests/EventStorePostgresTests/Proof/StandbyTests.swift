import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// What only one server has is not acknowledged, and what is gone is not stepped over. `scripts/faults` does the same with
    /// real standbys (`standby-gone`, `failover-asynchronous`).
    ///
    /// Seen red: without `takeStandbyMissing` the append was acknowledged when its cancelled commit had succeeded on the one
    /// server; without the call of `check_checkpoint` the subscription went on.
    @Suite("Standbys", .serialized)
    struct StandbyTests {
        @Test("a commit that no synchronous standby has is of unknown outcome, and the repetition settles it")
        func standbyGone() async throws {
            try await TestCluster.with("standby") { cluster in
                var configuration = try await cluster.configuration()
                configuration.timeouts.call = .seconds(1)
                configuration.append.retries = 0
                try await withPostgresEventStore(configuration: configuration) { store in
                    try await store.migrate()
                    try await store.createPartitionsAhead(months: 1)
                    let stream = StreamName("s", "1")
                    try await store.append([.test()], to: stream, expectedVersion: .noStream)
                    let pool = try PostgresPool(configuration)
                    func standbys(_ names: String) async throws {
                        try await pool.withExclusive {
                            try await $0.execute("ALTER SYSTEM SET synchronous_standby_names = '\(names)'")
                            try await $0.execute("SELECT pg_reload_conf()")
                        }
                    }
                    try await standbys("nobody")
                    try await waitUntil("the server waits for its standby") {
                        try await pool.withExclusive {
                            try await $0.execute("SHOW synchronous_standby_names")[0].string(0, 0) == "nobody"
                        }
                    }
                    let event = NewEvent.test()
                    // Once committed and cancelled, then read only: neither may be acknowledged.
                    for _ in 0..<2 {
                        let error = await storeError {
                            try await store.append([event], to: stream, expectedVersion: .exactly(1))
                        }
                        #expect(error?.isOutcomeUnknown == true)
                        #expect(error?.isRetryable == true)
                    }
                    let inTransaction = await storeError {
                        try await store.withTransaction {
                            _ = try await $0.append([.test()], to: StreamName("s", "2"), expectedVersion: .noStream)
                        }
                    }
                    #expect(inTransaction?.isOutcomeUnknown == true)
                    try await standbys("")
                    let result = try await store.append([event], to: stream, expectedVersion: .exactly(1))
                    #expect(result.wasAlreadyStored)
                    #expect(result.version == 2)
                    await pool.close()
                }
            }
        }

        @Test("a subscription whose last event is gone ends, although the head is beyond it")
        func lastEventGone() async throws {
            let name = "gone-\(UUID().uuidString.prefix(8))"
            try await TestStore.with {
                $0.applicationName = name
            } _: { store in
                let seen = Shared<[UUID]>([])
                let subscriber = Task {
                    await storeError {
                        for try await event in store.subscribe(from: .beginning) { seen.change { $0.append(event.id) } }
                    }
                }
                let event = NewEvent.test()
                try await store.append([event], to: StreamName("s", "1"), expectedVersion: .any)
                try await waitUntil("it is delivered") { seen.value == [event.id] }
                let pool = try PostgresPool(store.configuration)
                let schema = store.quotedSchema
                _ = try await pool.withExclusive {
                    try await $0.execute(
                        """
                        SET session_replication_role = replica;
                        DELETE FROM \(schema).events;
                        DELETE FROM \(schema).event_ids;
                        DELETE FROM \(schema).streams;
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE application_name = '\(name)' AND pid <> pg_backend_pid()
                        """)
                }
                await pool.close()
                try await waitUntil("another event has taken the place") {
                    do {
                        return try await store.append([.test()], to: StreamName("s", "2"), expectedVersion: .any)
                            .version >= 1
                    } catch let error as EventStoreError where error.isRetryable {
                        return false
                    }
                }
                #expect(await subscriber.value?.code == .checkpointOfOtherHistory)
                #expect(seen.value == [event.id])
            }
        }
    }
}
