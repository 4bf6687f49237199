import EventSourcing
import EventStorePostgres
import InMemoryTracing
import Testing
import Tracing

/// The examples of docs/observability.md, run. `scripts/lint` compares the lines between the markers with the page.
@Suite("The examples of docs/observability.md", .timeLimit(.minutes(1)))
struct ObservabilityGuideTests {
    @Test("metrics")
    func metrics() async throws {
        try await withTestStore { configuration in
            // docs/observability.md: begin
            let observer = MetricsObserver()
            configuration.observer = observer
            let repositoryOptions = RepositoryOptions(observer: observer)
            // docs/observability.md: end
            #expect(repositoryOptions.observer != nil)
        } _: { store in
            // docs/observability.md: resume
            let gauges = StoreGauges(projections: store, groups: store, outbox: store, interval: .seconds(15))
            // docs/observability.md: end
            try await gauges.update()
        }
    }

    @Test("tracing")
    func tracing() async throws {
        let tracer = InMemoryTracer()
        try await withTestStore { store in
            try await withTracer(tracer) {
                // docs/observability.md: begin
                let traced = TracingEventStore(store, namespace: "shop")
                let tallies = AggregateRepository(Tally.self, store: traced)
                try await tallies.execute("1") { _ in [.added(5)] }
                // docs/observability.md: end
                // docs/observability.md: begin
                for try await event in store.subscribe(from: .beginning) {
                    try await event.withSpan("process mailer") { try await send(event) }
                    // docs/observability.md: end
                    break
                    // docs/observability.md: resume
                }
                // docs/observability.md: end
            }
        }
        #expect(
            tracer.finishedSpans.map(\.operationName)
                == ["read_stream tally", "stream_version tally", "append tally", "process mailer"])
    }

    private func send(_ event: RecordedEvent) async throws {}
}
