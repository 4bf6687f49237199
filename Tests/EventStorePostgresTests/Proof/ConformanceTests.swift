import EventSourcing
import EventStoreTesting
import Testing

@Suite("The store in PostgreSQL keeps the promises of the protocol")
struct ConformanceTests {
    @Test("the store in PostgreSQL conforms", arguments: ConformanceCase.all)
    func conforms(to promise: ConformanceCase) async throws {
        try await promise.run { body in try await TestStore.with { try await body($0) } }
    }
}
