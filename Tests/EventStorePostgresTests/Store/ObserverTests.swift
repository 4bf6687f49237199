import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

@Suite("Observing a store")
struct ObserverTests {
    @TaskLocal private static var trace = ""

    /// Keeps what it is told.
    private final class Recorder: EventStoreObserver {
        struct Told {
            var appends: [AppendObservation] = []
            var calls: [CallObservation] = []
            var batches: [Int] = []
            var pages: [DeliveryObservation] = []
            var connections: [ConnectionObservation] = []
            var wakes: [WakeCause] = []
            /// The task-local value of the task in which each append was told.
            var traces: [String] = []
        }

        let told = Shared(Told())

        func didAppend(_ append: AppendObservation) {
            told.change {
                $0.appends.append(append)
                $0.traces.append(ObserverTests.trace)
            }
        }
        func didCall(_ call: CallObservation) { told.change { $0.calls.append(call) } }
        func didGather(appends: Int, events: Int) { told.change { $0.batches.append(appends) } }
        func didDeliver(_ page: DeliveryObservation) { told.change { $0.pages.append(page) } }
        func connectionDidChange(_ connection: ConnectionObservation) {
            told.change { $0.connections.append(connection) }
        }
        func didWake(_ cause: WakeCause) { told.change { $0.wakes.append(cause) } }

        func calls(_ function: String) -> [CallObservation] { told.value.calls.filter { $0.function == function } }
    }

    private func with(
        configure: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: (PostgresEventStore, Recorder) async throws -> Void
    ) async throws {
        let recorder = Recorder()
        try await TestStore.with {
            $0.observer = recorder
            configure(&$0)
        } _: { store in
            try await body(store, recorder)
        }
    }

    private func code(_ outcome: CallOutcome?) -> EventStoreError.Code? {
        if case .failure(let error) = outcome { error.code } else { nil }
    }

