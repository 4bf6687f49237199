import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

/// Through a real pgbouncer in transaction mode with two connections to the server; scripts/test starts it.
@Suite("Behind a pooler", .serialized, .timeLimit(.minutes(1)))
struct PoolerTests {
    private static func environment(_ name: String) throws -> String {
        try #require(ProcessInfo.processInfo.environment[name], "\(name) is not set: run the tests with scripts/test")
    }

    /// A store that is installed directly; `body` gets its configuration through a pooler.
    private func pooled(
        _ variable: String = "EVENT_STORE_TEST_POOLER_URL",
        _ body: (PostgresConfiguration, PostgresEventStore) async throws -> Void
    ) async throws {
        try await TestStore.with { store in
            var configuration = try PostgresConfiguration(url: try Self.environment(variable))
            configuration.schema = store.configuration.schema
            configuration.pool.maxConnections = 8
            try await body(configuration, store)
        }
    }

    @Test("everything works: appends of all kinds, transactions, reads, checkpoints, subscriptions, administration")
    func everything() async throws {
        try await pooled { configuration, direct in
            var configuration = configuration
            configuration.pooling = .transaction
            configuration.directURL = try Self.environment("EVENT_STORE_TEST_URL")
            // Only the bell can be in time.
            configuration.subscriptions.slowTimer = .seconds(60)
            try await withPostgresEventStore(configuration: configuration) { store in
                let seen = Shared<[RecordedEvent]>([])
                let subscriber = Task {
                    for try await event in store.subscribe(from: .beginning) { seen.change { $0.append(event) } }
                }
                try await appends(store)
                try await reads(store)
                try await administration(store)
                let stored = try await store.everything()
                #expect(stored.count == 313)
                try await waitUntil("the bell brings every event", within: .seconds(20)) { seen.value.count == 313 }
                #expect(seen.value == stored)
                #expect(stored == (try await direct.everything()))
                subscriber.cancel()
                _ = await subscriber.result
                // Nothing of a session is left on the server's side.
                for _ in 0..<10 {
                    let left = try await store.number(
                        "SELECT (SELECT count(*) FROM pg_prepared_statements) + (SELECT count(*) FROM pg_listening_channels())"
                    )
                    #expect(left == 0)
                }
                #expect(try await store.inFlightAppenders().isEmpty)
            }
        }
    }

