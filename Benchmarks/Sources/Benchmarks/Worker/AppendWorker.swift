import EventSourcing
import EventStorePostgres
import Foundation

/// Many tasks that append to new streams, one append after the other each.
struct AppendWorker: Sendable {
    private let tasks: Int
    private let seconds: Double
    private let warmUp: Double
    private let eventsPerAppend: Int
    private let isOnLoop: Bool
    private let run = String(UInt64.random(in: 0 ... .max), radix: 36)

    init(_ arguments: Arguments) throws {
        tasks = try arguments.integer("tasks", 1)
        seconds = try arguments.number("seconds", 2)
        warmUp = try arguments.number("warm-up", 0.3)
        eventsPerAppend = try arguments.integer("events", 1)
        isOnLoop = arguments.text("executor") == "loop"
    }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        let begin = monotonicNanoseconds() + Int64(warmUp * 1e9)
        let end = begin + Int64(seconds * 1e9)
        let latencies = try await Worker.onExecutor(isOnLoop, of: store) {
            try await withThrowingTaskGroup(of: [Double].self) { group in
                for task in 0..<tasks {
                    group.addTask { try await append(store, task: task, begin: begin, end: end) }
                }
                return try await group.reduce(into: [Double]()) { $0 += $1 }
            }
        }
        return [
            "per_second": Double(latencies.count * eventsPerAppend) / seconds,
            "median_us": latencies.quantile(0.5) / 1000,
            "p99_us": latencies.quantile(0.99) / 1000,
            "cpu_us_per_event": processSeconds() * 1e6 / Double(max(1, latencies.count * eventsPerAppend)),
        ]
    }

    /// The latencies in nanoseconds of the appends that returned between `begin` and `end`.
    private func append(_ store: PostgresEventStore, task: Int, begin: Int64, end: Int64) async throws -> [Double] {
        var latencies: [Double] = []
        let payload = EventPayload.json(Workload.payload)
        var number = 0
        while true {
            number += 1
            let sent = monotonicNanoseconds()
            let events = (0..<eventsPerAppend).map { _ in Workload.event(payload) }
            let stream = StreamName(Workload.aggregateType, "\(run)-\(task)-\(number)")
            _ = try await store.append(events, to: stream, expectedVersion: .noStream)
            let returned = monotonicNanoseconds()
            if returned >= end { return latencies }
            if returned >= begin { latencies.append(Double(returned - sent)) }
        }
    }
}

/// User and system time of this process.
func processSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
