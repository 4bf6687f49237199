import EventSourcing
import EventStoreTesting
import Testing

private typealias MyEventStore = InMemoryEventStore

/// The examples of docs/backends.md, run. `scripts/lint` compares the lines between the markers with the page.
// docs/backends.md: begin
@Suite struct MyEventStoreTests {
    private static func withEmptyStore(_ body: @Sendable (any EventStore) async throws -> Void) async throws {
        let store = MyEventStore()
        try await body(store)
        store.shutdown()
    }

    @Test("keeps the promises of the protocol", arguments: ConformanceCase.all)
    func conforms(to promise: ConformanceCase) async throws {
        try await promise.run { try await Self.withEmptyStore($0) }
    }

    @Test("answers as the model does", arguments: UInt64(1)...5)
    func random(seed: UInt64) async throws {
        try await RandomOperations(seed: seed).run { try await Self.withEmptyStore($0) }
    }

    @Test("tells each of many what fits one order", arguments: UInt64(1)...5)
    func concurrent(seed: UInt64) async throws {
        try await ConcurrentOperations(seed: seed).run { try await Self.withEmptyStore($0) }
    }
}
// docs/backends.md: end
