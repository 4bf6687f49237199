import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// The README's example, run. `scripts/lint` compares the lines between the markers with the README.
@Suite("The README's example")
struct ReadmeExampleTests {
    @Test("the example of the README runs")
    func runs() async throws {
        let schema = "readme_" + UUID().uuidString.prefix(8).lowercased()
        var environment = ProcessInfo.processInfo.environment
        environment["DATABASE_URL"] = environment["EVENT_STORE_TEST_URL"]
        environment["EVENT_STORE_SCHEMA"] = schema
        try await Self.example(environment: environment)
        try await TestStore.drop(schema)
    }

    private struct ProcessInfo {
        static var processInfo: ProcessInfo { ProcessInfo() }
        @TaskLocal static var override: [String: String]?
        var environment: [String: String] { Self.override ?? Foundation.ProcessInfo.processInfo.environment }
    }

    private static func example(environment: [String: String]) async throws {
        try await ProcessInfo.$override.withValue(environment) {
            // README.md: begin
            let configuration = try PostgresConfiguration(environment: ProcessInfo.processInfo.environment)

            try await withPostgresEventStore(configuration: configuration) { store in
                try await store.migrate()
                try await store.createPartitionsAhead()

                let order = StreamName("order", UUID().uuidString)
                let placed = NewEvent(type: "OrderPlaced", payload: .json(#"{"total": 12.5}"#))
                let result = try await store.append([placed], to: order, expectedVersion: .noStream)

                for try await event in store.subscribe(from: .beginning) {
                    print(event.globalPosition, event.stream, event.type)
                    if event.globalPosition == result.lastPosition { break }
                }
            }
            // README.md: end
        }
    }
}
