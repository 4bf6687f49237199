import Foundation
import Synchronization
import Testing

@testable import EventStorePostgres

/// The server that the tests run against.
enum TestServer {
    struct Missing: Error, CustomStringConvertible {
        let description =
            "set EVENT_STORE_TEST_URL to the URL of a PostgreSQL server, such as "
            + "postgresql://postgres@localhost/postgres; these tests do not run without one"
    }

    static func configuration() throws -> PostgresConfiguration {
        guard let url = ProcessInfo.processInfo.environment["EVENT_STORE_TEST_URL"], !url.isEmpty else {
            throw Missing()
        }
        return try PostgresConfiguration(url: url)
    }

    static func connector(
        _ adjust: (inout PostgresConfiguration, inout ConnectionOptions) -> Void = { _, _ in }
    ) throws -> Connector {
        var configuration = try configuration()
        var options = ConnectionOptions()
        adjust(&configuration, &options)
        return Connector(configuration: configuration, options: options, loop: .shared)
    }

    static func shared(_ adjust: (inout ConnectionOptions) -> Void = { _ in }) async throws -> SharedConnection {
        try await connector { adjust(&$1) }.connectShared()
    }

    static func exclusive(_ adjust: (inout ConnectionOptions) -> Void = { _ in }) async throws -> ExclusiveConnection {
        try await connector { adjust(&$1) }.connectExclusive()
    }

    static func pool(_ adjust: (inout PostgresConfiguration) -> Void = { _ in }) throws -> PostgresPool {
        var configuration = try configuration()
        adjust(&configuration)
        return try PostgresPool(configuration)
    }

    /// Ends a backend and waits until it is gone.
    static func terminate(_ processID: Int32, via connection: ExclusiveConnection) async throws {
        var parameters = PostgresParameters()
        parameters.appendInt4(processID)
        let statement = Statement(name: "terminate", sql: "SELECT pg_terminate_backend($1, 5000)")
        let result = try await connection.query(statement, parameters)
        #expect(try result.bool(0, 0))
    }
}

extension Statement {
    static let echo = Statement(name: "echo", sql: "SELECT $1::int8")
    static let sleep = Statement(name: "sleep", sql: "SELECT pg_sleep($1)")
    static let division = Statement(name: "division", sql: "SELECT 1 / $1::int8")
}

extension PostgresParameters {
    static func int8(_ value: Int64) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendInt8(value)
        return parameters
    }

    static func seconds(_ value: Double) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendFloat8(value)
        return parameters
    }
}

/// Tries `condition` until it holds; fails the test after ten seconds.
func eventually(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record(what, sourceLocation: sourceLocation)
}

/// Runs `body` and returns the driver error it throws.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> PostgresError? {
    do {
        try await body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as PostgresError {
        return error
    } catch {
        Issue.record("another error was thrown: \(error)", sourceLocation: sourceLocation)
    }
    return nil
}

/// A value that several tasks of a test change.
final class Shared<Value: Sendable>: Sendable {
    private let lock: Lock<Value>

    init(_ value: Value) { lock = Lock(value) }

    var value: Value {
        get { lock.withLock { $0 } }
        set { lock.withLock { $0 = newValue } }
    }

    func change(_ body: (inout Value) -> Void) { lock.withLock { body(&$0) } }
}
