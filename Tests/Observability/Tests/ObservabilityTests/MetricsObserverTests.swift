import EventSourcing
import EventStorePostgres
import EventStoreTesting
import Foundation
import MetricsTestKit
import Testing

@Suite("Metrics")
struct MetricsObserverTests {
    private let metrics = TestMetrics()

    @Test("what a store does is counted and measured, by outcome, function and kind")
    func store() async throws {
        try await withTestStore {
            $0.observer = MetricsObserver(factory: metrics)
        } _: { store in
            try await store.append([added(), added()], to: tally, expectedVersion: .noStream)
            await #expect(throws: EventStoreError.self) {
                try await store.append([added()], to: tally, expectedVersion: .noStream)
            }
            _ = try await store.readStream(tally)
            var read = 0
            for try await _ in store.subscribe(from: .beginning) {
                read += 1
                if read == 2 { break }
            }
        }
        #expect(try metrics.expectTimer("event_store_append_duration", [("outcome", "success")]).values.count == 1)
        #expect(
            try metrics.expectTimer("event_store_append_duration", [("outcome", "wrongExpectedVersion")]).values.count
                == 1)
        #expect(try metrics.expectRecorder("event_store_append_events").values == [2, 1])
        #expect(try metrics.expectCounter("event_store_append_conflicts").totalValue == 1)
        #expect(try metrics.expectRecorder("event_store_gathered_appends").values == [1, 1])
        let call = try metrics.expectTimer(
            "event_store_call_duration", [("function", "read_stream"), ("outcome", "success")])
        #expect(call.values.count == 1 && call.values[0] > 0)
        #expect(try metrics.expectCounter("event_store_subscription_delivered").totalValue == 2)
        #expect(try metrics.expectMeter("event_store_subscription_lag").lastValue == 0)
        let latency = try #require(try metrics.expectTimer("event_store_subscription_latency").lastValue)
        #expect(0...60_000_000_000 ~= latency)
        // All that were opened are closed by now.
        for kind in ["exclusive", "shared"] {
            let changes = { (change: String) in
                (try? metrics.expectCounter("event_store_connection_changes", [("kind", kind), ("change", change)]))?
                    .totalValue ?? 0
            }
            #expect(changes("opened") >= 1)
            #expect(changes("opened") == changes("closed") + changes("lost"))
            #expect(try metrics.expectMeter("event_store_connections", [("kind", kind)]).lastValue == 0)
        }
    }

    @Test("commands that are decided or appended again are counted, and snapshots that were hit and missed")
    func commands() async throws {
        let store = InMemoryEventStore()
        let observer = MetricsObserver(factory: metrics)
        let pauses = RetryPolicy(firstPause: .zero, longestPause: .zero)
        let repository = AggregateRepository(
            Tally.self, store: store,
            options: RepositoryOptions(conflicts: pauses, unknownOutcomes: pauses, observer: observer)
        ).withSnapshots(in: InMemorySnapshotStore(of: store), .manual)

        try await repository.execute("1") { _ in [.added(1)] }
        try await repository.takeSnapshot(of: "1")
        store.inject(
            .runs { try await store.append([added()], to: tally, expectedVersion: .any) }, into: .append)
        try await repository.execute("1") { _ in [.added(1)] }
        store.inject(.outcomeUnknown(hasEffect: true), into: .append)
        try await repository.execute("1") { _ in [.added(1)] }

        let retries = { cause in try metrics.expectCounter("event_store_retries", [("cause", cause)]).totalValue }
        #expect(try retries("conflict") == 1)
        #expect(try retries("unknown_outcome") == 1)
        let snapshots = { outcome in
            try metrics.expectCounter(
                "event_store_snapshots", [("outcome", outcome), ("state_type", "tally")]
            ).totalValue
        }
        #expect(try snapshots("miss") >= 1)
        #expect(try snapshots("saved") == 1)
        #expect(try snapshots("hit") >= 2)
    }

    @Test("the gauges say how far projections, groups and the outbox are behind")
    func gauges() async throws {
        try await withTestStore { store in
            _ = try await store.createProjection(named: "totals", filter: .all, startingAfter: .start, tenant: .none)
            _ = try await store.createConsumerGroup(ConsumerGroupOptions("mailer"))
            let appended = try await store.append(
                StreamAppend([added(), added(), added()], to: tally, expectedVersion: .noStream, outbox: true))
            let gauges = StoreGauges(
                store: store, projections: store, groups: store, outbox: store, factory: metrics)
            try await gauges.update()

            let meter = { (name: String, labels: [(String, String)]) in
                try metrics.expectMeter(name, labels).lastValue
            }
            let head = Double(appended.lastPosition.rawValue)
            let projection = [("generation", "in_use"), ("projection", "totals"), ("tenant", "")]
            let group = [("group", "mailer"), ("tenant", "")]
            #expect(try meter("event_store_head_position", []) == head)
            #expect(try meter("event_store_safe_position", []) == head)
            #expect(try meter("event_store_projection_lag", projection) == head)
            #expect(try meter("event_store_projection_failed", projection) == 0)
            #expect(try meter("event_store_group_lag", group) == head)
            #expect(try meter("event_store_group_members", group) == 0)
            #expect(try meter("event_store_outbox_pending", []) == 3)
            #expect(try meter("event_store_outbox_parked", []) == 0)
            #expect(0...60 ~= (try #require(try meter("event_store_outbox_age_seconds", []))))
        }
    }

    @Test("the gauges go on after an error, and end when they are cancelled")
    func gaugesGoOn() async throws {
        let store = InMemoryEventStore()
        store.inject(.fails(EventStoreError(.connectionLost, "away")), into: .positions)
        let gauges = StoreGauges(store: store, interval: .milliseconds(10), factory: metrics)
        let task = Task { await gauges.run() }
        while (try? metrics.expectMeter("event_store_gauges_updated_seconds")) == nil { await Task.yield() }
        task.cancel()
        await task.value
        #expect(try metrics.expectCounter("event_store_gauge_failures").totalValue == 1)
    }

    @Test("the table of docs/observability.md names every metric there is, and no other")
    func table() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../..")
        let page = try String(contentsOf: root.appending(path: "docs/observability.md"), encoding: .utf8)
        let folder = root.appending(path: "Sources/EventSourcing/Observation/Metrics")
        let sources = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        let documented = page.matches(of: /\| `(event_store_[a-z_]+)` \|/).map { String($0.output.1) }
        let made = Set(sources.matches(of: /"(event_store_[a-z_]+)"/).map { String($0.output.1) })
        #expect(Set(documented) == made)
        #expect(documented.count == made.count)
        #expect(made.count > 20)
    }
}
