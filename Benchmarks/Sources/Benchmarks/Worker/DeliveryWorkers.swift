import EventSourcing
import EventStorePostgres
import Foundation

/// Appends one event at each tick of a steady clock, whether or not the one before has returned, and writes down when each
/// was sent and when it was acknowledged: pairs of Int64 nanoseconds.
struct PacedWriter: Sendable {
    private let rate: Double
    private let count: Int
    private let file: String
    private let isOnLoop: Bool

    init(_ arguments: Arguments) throws {
        rate = try arguments.number("rate", 1000)
        count = try arguments.integer("count", 1000)
        file = try arguments.required("file")
        isOnLoop = arguments.text("executor") == "loop"
    }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        _ = try await store.positions()
        let run = String(UInt64.random(in: 0 ... .max), radix: 36)
        let (ticks, continuation) = AsyncStream.makeStream(of: Int.self)
        let clock = Thread { [rate, count] in
            let begin = monotonicNanoseconds() + 50_000_000
            for tick in 0..<count {
                let due = begin + Int64(Double(tick) * 1e9 / rate)
                var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
                while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) != 0 {}
                continuation.yield(tick)
            }
            continuation.finish()
        }
        clock.start()
        let times = try await Worker.onExecutor(isOnLoop, of: store) {
            try await withThrowingTaskGroup(of: (Int, Int64, Int64).self) { group in
                for await tick in ticks {
                    group.addTask {
                        let event = Workload.event(Workload.numbered(tick))
                        let stream = StreamName(Workload.aggregateType, "\(run)-\(tick)")
                        let sent = monotonicNanoseconds()
                        _ = try await store.append([event], to: stream, expectedVersion: .noStream)
                        return (tick, sent, monotonicNanoseconds())
                    }
                }
                return try await group.reduce(into: [Int64](repeating: 0, count: 2 * count)) { times, append in
                    times[2 * append.0] = append.1
                    times[2 * append.0 + 1] = append.2
                }
            }
        }
        try times.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: file)) }
        return ["events": Double(count)]
    }
}

/// Follows the store live and writes down when each numbered event arrived: Int64 nanoseconds. Prints `ready` once it has
/// caught up.
struct LiveSubscriber: Sendable {
    private let count: Int
    private let file: String
    private let isOnLoop: Bool

    init(_ arguments: Arguments) throws {
        count = try arguments.integer("count", 1000)
        file = try arguments.required("file")
        isOnLoop = arguments.text("executor") == "loop"
    }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        let times = try await Worker.onExecutor(isOnLoop, of: store) {
            var times = [Int64](repeating: 0, count: count)
            var received = 0
            for try await message in store.subscribe(SubscriptionOptions(start: .now)).messages {
                switch message {
                case .event(let event):
                    let now = monotonicNanoseconds()
                    guard let number = Workload.number(of: event.payload), number < count else { continue }
                    times[number] = now
                    received += 1
                case .caughtUp: say("ready")
                case .fellBehind: break
                }
                if received == count { break }
            }
            return times
        }
        try times.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: file)) }
        return ["events": Double(count), "cpu_us_per_event": processSeconds() * 1e6 / Double(count)]
    }
}
