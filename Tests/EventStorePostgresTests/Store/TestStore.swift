import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// A store in a schema of its own, on the server that `scripts/test` names in EVENT_STORE_TEST_URL.
enum TestStore {
    /// The configuration of the test server; fails the test when there is none.
    static func configuration(schema: String) throws -> PostgresConfiguration {
        let url = try #require(
            ProcessInfo.processInfo.environment["EVENT_STORE_TEST_URL"],
            "EVENT_STORE_TEST_URL is not set: run the tests with scripts/test")
        var configuration = try PostgresConfiguration(url: url)
        configuration.schema = schema
        configuration.pool.maxConnections = 8
        // On a loaded machine dozens of tests connect at the same moment.
        configuration.pool.acquireTimeout = .seconds(60)
        return configuration
    }

    /// Runs `body` with a fresh store and drops its schema afterwards.
    static func with<Value>(
        configure: (inout PostgresConfiguration) -> Void = { _ in }, isolation: isolated (any Actor)? = #isolation,
        _ body: (PostgresEventStore) async throws -> Value
    ) async throws -> Value {
        let schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        var configuration = try configuration(schema: schema)
        // Not with what a test configures: its short timeouts are not for the installation.
        try await withPostgresEventStore(configuration: configuration) { store in
            try await store.migrate()
            try await store.createPartitionsAhead(months: 1)
        }
        configure(&configuration)
        return try await withPostgresEventStore(configuration: configuration) { store in
            do {
                let value = try await body(store)
                try await drop(schema)
                return value
            } catch {
                try await drop(schema)
                throw error
            }
        }
    }

    static func drop(_ schema: String) async throws {
        let configuration = try configuration(schema: schema)
        let pool = try PostgresPool(configuration)
        let quoted = "\"" + schema.replacing("\"", with: "\"\"") + "\""
        _ = try await pool.withExclusive { connection in
            try await connection.execute(
                "SET client_min_messages = warning; SET lock_timeout = '20s'; DROP SCHEMA IF EXISTS \(quoted) CASCADE")
        }
        await pool.close()
    }
}

extension NewEvent {
    static func test(_ type: EventType = "Tested", _ json: String = "{}", id: UUID = .eventID()) -> NewEvent {
        NewEvent(id: id, type: type, payload: .json(json))
    }
}
