import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// A schema of its own on the server that `scripts/test` names in EVENT_STORE_TEST_URL, the command that works on it, and
/// a folder for files.
struct TestStore {
    let schema: String
    let command: CommandLineTool
    let folder = TemporaryFolder()

    /// Runs `body` and drops the schema afterwards.
    static func with(
        isMigrated: Bool = true, isolation: isolated (any Actor)? = #isolation, _ body: (TestStore) async throws -> Void
    ) async throws {
        let store = try TestStore()
        if isMigrated { try await store.succeed("migrate", "up") }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(store))
        } catch {
            result = .failure(error)
        }
        try await store.sql("DROP SCHEMA IF EXISTS \(store.schema) CASCADE")
        try result.get()
    }

    private init() throws {
        let url = try #require(
            ProcessInfo.processInfo.environment["EVENT_STORE_TEST_URL"],
            "EVENT_STORE_TEST_URL is not set: run the tests with scripts/test")
        schema = "cli_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        command = try CommandLineTool(environment: ["DATABASE_URL": url, "EVENT_STORE_SCHEMA": schema])
    }

    func run(_ arguments: String..., input: String = "") async throws -> CommandLineTool.Outcome {
        try await command.run(arguments, input: input)
    }

    /// Runs the command and expects exit code 0.
    @discardableResult
    func succeed(_ arguments: String..., input: String = "", sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> CommandLineTool.Outcome
    {
        let outcome = try await command.run(arguments, input: input)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)", sourceLocation: sourceLocation)
        return outcome
    }

    /// Runs `body` with the store through the library.
    @discardableResult
    func open<Value>(isolation: isolated (any Actor)? = #isolation, _ body: (PostgresEventStore) async throws -> Value)
        async throws -> Value
    {
        try await withPostgresEventStore(
            configuration: try PostgresConfiguration(environment: command.environment), body)
    }

    /// Runs a statement past the contract, as a superuser. Triggers do not fire.
    func sql(_ text: String) async throws {
        var configuration = try PostgresConfiguration(environment: command.environment)
        configuration.schema = schema
        let exists = try await withPostgresEventStore(configuration: configuration) {
            try await $0.schemaStatus().installedVersion != nil
        }
        guard exists else { return }
        try await open { store in
            try await store.withTransaction { transaction in
                try await transaction.query("SET LOCAL session_replication_role = replica")
                try await transaction.query(text)
            }
        }
    }

    /// Aggregate id and type of all events in the order of their positions.
    func sequence() async throws -> [String] {
        try await open { store in
            var events: [String] = []
            var position: GlobalPosition?
            while true {
                let page = try await store.readAll(AllReadOptions(position: position, limit: 10_000))
                guard let last = page.last else { return events }
                events += page.map { "\($0.stream.aggregateID) \($0.type)" }
                position = last.globalPosition
            }
        }
    }
}

/// Lines for tests.
enum TestLines {
    /// Events of interleaved streams, a second apart.
    static func make(_ count: Int, streams: Int = 37) -> String {
        var text = ""
        for index in 0..<count {
            let time = Date(timeIntervalSince1970: 1_700_000_000 + Double(index))
            text += #"{"aggregate_type":"order","aggregate_id":"\#(index * 7 % streams)","event_type":"E\#(index)","#
            text += #""timestamp":"\#(time.ISO8601Format())","data":{"index":\#(index)}}"# + "\n"
        }
        return text
    }

    /// What ``TestStore/sequence()`` gives for the lines of ``make(_:streams:)``.
    static func sequence(_ count: Int, streams: Int = 37) -> [String] {
        (0..<count).map { "\($0 * 7 % streams) E\($0)" }
    }
}
