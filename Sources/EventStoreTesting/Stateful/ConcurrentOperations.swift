public import EventSourcing
import Foundation

/// Many writers and readers at once, at random; what each was told must fit one order of the appends.
///
/// Checked are: each stream's appends are linearizable by their versions (an append that ended before another began has the
/// lower version, what was expected was so, a conflict tells a version that the stream had meanwhile); the store holds what
/// was acknowledged and nothing else, each stream without gaps and in the order of positions; appends that are repeated, one
/// after the other or at the same time, have one result; and every subscription sees every event once, in order.
///
///     try await ConcurrentOperations(seed: 42).run { body in try await body(MyEventStore()) }
public struct ConcurrentOperations: Sendable {
    public var seed: UInt64
    /// How many write at the same time.
    public var writers: Int
    /// How many operations each writer makes.
    public var operations: Int
    /// How long all may take together.
    public var patience: Duration

    public init(seed: UInt64, writers: Int = 6, operations: Int = 40, patience: Duration = .seconds(120)) {
        self.seed = seed
        self.writers = writers
        self.operations = operations
        self.patience = patience
    }

    /// Throws ``ConformanceFailure`` when something does not fit; it names the seed.
    ///
    /// - Parameter withEmptyStore: Makes a store without events, calls its argument with it once, and removes it again.
    public func run(
        withEmptyStore: (@escaping @Sendable (any EventStore) async throws -> Void) async throws -> Void
    ) async throws {
        try await withEmptyStore { [self] store in
            do {
                try await within(patience, "all of it") { [self] in try await attempt(store) }
            } catch let failure as ConformanceFailure {
                throw ConformanceFailure(message: "seed \(seed): \(failure.message)", place: failure.place)
            }
        }
    }

    private func attempt(_ store: any EventStore) async throws {
        let clock = OperationClock()
        let end = StreamName("end", "1")
        let filters = [
            EventFilter.all, EventFilter(eventTypes: ["A", "End"]), EventFilter(aggregateTypes: ["s1", "end"]), .all,
        ]
        var history = OperationHistory()
        var followed: [(EventFilter, [RecordedEvent])] = []
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for (index, filter) in filters.enumerated() {
                group.addTask {
                    let options = SubscriptionOptions(filter: filter, pageSize: [1, 3, 50, 1000][index])
                    var seen: [RecordedEvent] = []
                    for try await event in store.subscribe(options) {
                        seen.append(event)
                        if event.type == "End" { break }
                    }
                    return .followed(filter, seen)
                }
            }
            group.addTask {
                let all = try await withThrowingTaskGroup(of: [Operation].self) { group in
                    for number in 0..<writers {
                        group.addTask {
                            var writer = ConcurrentWriter(
                                store: store, clock: clock,
                                random: SeededGenerator(seed: seed &* 1000 &+ UInt64(number)))
                            return try await writer.run(operations)
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                _ = try await store.append([.sample("End")], to: end, expectedVersion: .noStream)
                return .wrote(all)
            }
            for try await outcome in group {
                switch outcome {
                case .followed(let filter, let seen): followed.append((filter, seen))
                case .wrote(let operations): history.operations = operations
                }
            }
        }
        history.events = try await store.everything()
        try history.check(except: end)
        for (filter, seen) in followed {
            try requireEqual(seen.map(\.id), try await store.everything(filter).map(\.id), "what a subscription saw")
        }
    }

    private enum Outcome: Sendable {
        case followed(EventFilter, [RecordedEvent])
        case wrote([Operation])
    }
}
