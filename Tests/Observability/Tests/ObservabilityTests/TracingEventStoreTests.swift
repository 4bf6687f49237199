import EventSourcing
import EventStoreTesting
import Foundation
import InMemoryTracing
import Testing
import Tracing

@Suite("A store that traces")
struct TracingEventStoreTests {
    private let tracer = InMemoryTracer()
    private let memory = InMemoryEventStore()
    private var store: TracingEventStore<InMemoryEventStore> { TracingEventStore(memory, namespace: "shop") }

    private func text(_ span: FinishedInMemorySpan, _ attribute: String) -> String? {
        if case .string(let text) = span.attributes.get(attribute) { text } else { nil }
    }

    @Test("each call is a span with the attributes of OpenTelemetry's conventions")
    func attributes() async throws {
        try await withTracer(tracer) {
            try await store.append([added(), added()], to: tally, expectedVersion: .noStream)
            _ = try await store.readAll(AllReadOptions())
        }
        let spans = tracer.finishedSpans
        #expect(spans.map(\.operationName) == ["append tally", "read_all"])
        #expect(spans.allSatisfy { $0.kind == .client && text($0, "db.system.name") == "postgresql" })
        #expect(spans.map { text($0, "db.operation.name") } == ["append", "read_all"])
        #expect(spans.allSatisfy { text($0, "db.namespace") == "shop" && $0.attributes.get("error.type") == nil })
        #expect(text(spans[0], "event_store.stream") == "tally/1")
        #expect(spans[0].attributes.get("db.operation.batch.size") == .int(2))
    }

    @Test("a call that fails says so, with the kind of error")
    func failures() async throws {
        await withTracer(tracer) {
            _ = await #expect(throws: EventStoreError.self) {
                try await store.append([added()], to: tally, expectedVersion: .streamExists)
            }
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(text(span, "error.type") == "wrongExpectedVersion")
        #expect(span.status?.code == .error)
        #expect(span.errors.count == 1)
    }

    @Test("an append carries the caller's trace, beside the keys that were there")
    func carries() async throws {
        let spaced = added(additional: #" { "ratio": 1.50, "in-memory-span-id": "mine" } "#)
        try await withTracer(tracer) {
            try await withSpan("command") { _ in
                _ = try await store.append(
                    [added(), spaced, added(additional: "{}")], to: tally, expectedVersion: .any)
            }
        }
        let command = try #require(tracer.finishedSpans.last)
        let keys = memory.allEvents.map { String(decoding: $0.metadata.additional ?? Data(), as: UTF8.self) }
        let trace = #""in-memory-trace-id":"\#(command.traceID)""#
        let both = #"{"in-memory-span-id":"\#(command.spanID)",\#(trace)}"#
        #expect(keys == [both, #"{\#(trace), "ratio": 1.50, "in-memory-span-id": "mine" } "#, both])
    }

    @Test("without a trace the append's own span is carried, and without a tracer nothing")
    func roots() async throws {
        try await store.append([added()], to: tally, expectedVersion: .any)
        try await withTracer(tracer) {
            _ = try await store.append([added()], to: tally, expectedVersion: .any)
        }
        let events = memory.allEvents
        #expect(events[0].metadata.additional == nil)
        let span = try #require(tracer.finishedSpans.first)
        let context = withTracer(tracer) { events[1].traceContext }
        #expect(context.inMemorySpanContext?.spanID == span.spanID)
    }

    @Test("the same events appended again in another trace give the original result")
    func repeated() async throws {
        let events = [added(additional: #"{"a": 1}"#), added()]
        let append = StreamAppend(events, to: tally, expectedVersion: .noStream)
        try await withTracer(tracer) {
            let first = try await withSpan("one") { _ in try await store.append(append) }
            let second = try await withSpan("two") { _ in try await store.append(append) }
            let third = try await withSpan("three") { _ in try await store.appendEach([append]) }
            #expect(!first.wasAlreadyStored && second.wasAlreadyStored)
            #expect(try third[0].get().wasAlreadyStored)
            #expect(second.lastPosition == first.lastPosition)
        }
        #expect(memory.count == 2)
    }

    @Test("another event under the same id stays a conflict")
    func conflict() async throws {
        let event = added(additional: #"{"a": 1}"#)
        var changed = event
        changed.metadata.additional = Data(#"{"a": 2}"#.utf8)
        let other = changed
        await withTracer(tracer) {
            let code = await #expect(throws: EventStoreError.self) {
                for (name, event) in [("one", event), ("two", other)] {
                    try await withSpan(name) { _ in
                        _ = try await store.append([event], to: tally, expectedVersion: .any)
                    }
                }
            }?.code
            #expect(code == .eventIDConflict)
        }
        #expect(memory.count == 1)
    }

    @Test("keeps the promises of the protocol", arguments: ConformanceCase.all)
    func conforms(to promise: ConformanceCase) async throws {
        try await promise.run { body in
            let store = InMemoryEventStore()
            try await body(TracingEventStore(store))
            store.shutdown()
        }
    }
}
