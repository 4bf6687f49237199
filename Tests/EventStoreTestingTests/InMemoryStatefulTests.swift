import EventSourcing
import EventStoreTesting
import Testing

@Suite("The store in memory and random operations")
struct InMemoryStatefulTests {
    @Test("it answers random operations as a plain model does", arguments: UInt64(1)...20)
    func random(seed: UInt64) async throws {
        var options = InMemoryOptions()
        options.positionGap = Int64(seed % 3)
        try await RandomOperations(seed: seed).run { [options] body in
            try await body(InMemoryEventStore(options: options))
        }
    }

    @Test("many at once, it tells each what fits one order", arguments: UInt64(1)...10)
    func concurrent(seed: UInt64) async throws {
        try await ConcurrentOperations(seed: seed).run { body in try await body(InMemoryEventStore()) }
    }
}
