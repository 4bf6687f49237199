import EventSourcing
import EventStoreTesting
import Testing

/// A case that cannot fail is worth nothing: a store that breaks a promise must be found by the case that promises it.
@Suite("The conformance suite finds defects")
struct DefectTests {
    @Test("a store with a defect fails the cases of the promises that it breaks", arguments: Defect.allCases)
    func finds(defect: Defect) async throws {
        var settings = ConformanceSettings()
        settings.patience = .seconds(1)
        #expect(!defect.breaks.isEmpty)
        for name in defect.breaks {
            let promise = try #require(ConformanceCase.all.first { $0.name == name }, "there is a case \(name)")
            await #expect(throws: (any Error).self, "\(name)") {
                try await promise.run(settings: settings) { try await $0(DefectiveStore(defect: defect)) }
            }
        }
    }
}
