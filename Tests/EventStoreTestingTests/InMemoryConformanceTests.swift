import EventSourcing
import EventStoreTesting
import Testing

@Suite("The store in memory keeps the promises of the protocol")
struct InMemoryConformanceTests {
    @Test("the store in memory conforms", arguments: ConformanceCase.all)
    func conforms(to promise: ConformanceCase) async throws {
        try await promise.run { body in try await body(InMemoryEventStore()) }
    }

    @Test("it conforms also where positions have gaps", arguments: ConformanceCase.all)
    func conformsWithGaps(to promise: ConformanceCase) async throws {
        var options = InMemoryOptions()
        options.positionGap = 3
        try await promise.run { [options] body in try await body(InMemoryEventStore(options: options)) }
    }

    @Test("no two promises have the same name")
    func names() {
        #expect(Set(ConformanceCase.all.map(\.name)).count == ConformanceCase.all.count)
    }
}
