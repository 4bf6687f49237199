import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

@Suite("Partitions and indexes from Swift")
struct PartitionLifecycleTests {
    /// Three events of stream a/1, one in each of the first months of 1985.
    private func withHistory(_ body: (PostgresEventStore) async throws -> Void) async throws {
        try await TestStore.with { store in
            let january = Date(timeIntervalSince1970: 474_000_000)
            try await store.createPartitions(from: january, until: january + 60 * 86_400)
            for month in 0..<3 {
                var event = NewEvent(
                    type: "Happened",
                    payload: .json(
                        #"{"customer":{"id":"c-\#(month)"},"text":"\#(String(repeating: "again ", count: 50))"}"#))
                event.timestamp = january + Double(month) * 30 * 86_400
                try await store.append([event], to: StreamName("a", "1"), expectedVersion: .any)
            }
            try await body(store)
        }
    }

    private func refusal(_ body: () async throws -> Void) async -> EventStoreError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? EventStoreError)?.code
        }
    }

    @Test("a month is detached while a subscription waits, which is then refused and not short")
    func detach() async throws {
        try await withHistory { store in
            try await store.detachPartition("events_1985_02")
            #expect(try await store.listPartitions().map(\.state).filter { $0 == .detached }.count == 1)
            var seen = 0
            let code = await refusal {
                for try await _ in store.subscribe(SubscriptionOptions()) {
                    seen += 1
                    if seen == 3 { break }
                }
            }
            #expect(code == .partitionUnavailable)
            #expect(await refusal { _ = try await store.readStream(StreamName("a", "1")) } == .partitionUnavailable)
            #expect(await refusal { try await store.detachPartition("events_1985_02") } == .partitionUnavailable)

            try await store.passOverPartition("events_1985_02")
            #expect(try await store.readStream(StreamName("a", "1")).map(\.version.rawValue) == [1, 3])
            try await store.attachPartition("events_1985_02")
            #expect(try await store.readStream(StreamName("a", "1")).map(\.version.rawValue) == [1, 2, 3])
            try await store.detachPartitionAtOnce("events_1985_02")
            try await store.attachPartition("events_1985_02")
        }
    }

    @Test("a detached month is dropped, unless a checkpoint is below its end")
    func drop() async throws {
        try await withHistory { store in
            try await store.detachPartition("events_1985_01")
            try await store.saveCheckpoint(CheckpointUpdate(name: "slow", globalPosition: 0))
            #expect(await refusal { try await store.dropPartition("events_1985_01") } == .partitionUnavailable)
            try await store.deleteCheckpoint(named: "slow")
            #expect(try await store.dropPartition("events_1985_01").eventsRemoved == 1)
            #expect(try await store.readStream(StreamName("a", "1")).map(\.version.rawValue) == [2, 3])
            #expect(try await store.verifyStreams().isEmpty)
        }
    }

    @Test("a month is closed, compressed and opened")
    func compress() async throws {
        try await withHistory { store in
            let compression = try await store.compressPartition("events_1985_02")
            #expect(compression.events == 1)
            let partition = try #require(
                try await store.listPartitions().first { $0.partitionName == "events_1985_02" })
            #expect(partition.state == .attached)
            #expect(partition.compressedAt != nil)
            try await store.closePartition("events_1985_01")
            var late = NewEvent(type: "Late", payload: .json("{}"))
            late.timestamp = Date(timeIntervalSince1970: 474_000_000)
            let event = late
            #expect(
                await refusal {
                    try await store.append([event], to: StreamName("a", "1"), expectedVersion: .any)
                } == .partitionUnavailable)
            try await store.openPartition("events_1985_01")
            #expect(try await store.append([event], to: StreamName("a", "1"), expectedVersion: .any).version == 4)
        }
    }

    @Test("an interrupted detaching leaves its connection's lack of a time limit to nobody")
    func interrupted() async throws {
        try await withHistory { store in
            var configuration = store.configuration
            configuration.pool.maxConnections = 1
            try await withPostgresEventStore(configuration: configuration) { single in
                let detaching = try await store.withTransaction { transaction in
                    // Who has used the log is waited for.
                    try await transaction.append([.test()], to: StreamName("open", "1"), expectedVersion: .any)
                    let detaching = Task { try await single.detachPartition("events_1985_02") }
                    try await waitUntil("the detaching waits", within: .seconds(20)) {
                        try await store.number(
                            """
                            SELECT count(*) FROM pg_stat_activity
                            WHERE query LIKE '%.wait_for_transactions(%' AND state = 'active'
                                AND datname = current_database() AND pid <> pg_backend_pid()
                            """) > 0
                    }
                    detaching.cancel()
                    _ = await detaching.result
                    return detaching
                }
                await #expect(throws: CancellationError.self) { try await detaching.value }
                let limit = try await single.sql("SELECT current_setting('statement_timeout')")
                #expect(limit[0].values[0] != .text("0"))
                try await single.detachPartition("events_1985_02")
            }
        }
    }

    @Test("old months are closed, compressed and detached as asked; a job needs pg_cron")
    func maintenance() async throws {
        try await withHistory { store in
            let year = PartitionAge(months: 12)
            try await store.maintainPartitions()
            #expect(try await store.maintainPartitions() == [])
            #expect(try await store.maintainPartitions(closeAfter: PartitionAge(months: 12_000)) == [])
            let closed = try await store.maintainPartitions(closeAfter: year)
            #expect(closed == ["closed events_1985_01", "closed events_1985_02", "closed events_1985_03"])
            // Not before all older transactions of the server have ended.
            try await waitUntil("the oldest is compressed", within: .seconds(30)) {
                try await store.maintainPartitions(compressAfter: year) == ["compressed events_1985_01"]
            }
            let detached = try await store.maintainPartitions(detachAfter: PartitionAge(days: 365))
            #expect(detached == ["detached events_1985_01"])
            let refused = await refusal { try await store.maintainPartitions(closeAfter: PartitionAge()) }
            #expect(refused == .invalidArgument)
            let schedule = await refusal {
                try await store.schedulePartitionMaintenance(closeAfter: year, detachAfter: year)
            }
            #expect(schedule == .prerequisiteMissing)
            #expect(await refusal { try await store.unschedulePartitionMaintenance() } == .prerequisiteMissing)
        }
    }

    @Test("an index waits for older transactions longer than for locks")
    func patientIndex() async throws {
        try await withHistory { store in
            // Appends would wait behind its lock on the table of all months: that one has its limit.
            try await store.sql("SELECT \(store.quotedSchema).begin_event_index('data.patience', 'btree')")
            try await besideOpenAppend(store, "CREATE INDEX CONCURRENTLY") {
                try await $0.createIndex(on: "data.patience")
            }
            #expect(try await store.listIndexes().contains { $0.path == "data.patience" && $0.isValid })
        }
    }

    @Test("a detaching waits for older transactions longer than for locks")
    func patientDetaching() async throws {
        try await withHistory { store in
            try await besideOpenAppend(store, "ALTER TABLE % CONCURRENTLY") {
                try await $0.detachPartition("events_1985_02")
            }
            let partitions = try await store.listPartitions()
            #expect(partitions.first { $0.partitionName == "events_1985_02" }?.state == .detached)
        }
    }

    /// Does it with a short lock_timeout beside a transaction that has appended, for which it must wait longer than that.
    private func besideOpenAppend(
        _ store: PostgresEventStore, _ waiting: String,
        _ body: @escaping @Sendable (PostgresEventStore) async throws -> Void
    ) async throws {
        var configuration = store.configuration
        configuration.timeouts.lock = .milliseconds(300)
        try await withPostgresEventStore(configuration: configuration) { impatient in
            // The simple protocol leaves no portal, and so no snapshot, for which wait_for_transactions would wait.
            let open = try await TestServer.exclusive()
            try await open.execute("BEGIN; SELECT \(store.quotedSchema).append_event('open', '1', -1, 'A', '{}')")
            let work = Task { try await body(impatient) }
            try await waitUntil("it waits", within: .seconds(20)) {
                try await store.number(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE query LIKE $1 AND query LIKE $2 AND wait_event_type = 'Lock'
                        AND datname = current_database()
                    """, [.text(waiting + "%"), .text("%" + store.configuration.schema + "%")]) > 0
            }
            try await Task.sleep(for: .seconds(1))
            try await open.execute("COMMIT")
            try await work.value
        }
    }

    @Test("an index on demand is built beside appends, listed, read with, and dropped")
    func indexes() async throws {
        try await withHistory { store in
            #expect(await refusal { _ = try await store.readByValue("data.customer.id", "c-1") } == .indexConflict)
            try await store.createIndex(on: "data.customer.id")
            try await store.createIndex(on: "data", kind: .gin)
            #expect(try await store.readByValue("data.customer.id", "c-1").map(\.version.rawValue) == [2])
            #expect(try await store.readContaining(#"{"customer":{"id":"c-2"}}"#).map(\.version.rawValue) == [3])
            let index = try #require(try await store.listIndexes().first { $0.path == "data" })
            #expect(index.isValid)
            #expect(index.partitionsCovered == index.partitionsAttached)
            #expect(try await store.dropIndex(on: "data", kind: .gin))
            #expect(try await !store.dropIndex(on: "data", kind: .gin))
            #expect(await refusal { try await store.createIndex(on: "data.") } == .invalidArgument)
        }
    }
}
