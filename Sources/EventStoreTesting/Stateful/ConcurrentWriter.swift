import EventSourcing
import Foundation
import Synchronization

/// Gives each beginning and each end of an operation a number, in the order in which they happen.
final class OperationClock: Sendable {
    private let ticks = Atomic<Int>(0)

    func tick() -> Int { ticks.add(1, ordering: .sequentiallyConsistent).newValue }
}

/// One operation of a writer, when it was made, and what it was told.
struct Operation: Sendable {
    enum Answer: Sendable {
        case appended(StreamAppend, AppendResult)
        case refused(StreamAppend, EventStoreError)
        case version(StreamVersion)
    }

    let stream: StreamName
    let begun: Int
    let ended: Int
    let answer: Answer
}

/// A writer of ``ConcurrentOperations``.
struct ConcurrentWriter {
    let store: any EventStore
    let clock: OperationClock
    var random: SeededGenerator
    private var operations: [Operation] = []
    private var tried: [StreamAppend] = []
    /// The versions that it has heard of.
    private var versions: [StreamName: StreamVersion] = [:]

    init(store: any EventStore, clock: OperationClock, random: SeededGenerator) {
        self.store = store
        self.clock = clock
        self.random = random
    }

    mutating func run(_ count: Int) async throws -> [Operation] {
        for _ in 0..<count {
            let stream = StreamName(random.pick(["s1", "s2"]), random.pick(["1", "2"]))
            if random.chance(10) {
                try await readVersion(stream)
            } else if random.chance(12), let again = tried.randomElement(using: &random) {
                try await append(again)
            } else {
                try await append(newAppend(to: stream), twice: random.chance(15))
            }
        }
        return operations
    }

    private mutating func newAppend(to stream: StreamName) -> StreamAppend {
        let known = versions[stream] ?? .absent
        let expected: ExpectedVersion =
            random.chance(70) ? .exactly(known) : random.pick([.any, .any, .noStream, .streamExists])
        let events = (0..<Int.random(in: 1...3, using: &random)).map { _ in NewEvent.sample(random.pick(["A", "B"])) }
        let append = StreamAppend(events, to: stream, expectedVersion: expected)
        tried.append(append)
        return append
    }

    private mutating func readVersion(_ stream: StreamName) async throws {
        let begun = clock.tick()
        let version = try await store.version(of: stream)
        versions[stream] = version
        operations.append(Operation(stream: stream, begun: begun, ended: clock.tick(), answer: .version(version)))
    }

    private mutating func append(_ append: StreamAppend, twice: Bool = false) async throws {
        if twice {
            async let first = Self.outcome(append, store, clock)
            async let second = Self.outcome(append, store, clock)
            operations += try await [first, second]
        } else {
            operations.append(try await Self.outcome(append, store, clock))
        }
        switch operations[operations.count - 1].answer {
        case .appended(_, let result): versions[append.stream] = result.version
        case .refused(_, let error): versions[append.stream] = error.actualVersion ?? .absent
        case .version: break
        }
    }

    private static func outcome(_ append: StreamAppend, _ store: any EventStore, _ clock: OperationClock) async throws
        -> Operation
    {
        let begun = clock.tick()
        let answer: Operation.Answer
        do {
            answer = .appended(append, try await store.append(append))
        } catch let error as EventStoreError where !error.isRetryable {
            answer = .refused(append, error)
        }
        return Operation(stream: append.stream, begun: begun, ended: clock.tick(), answer: answer)
    }
}
