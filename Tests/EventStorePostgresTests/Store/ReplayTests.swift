import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization
import Testing

@Suite("Replay and reader on PostgreSQL", .timeLimit(.minutes(5)))
struct ReplayTests {
    private func fill(_ store: PostgresEventStore, _ count: Int) async throws {
        for number in 1...count {
            try await store.append(
                [.test(number.isMultiple(of: 2) ? "Even" : "Odd")], to: StreamName("order", "\(number % 7)"),
                expectedVersion: .any)
        }
    }

    @Test("a replay by stream, types, positions and criteria hands out what a plain read finds")
    func replay() async throws {
        try await TestStore.with { store in
            try await fill(store, 140)
            let all = try await store.readAll(AllReadOptions())
            let stream = StreamName("order", "3")
            let scopes = [
                EventScope.all,
                EventScope(filter: EventFilter(eventTypes: ["Odd"]), after: all[9].globalPosition),
                EventScope(stream: stream, after: all[20].globalPosition, until: all[99].globalPosition),
                EventScope(criteria: { $0.version.rawValue.isMultiple(of: 3) }),
            ]
            let expected: [[RecordedEvent]] = [
                all, all[10...].filter { $0.type == "Odd" }, all[21...99].filter { $0.stream == stream },
                all.filter { $0.version.rawValue.isMultiple(of: 3) },
            ]
            for (scope, expected) in zip(scopes, expected) {
                let seen = Mutex<[RecordedEvent]>([])
                var options = ReplayOptions()
                options.pageSize = 9
                var replay = try ReplayService(store: store, options: options)
                replay.onOthers { event in seen.withLock { $0.append(event) } }
                let result = try await replay.run(scope)
                #expect(seen.withLock { $0 } == expected && result.isComplete)
            }
        }
    }

    @Test(
        "a reader that streams while events are appended handles each once, streams in order, and goes on where it was")
    func reader() async throws {
        try await TestStore.with { store in
            let seen = Mutex<[RecordedEvent]>([])
            var options = EventStreamReader.Options(.streaming)
            options.checkpointName = "reader"
            options.pageSize = 10
            options.checkpointInterval = .milliseconds(20)
            let handler: EventStreamReader.Handler = { event in seen.withLock { $0.append(event) } }
            for run in 1...2 {
                let reader = try EventStreamReader(store: store, options: options, handler: handler)
                let running = Task { try await reader.run() }
                try await fill(store, 70)
                while seen.withLock({ $0.count }) < run * 70 { try await Task.sleep(for: .milliseconds(5)) }
                running.cancel()
                try await running.value
            }
            let events = seen.withLock { $0 }
            #expect(events.count == 140)
            for (_, ofStream) in Dictionary(grouping: events, by: \.stream) {
                #expect(ofStream.map(\.version.rawValue) == Array(1...20))
            }
            let last = try #require(try await store.readAll(AllReadOptions(direction: .backwards, limit: 1)).first)
            let checkpoint = try await store.checkpoint(named: "reader", tenant: .none)
            #expect(checkpoint?.globalPosition == last.globalPosition && checkpoint?.eventsProcessed == 140)
        }
    }
}
