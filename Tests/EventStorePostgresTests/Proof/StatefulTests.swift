import EventSourcing
import EventStoreTesting
import Testing

@Suite("The store in PostgreSQL and random operations")
struct StatefulTests {
    @Test("it answers random operations as a plain model does", arguments: UInt64(101)...106)
    func random(seed: UInt64) async throws {
        try await RandomOperations(seed: seed).run { body in try await TestStore.with { try await body($0) } }
    }

    @Test("many at once, it tells each what fits one order", arguments: UInt64(201)...204)
    func concurrent(seed: UInt64) async throws {
        try await ConcurrentOperations(seed: seed).run { body in try await TestStore.with { try await body($0) } }
    }
}