    @Test("every append is told once, in its task, with streams, events, duration and outcome")
    func appends() async throws {
        try await with { store, recorder in
            let (first, second) = (StreamName("s", "1"), StreamName("s", "2"))
            try await Self.$trace.withValue("trace-1") {
                _ = try await store.append([.test(), .test()], to: first, expectedVersion: .noStream)
            }
            let conflict = await storeError {
                try await store.append([.test()], to: first, expectedVersion: .noStream)
            }
            #expect(conflict?.code == .wrongExpectedVersion)
            _ = try await store.append([
                StreamAppend([.test()], to: first, expectedVersion: .any),
                StreamAppend([.test()], to: second, expectedVersion: .any),
            ])
            _ = try await store.appendEach([
                StreamAppend([.test()], to: first, expectedVersion: .noStream),
                StreamAppend([.test()], to: second, expectedVersion: .any),
            ])
            _ = try await store.appendInterleaved([(first, .test()), (second, .test()), (first, .test())])
            _ = try await store.withTransaction { try await $0.append([.test()], to: second, expectedVersion: .any) }
            let appends = recorder.told.value.appends
            #expect(appends.map(\.events) == [2, 1, 2, 1, 1, 3, 1])
            #expect(appends[0].streams == [first])
            #expect(appends[2].streams == [first, second])
            #expect(
                appends.map { code($0.outcome) }
                    == [nil, .wrongExpectedVersion, nil, .wrongExpectedVersion, nil, nil, nil])
            #expect(appends.allSatisfy { $0.duration > .zero && $0.duration < .seconds(60) })
            #expect(recorder.told.value.traces.first == "trace-1")
            #expect(recorder.calls("append_event").isEmpty && recorder.calls("append_streams").isEmpty)
        }
    }

    @Test("every other call is told by the name of its function")
    func calls() async throws {
        try await with { store, recorder in
            let stream = StreamName("s", "1")
            _ = try await store.readStream(stream)
            _ = try await store.positions()
            _ = try await store.inFlightAppenders()
            _ = try await store.withTransaction {
                try await $0.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 0))
            }
            _ = await storeError { _ = try await store.readStream(stream, StreamReadOptions(limit: 0)) }
            let cancelled = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = try await store.readAll(AllReadOptions())
            }
            _ = await cancelled.result
            #expect(recorder.calls("read_stream").map { code($0.outcome) } == [nil, .invalidArgument])
            for function in ["safe_position", "in_flight_appenders", "save_checkpoint", "store_information"] {
                #expect(recorder.calls(function).count == 1, "\(function)")
            }
            let last = try #require(recorder.calls("read_all").last)
            guard case .cancelled = last.outcome else {
                Issue.record("not told as cancelled: \(last)")
                return
            }
        }
    }

    @Test("appends that travel together are told as one batch")
    func gathering() async throws {
        try await with { store, recorder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        try await store.append([.test()], to: StreamName("s", "\(index)"), expectedVersion: .any)
                    }
                }
                try await group.waitForAll()
            }
            let batches = recorder.told.value.batches
            #expect(batches.reduce(0, +) == 100)
            #expect(batches.count < 100)
            #expect(recorder.told.value.appends.count == 100)
        }
    }

    @Test("pages are told with their lag, and wakes with their cause")
    func subscriptions() async throws {
        try await with {
            $0.subscriptions.slowTimer = .milliseconds(50)
        } _: { store, recorder in
            let stream = StreamName("s", "1")
            try await store.append((0..<30).map { _ in .test() }, to: stream, expectedVersion: .any)
            let seen = Shared(0)
            let subscriber = Task {
                for try await page in store.subscribe(SubscriptionOptions(start: .beginning, pageSize: 10)).pages {
                    seen.change { $0 += page.count }
                }
            }
            try await waitUntil("the past is read") { seen.value == 30 }
            #expect(recorder.told.value.pages.map(\.events) == [10, 10, 10])
            #expect(recorder.told.value.pages.map(\.lag) == [20, 10, 0])
            #expect(recorder.told.value.pages.last?.position == 30)
            try await waitUntil("the slow timer wakes it") { recorder.told.value.wakes.contains(.slowTimer) }
            try await store.append([.test()], to: stream, expectedVersion: .any)
            try await waitUntil("the event comes") { seen.value == 31 }
            try await waitUntil("the bell has woken it") { recorder.told.value.wakes.contains(.bell) }
            #expect(recorder.told.value.connections.contains(.init(kind: .listening, change: .opened)))
            subscriber.cancel()
            _ = await subscriber.result
        }
    }

    @Test("connections are told when they are opened, lost and closed, and when they cannot be made")
    func connections() async throws {
        try await with { store, recorder in
            let pid = try await store.withTransaction {
                try await $0.query("SELECT pg_backend_pid()::bigint")
            }[0].values[0]
            let other = try TestServer.pool()
            guard case .integer(let number) = pid else { return }
            try await other.withExclusive { try await TestServer.terminate(Int32(number), via: $0) }
            await other.close()
            try await waitUntil("the loss is told") {
                recorder.told.value.connections.contains { $0.kind == .exclusive && $0.change != .opened }
            }
            let told = recorder.told.value.connections
            #expect(told.contains(.init(kind: .shared, change: .opened)))
            let loss = told.filter { $0.kind == .exclusive }.last
            guard case .lost(let reason) = loss?.change else {
                Issue.record("not told as lost: \(told)")
                return
            }
            #expect(reason.contains("terminating connection"))
            await store.shutdown()
            #expect(recorder.told.value.connections.contains(.init(kind: .shared, change: .closed)))

            var unreachable = store.configuration
            unreachable.hosts = [.init("127.0.0.1", port: 1)]
            unreachable.pool.acquireTimeout = .milliseconds(500)
            let failing = try PostgresEventStore(configuration: unreachable)
            _ = await storeError { _ = try await failing.positions() }
            await failing.shutdown()
            let failed = recorder.told.value.connections.last
            guard case .failed = failed?.change else {
                Issue.record("not told as failed: \(String(describing: failed))")
                return
            }
        }
    }
}