    private func appends(_ store: PostgresEventStore) async throws {
        let first = try await store.append([.test()], to: StreamName("s", "1"), expectedVersion: .noStream)
        #expect(first.version == 1)
        try await store.append((0..<10).map { _ in .test() }, to: StreamName("s", "1"), expectedVersion: .exactly(1))
        let refused = await storeError {
            try await store.append([.test()], to: StreamName("s", "1"), expectedVersion: .noStream)
        }
        #expect(refused?.code == .wrongExpectedVersion && refused?.actualVersion == 11)
        // Group commit, and enough at once to make the two connections change hands all the time.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<300 {
                group.addTask {
                    try await store.append([.test()], to: StreamName("many", "\(index)"), expectedVersion: .noStream)
                }
            }
            try await group.waitForAll()
        }
        try await store.withTransaction { transaction in
            try await transaction.query("CREATE TEMP TABLE work (n bigint) ON COMMIT DROP")
            for number in 1...5 {
                try await transaction.query("INSERT INTO work VALUES ($1)", [.integer(Int64(number))])
            }
            let sum = try await transaction.query("SELECT sum(n)::bigint FROM work")
            #expect(sum[0].values[0] == .integer(15))
            try await transaction.append([.test(), .test()], to: StreamName("s", "2"), expectedVersion: .noStream)
        }
    }

    private func reads(_ store: PostgresEventStore) async throws {
        #expect(try await store.readStream(StreamName("s", "1"), StreamReadOptions()).count == 11)
        #expect(try await store.readAll(AllReadOptions(limit: 50)).count == 50)
        #expect(try await store.version(of: StreamName("s", "2")) == 2)
        #expect(try await store.streams(StreamListOptions(limit: 5)).count == 5)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<300 {
                group.addTask { try await store.readStream(StreamName("many", "\(index)"), StreamReadOptions()).count }
            }
            for try await count in group { #expect(count == 1) }
        }
    }

    private func administration(_ store: PostgresEventStore) async throws {
        #expect(try await store.statistics().events == 313)
        #expect(try await store.health().schemaVersion == Contract.schemaVersion)
        #expect(try await store.verify().isEmpty)
        #expect(try await store.verifyStreams().isEmpty)
        #expect(try await store.schemaStatus().isCurrent)
        try await store.createPartitionsAhead(months: 3)
        #expect(try await store.listPartitions().count == 4)
        try await store.changeSetting("max_events_per_append", to: "5000")
        try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 5))
        #expect(try await store.checkpoint(named: "p", tenant: .none)?.globalPosition == 5)
        // Past the pooler, by the other URL.
        try await store.createIndex(on: "data.a")
        #expect(try await store.listIndexes().first?.isValid == true)
        try await store.maintainPartitions()
        #expect(try await store.migrate().steps.allSatisfy { $0.action == .unchanged })
        let checks = try await store.doctor()
        for name in ["pooler", "listen", "library"] {
            #expect(checks.first { $0.name == name }?.severity == .ok, "\(name)")
        }
    }

    @Test("without a way past it subscriptions look on their slow timer, and migrations are refused")
    func noDirectURL() async throws {
        try await pooled { configuration, _ in
            var configuration = configuration
            configuration.pooling = .transaction
            configuration.subscriptions.slowTimer = .milliseconds(50)
            try await withPostgresEventStore(configuration: configuration) { store in
                let seen = Shared(0)
                let subscriber = Task {
                    for try await _ in store.subscribe(from: .beginning) { seen.change { $0 += 1 } }
                }
                for count in 1...3 {
                    try await store.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
                    try await waitUntil("event \(count) arrives", within: .seconds(10)) { seen.value == count }
                }
                subscriber.cancel()
                _ = await subscriber.result
                let refused = await storeError { try await store.migrate() }
                #expect(refused?.code == .prerequisiteMissing)
                #expect(refused?.hint?.contains("EVENT_STORE_DIRECT_URL") == true)
                let month = try #require(try await store.listPartitions().first).partitionName
                let steps = [
                    await storeError { try await store.createIndex(on: "data.a") },
                    await storeError { try await store.detachPartition(month) },
                    await storeError { _ = try await store.compressPartition(month) },
                ]
                for refused in steps { #expect(refused?.code == .prerequisiteMissing) }
                #expect(try await store.doctor().first { $0.name == "listen" }?.severity == .warning)
            }
        }
    }

    @Test("one that refuses the settings of a session is named at once")
    func unconfigured() async throws {
        try await pooled { configuration, _ in
            try await withPostgresEventStore(configuration: configuration) { store in
                let refused = await storeError { _ = try await store.health() }
                #expect(refused?.code == .prerequisiteMissing)
                #expect(refused?.hint?.contains("pooling = .transaction") == true)
                #expect(refused?.message.contains("pooler") == true)
            }
        }
    }

    @Test("one that takes them and does not keep them is named by migrations, by subscriptions, and by the doctor")
    func deaf() async throws {
        try await pooled("EVENT_STORE_TEST_LAX_POOLER_URL") { configuration, _ in
            try await withPostgresEventStore(configuration: configuration) { store in
                let refused = await storeError { try await store.migrate() }
                #expect(refused?.code == .prerequisiteMissing)
                #expect(refused?.message.contains("migration") == true)
                let deaf = await storeError { for try await _ in store.subscribe(from: .beginning) {} }
                #expect(deaf?.code == .prerequisiteMissing)
                // Whichever is noticed first: that LISTEN is deaf, or that the pooler does not keep a session.
                #expect(deaf.map { $0.message.contains("LISTEN") || $0.message.contains("pooler") } == true)
                let checks = try await store.doctor()
                #expect(checks.first { $0.name == "pooler" }?.severity == .warning)
                #expect(checks.first { $0.name == "listen" }?.severity == .critical)
            }
        }
    }

    @Test("a direct URL that leads to a pooler is named by migrations and by subscriptions")
    func directURLLeadsToPooler() async throws {
        try await pooled { configuration, _ in
            var configuration = configuration
            configuration.pooling = .transaction
            configuration.directURL = try Self.environment("EVENT_STORE_TEST_LAX_POOLER_URL")
            try await withPostgresEventStore(configuration: configuration) { store in
                #expect(await storeError { try await store.migrate() }?.code == .prerequisiteMissing)
                let deaf = await storeError { for try await _ in store.subscribe(from: .beginning) {} }
                #expect(deaf?.code == .prerequisiteMissing)
            }
        }
    }

    // With one name on every connection a call could go through by what the other program has prepared there, of another schema
    // even.
    @Test("statements whose names are lost behind it are named, and never another client's")
    func lostNames() async throws {
        try await pooled("EVENT_STORE_TEST_LAX_POOLER_URL") { configuration, _ in
            try await withPostgresEventStore(configuration: configuration) { one in
                try await withPostgresEventStore(configuration: configuration) { other in
                    let stream = StreamName("s", "1")
                    _ = try await one.version(of: stream)
                    try await one.append([.test()], to: stream, expectedVersion: .noStream)
                    // The other one's transaction takes the session that was free last.
                    try await other.withTransaction { transaction in
                        try await transaction.query("SELECT 1")
                        let read = await storeError { _ = try await one.version(of: stream) }
                        #expect(read?.code == .prerequisiteMissing)
                        #expect(read?.message.contains("prepared statements do not last") == true)
                        #expect(read?.hint?.contains("EVENT_STORE_POOLING") == true)
                        let appended = await storeError {
                            try await one.append([.test()], to: stream, expectedVersion: .any)
                        }
                        #expect(appended?.code == .prerequisiteMissing)
                    }
                    #expect(try await one.readStream(stream, StreamReadOptions()).count == 1)
                }
            }
        }
    }

    @Test("the configuration says what a connection is and where the way past a pooler leads")
    func configuration() throws {
        var environment = [
            "DATABASE_URL": "postgresql://app:secret@pooler:6432/shop?pooling=transaction",
            "EVENT_STORE_DIRECT_URL": "postgresql://server:5432",
        ]
        var configuration = try PostgresConfiguration(environment: environment)
        #expect(configuration.pooling == .transaction)
        #expect(!configuration.connectionParameters().contains { $0.name == "options" })
        let direct = try #require(configuration.direct)
        #expect(direct.hosts == [.init("server", port: 5432)])
        #expect(direct.database == "shop" && direct.user == "app" && direct.password == "secret")
        #expect(direct.pooling == .session && direct.connectionParameters().contains { $0.name == "options" })
        configuration.directURL = nil
        #expect(configuration.direct == nil)
        environment["EVENT_STORE_DIRECT_URL"] = "mysql://server"
        #expect { try PostgresConfiguration(environment: environment) } throws: {
            ($0 as? ConfigurationError)?.key == "EVENT_STORE_DIRECT_URL: url"
        }
        environment = ["EVENT_STORE_POOLING": "sometimes"]
        #expect { try PostgresConfiguration(environment: environment) } throws: {
            ($0 as? ConfigurationError)?.key == "EVENT_STORE_POOLING"
        }
        #expect(try PostgresConfiguration(environment: [:]).direct != nil)
    }
}
