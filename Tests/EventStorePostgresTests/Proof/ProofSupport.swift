import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

/// The heavy tests, one after the other: beside each other they would measure each other.
@Suite("Proofs", .serialized)
enum Proofs {}

/// A generator whose numbers depend on its seed alone (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// What the proofs take from the environment.
enum ProofEnvironment {
    /// The top folder of the repository.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let variables = ProcessInfo.processInfo.environment

    static func number(_ name: String, _ usual: Int) -> Int { variables[name].flatMap(Int.init) ?? usual }

    static func text(_ name: String) throws -> String {
        try #require(variables[name], "\(name) is not set: run the tests with scripts/test")
    }
}

/// Runs a program and returns what it printed; fails the test when it failed.
///
/// Not with Foundation's Process: that waits until everybody has gone who inherited its socket, so also for a server that the
/// program has started.
@discardableResult
func run(_ program: String, _ arguments: [String], input: String = "") async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try runBlocking(program, arguments, input) }) }
    }
}

private func runBlocking(_ program: String, _ arguments: [String], _ input: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "proof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, output) = (folder.appending(path: "in"), folder.appending(path: "out"))
    try Data(input.utf8).write(to: source)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, source.path(), O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output.path(), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var process: pid_t = 0
    let spawned = posix_spawnp(&process, program, &actions, nil, words, environ)
    guard spawned == 0 else { throw ProgramFailure(program: program, status: spawned, output: "it did not start") }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    guard status == 0 else { throw ProgramFailure(program: program, status: status, output: text) }
    return text
}

struct ProgramFailure: Error, CustomStringConvertible {
    var program: String
    var status: Int32
    var output: String
    var description: String { "\(program) ended with \(status): \(output.suffix(2000))" }
}

/// A cluster of its own that a test may stop and kill; see scripts/lib/cluster-control.
struct TestCluster: Sendable {
    let name: String

    static func with<Value>(
        _ name: String, isolation: isolated (any Actor)? = #isolation, _ body: (TestCluster) async throws -> Value
    ) async throws -> Value {
        let cluster = TestCluster(name: name)
        try await cluster.control("create")
        do {
            let value = try await body(cluster)
            try await cluster.control("remove")
            return value
        } catch {
            _ = try? await cluster.control("remove")
            throw error
        }
    }

    @discardableResult
    func control(_ command: String) async throws -> String {
        try await run(try ProofEnvironment.text("EVENT_STORE_TEST_CLUSTER_CONTROL"), [command, name])
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func url() async throws -> String { try await control("url") }

    func configuration(schema: String = "event_store") async throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: try await url())
        configuration.schema = schema
        return configuration
    }
}

/// Awaits `condition`; fails the test after `limit`.
func waitUntil(
    _ what: Comment, within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        if ContinuousClock.now > end {
            try #require(Bool(false), what, sourceLocation: sourceLocation)
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// The error that `body` throws; fails the test when it throws none or another.
func storeError(
    _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> EventStoreError? {
    do {
        try await body()
        Issue.record(what ?? "nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as EventStoreError {
        return error
    } catch {
        Issue.record("not an error of the store: \(String(reflecting: error))", sourceLocation: sourceLocation)
    }
    return nil
}

extension PostgresEventStore {
    /// Runs SQL as an application would.
    @discardableResult
    func sql(_ text: String, _ parameters: [SQLValue] = []) async throws -> [SQLRow] {
        try await withTransaction {
            // Tests may do damage.
            try await $0.query("SET LOCAL event_store.change = on")
            return try await $0.query(text, parameters)
        }
    }

    func number(_ text: String, _ parameters: [SQLValue] = []) async throws -> Int64 {
        guard case .integer(let value) = try await sql(text, parameters)[0].values[0] else {
            throw EventStoreError(.server, "not a number")
        }
        return value
    }

    var quotedSchema: String { "\"" + configuration.schema.replacing("\"", with: "\"\"") + "\"" }

    /// Every event of the store, read in pages.
    func everything(pageSize: Int = 10_000) async throws -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        while true {
            let page = try await readAll(AllReadOptions(position: events.last?.globalPosition, limit: pageSize))
            events += page
            if page.count < pageSize { return events }
        }
    }
}

/// What is wrong with a sequence of events that should be everything that is stored, once and in order.
struct Discrepancies: CustomStringConvertible, Equatable {
    var lost = 0
    var repeated = 0
    var reordered = 0
    var misversioned = 0
    var foreign = 0

    init(_ seen: [GlobalPosition], stored: Set<GlobalPosition>) {
        var known: Set<GlobalPosition> = []
        known.reserveCapacity(stored.count)
        var last: GlobalPosition = 0
        for position in seen {
            if !known.insert(position).inserted { repeated += 1 }
            if position < last { reordered += 1 }
            if !stored.contains(position) { foreign += 1 }
            last = position
        }
        lost = stored.subtracting(known).count
    }

    var isEmpty: Bool { self == Discrepancies([], stored: []) }
    var description: String {
        "lost \(lost), repeated \(repeated), reordered \(reordered), versions out of place \(misversioned), "
            + "never stored \(foreign)"
    }
}
