import EventSourcing
import EventStoreTesting
import Foundation
import Testing

/// The examples of docs/replay.md, run. `scripts/lint` compares the lines between the markers with the page.
@Suite("The examples of docs/replay.md", .timeLimit(.minutes(2)))
struct ReplayGuideTests {
    private actor Index {
        private(set) var orders: [String] = []
        func add(_ event: RecordedEvent) { orders.append(event.stream.aggregateID) }
    }

    private func filledStore() async throws -> InMemoryEventStore {
        let store = InMemoryEventStore()
        for number in 1...10 {
            let placed = NewEvent(
                type: number == 4 ? "OrderCancelled" : "OrderPlaced", payload: .json(#"{"total": 12.5}"#),
                metadata: EventMetadata(userID: number.isMultiple(of: 2) ? "anna" : "ben"))
            try await store.append([placed], to: StreamName("order", "\(number)"), expectedVersion: .noStream)
        }
        return store
    }

    @Test("a replay hands out what its scope names")
    func replay() async throws {
        let store = try await filledStore()
        let index = Index()
        let yesterday = Date(timeIntervalSinceNow: -86_400)
        // docs/replay.md: begin
        var replay = try ReplayService(store: store)
        replay.on("OrderPlaced") { event in await index.add(event) }

        var scope = EventScope(filter: EventFilter(aggregateTypes: ["order"], from: yesterday))
        scope.criteria = { $0.metadata.userID == "anna" }
        let result = try await replay.run(scope) { progress in
            print(Int(progress.fraction * 100), "%", progress.processed, "events", Int(progress.rate), "a second")
        }
        print(result.processed, result.countsByType, result.isComplete)
        // docs/replay.md: end
        #expect(await index.orders == ["2", "6", "8", "10"])
        #expect(result.processed == 4 && result.isComplete)
    }

    @Test("a dry run counts, and failures are listed")
    func failures() async throws {
        let store = try await filledStore()
        // docs/replay.md: begin
        var options = ReplayOptions()
        options.retry = RetryPolicy(attempts: 5, firstPause: .milliseconds(1))
        options.onFailure = .skip
        options.isDryRun = true
        let rehearsal = try await ReplayService(store: store, options: options).run(EventScope(after: 2, until: 8))
        print("would hand out", rehearsal.countsByType)

        options.isDryRun = false
        var replay = try ReplayService(store: store, options: options)
        replay.onOthers { event in
            guard event.type == "OrderPlaced" else { throw CocoaError(.coderInvalidValue) }
        }
        let result = try await replay.run(EventScope(after: 2, until: 8))
        for failure in result.failures { print(failure.event.globalPosition, failure.error) }
        // docs/replay.md: end
        #expect(rehearsal.countsByType == ["OrderPlaced": 5, "OrderCancelled": 1])
        #expect(result.failures.map(\.event.globalPosition) == [4] && result.processed == 5)
    }

    @Test("a reader goes on from its checkpoint")
    func reader() async throws {
        let store = try await filledStore()
        let index = Index()
        // docs/replay.md: begin
        var options = EventStreamReader.Options(.batch)
        options.lanes = 8
        options.checkpointName = "search-index"
        let reader = try EventStreamReader(
            store: store, scope: EventScope(filter: EventFilter(eventTypes: ["OrderPlaced"])), options: options
        ) { event in
            await index.add(event)
        }
        try await reader.run()
        print(reader.metrics.processed, reader.metrics.rate, try await reader.lag())
        // docs/replay.md: end
        #expect(await index.orders.count == 9)
        #expect(try await store.checkpoint(named: "search-index", tenant: .none)?.globalPosition == 10)
    }
}
