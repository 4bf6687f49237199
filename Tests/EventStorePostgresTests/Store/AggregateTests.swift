import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// The repository of aggregates against the server: what depends on its locks, its idempotency and its functions of snapshots.
@Suite("Aggregates in PostgreSQL")
struct AggregateTests {
    enum CounterEvent: DomainEvent, Hashable {
        case counted(Int)
    }

    struct Counter: SnapshottableAggregate, Hashable {
        static let aggregateType = "counter"
        var sum = 0
        /// Differs when two events change places.
        var trace = 0

        mutating func apply(_ event: CounterEvent) {
            guard case .counted(let number) = event else { return }
            sum += number
            trace = (trace &* 31 &+ number) % 1_000_000_007
        }
    }

    private static let patient = RepositoryOptions(
        conflicts: RetryPolicy(attempts: 1000, firstPause: .milliseconds(1), longestPause: .milliseconds(20)))

    @Test("many tasks count, with snapshots taken beside them, and none is lost")
    func concurrent() async throws {
        try await TestStore.with { store in
            let counters = AggregateRepository(Counter.self, store: store, options: Self.patient)
                .withSnapshots(in: store, .everyEvents(5))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        for number in 0..<10 { try await counters.execute("1") { _ in [.counted(task * 10 + number)] } }
                    }
                }
                try await group.waitForAll()
            }
            await counters.finishSnapshots()
            let loaded = try await counters.load("1")
            let plain = try await AggregateRepository(Counter.self, store: store).load("1")
            #expect(loaded.version == 80 && loaded.state.sum == 80 * 79 / 2)
            #expect(loaded.state == plain.state && plain.eventsReplayed == 80)
            let snapshot = try #require(loaded.snapshotVersion)
            #expect(loaded.eventsReplayed == Int(80 - snapshot.rawValue))
            #expect(try await store.snapshots(of: loaded.stream).count <= 2)
        }
    }

    @Test("a command that comes several times at once takes effect once, and all get its result")
    func repeated() async throws {
        try await TestStore.with { store in
            let counters = AggregateRepository(Counter.self, store: store, options: Self.patient)
            for round in 0..<10 {
                let command = UUID()
                let results = try await withThrowingTaskGroup(of: CommandResult<Counter>.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            try await counters.execute("1", commandID: command) { _ in [.counted(round), .counted(1)] }
                        }
                    }
                    return try await group.reduce(into: [CommandResult<Counter>]()) { $0.append($1) }
                }
                #expect(Set(results.map(\.version)) == [StreamVersion(rawValue: Int64(round + 1) * 2)])
                #expect(Set(results.map(\.state)).count == 1)
                #expect(results.filter { !$0.wasRepeated }.count == 1)
            }
        }
    }

    @Test("a truncated stream is loaded from the snapshot before the rest; deleted for good, it begins anew")
    func truncated() async throws {
        try await TestStore.with { store in
            let counters = AggregateRepository(Counter.self, store: store).withSnapshots(in: store, .manual)
            let before = try await counters.execute("1") { _ in (1...6).map { .counted($0) } }
            try await counters.takeSnapshot(of: "1")
            try await store.truncateStream(before.stream, before: 7)
            #expect(try await counters.load("1").state == before.state, "though no event is left")
            let after = try await counters.execute("1") { _ in [.counted(7)] }
            #expect(after.version == 7 && after.state.sum == 28)
            #expect(try await counters.load("1").state == after.state)
            try await store.deleteStreamPermanently(before.stream, expectedVersion: .any)
            try await counters.execute("1") { _ in (1...9).map { _ in .counted(1) } }
            let anew = try await counters.load("1")
            #expect(anew.state.sum == 9 && anew.snapshotVersion == nil)
        }
    }
}
