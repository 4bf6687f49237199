import EventSourcing
import EventStorePostgres
import EventStoreTesting
import InMemoryTracing
import Testing
import Tracing

@Suite("One trace", .timeLimit(.minutes(2)))
struct OneTraceTests {
    private struct Totals: Projection {
        let name = "totals"

        func handle(
            _ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration
        ) async throws {
            try await withSpan("work") { _ in _ = try await transaction.query("SELECT 1") }
        }
    }

    @Test("leads from a command through its event to the projection")
    func projection() async throws {
        let tracer = InMemoryTracer()
        try await withTestStore { store in
            try await withTracer(tracer) {
                let repository = AggregateRepository(Tally.self, store: TracingEventStore(store))
                try await withSpan("command") { _ in
                    _ = try await repository.execute("1") { _ in [.added(1)] }
                }
                var options = ProjectionOptions()
                options.endsWhenCaughtUp = true
                try await ProjectionRunner(store: store, projection: Totals(), options: options).run()
            }
        }
        let spans = tracer.finishedSpans
        let command = try #require(spans.first { $0.operationName == "command" })
        let append = try #require(spans.first { $0.operationName == "append tally" })
        let project = try #require(spans.first { $0.operationName == "project totals" })
        let work = try #require(spans.first { $0.operationName == "work" })
        #expect(Set([command, append, project, work].map(\.traceID)).count == 1)
        #expect(append.parentSpanID == command.spanID)
        #expect(project.parentSpanID == command.spanID)
        #expect(work.parentSpanID == project.spanID)
        #expect(project.kind == .consumer)
    }

    @Test("leads through a consumer group to what its handler appends")
    func group() async throws {
        let tracer = InMemoryTracer()
        let reply = StreamName("reply", "1")
        try await withTestStore { store in
            try await withTracer(tracer) {
                let traced = TracingEventStore(store)
                _ = try await store.createConsumerGroup(ConsumerGroupOptions("replies"))
                try await withSpan("command") { _ in
                    _ = try await traced.append([added()], to: tally, expectedVersion: .any)
                }
                let (replied, reply) = (AsyncStream<Void>.makeStream(), reply)
                let member = try ConsumerGroupMember(store: store, group: "replies") { delivery in
                    guard delivery.event.stream == tally else { return }
                    try await traced.append([added()], to: reply, expectedVersion: .any)
                    replied.continuation.yield()
                }
                let running = Task { try await member.run() }
                for await _ in replied.stream { break }
                running.cancel()
                try await running.value
                let event = try #require(try await store.readStream(reply).first)
                let process = try #require(tracer.finishedSpans.first { $0.operationName == "process replies" })
                #expect(event.traceContext.inMemorySpanContext?.spanID == process.spanID)
            }
        }
        let spans = tracer.finishedSpans
        let command = try #require(spans.first { $0.operationName == "command" })
        let process = try #require(spans.first { $0.operationName == "process replies" })
        #expect(process.parentSpanID == command.spanID)
        #expect(spans.first { $0.operationName == "append reply" }?.traceID == command.traceID)
    }

    @Test("is linked to, once each, by a batch of events of several traces")
    func links() async throws {
        let tracer = InMemoryTracer()
        let memory = InMemoryEventStore()
        let store = TracingEventStore(memory)
        try await withTracer(tracer) {
            try await withSpan("a") { _ in
                let noted = added(additional: #"{"note": "another key"}"#)
                _ = try await store.append([added(), noted], to: tally, expectedVersion: .any)
            }
            try await withSpan("b") { _ in _ = try await store.append([added()], to: tally, expectedVersion: .any) }
            _ = try await memory.append([added()], to: tally, expectedVersion: .any)
            try await memory.allEvents.withSpan("batch") {}
            try await Array(memory.allEvents.prefix(2)).withSpan("of one trace") {}
        }
        let spans = tracer.finishedSpans
        let batch = try #require(spans.first { $0.operationName == "batch" })
        #expect(batch.parentSpanID == nil)
        let single = try #require(spans.first { $0.operationName == "of one trace" })
        #expect(single.links.isEmpty && single.traceID == spans.first { $0.operationName == "a" }?.traceID)
        #expect(
            batch.links.map { $0.context.inMemorySpanContext?.spanID }
                == ["a", "b"].map { name in spans.first { $0.operationName == name }?.spanID })
    }

    @Test("goes on where a subscriber handles an event, and says when that fails")
    func subscriber() async throws {
        struct Failure: Error {}
        let tracer = InMemoryTracer()
        let store = TracingEventStore(InMemoryEventStore())
        try await withTracer(tracer) {
            try await withSpan("command") { _ in _ = try await store.append([added()], to: tally, expectedVersion: .any)
            }
            for try await event in store.subscribe(from: .beginning) {
                await #expect(throws: Failure.self) { try await event.withSpan("mail") { throw Failure() } }
                break
            }
        }
        let mail = try #require(tracer.finishedSpans.last)
        #expect(mail.operationName == "mail")
        #expect(mail.parentSpanID == tracer.finishedSpans.first { $0.operationName == "command" }?.spanID)
        #expect(mail.attributes.get("error.type") == .string("Failure"))
    }

    @Test("has the functions that the store calls as spans, when its observer makes them")
    func functions() async throws {
        let tracer = InMemoryTracer()
        try await withTestStore {
            $0.observer = ObserverGroup(TracingObserver(namespace: "shop"))
        } _: { store in
            try await withTracer(tracer) {
                try await withSpan("request") { _ in _ = try await store.readStream(tally) }
            }
        }
        let spans = tracer.finishedSpans
        let request = try #require(spans.first { $0.operationName == "request" })
        let function = try #require(spans.first { $0.operationName == "read_stream" })
        #expect(function.parentSpanID == request.spanID)
        #expect(function.startInstant.nanosecondsSinceEpoch <= function.endInstant.nanosecondsSinceEpoch)
        #expect(function.startInstant.nanosecondsSinceEpoch >= request.startInstant.nanosecondsSinceEpoch)
        #expect(function.attributes.get("db.stored_procedure.name") == .string("read_stream"))
    }
}
