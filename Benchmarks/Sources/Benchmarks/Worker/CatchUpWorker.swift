import EventSourcing
import EventStorePostgres
import Foundation

/// Reads the store from the beginning, through a subscription's pages or by `readAll` in a loop.
struct CatchUpWorker: Sendable {
    private let pageSize: Int?
    private let usesReadAll: Bool
    private let isOnLoop: Bool
    private let limit: Int

    init(_ arguments: Arguments) throws {
        // Nil: the library's default.
        pageSize = try arguments.text("page-size").map { _ in try arguments.integer("page-size", 0) }
        usesReadAll = arguments.flag("read-all")
        isOnLoop = arguments.text("executor") == "loop"
        limit = try arguments.integer("events", .max)
    }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        let begun = monotonicNanoseconds()
        let (events, bytes) = try await Worker.onExecutor(isOnLoop, of: store) {
            let last = try await store.readAll(AllReadOptions(direction: .backwards, limit: 1)).first?.globalPosition
            guard let last else { throw BenchmarkError("the store is empty") }
            return usesReadAll ? try await readAll(store, until: last) : try await subscribe(store, until: last)
        }
        let seconds = Double(monotonicNanoseconds() - begun) / 1e9
        return [
            "events": Double(events), "bytes": Double(bytes), "seconds": seconds,
            "per_second": Double(events) / seconds,
            "cpu_us_per_event": processSeconds() * 1e6 / Double(max(1, events)), "peak_kB": try peakMemory(),
        ]
    }

    private func subscribe(_ store: PostgresEventStore, until last: GlobalPosition) async throws -> (Int, Int) {
        var options = SubscriptionOptions()
        if let pageSize { options.pageSize = pageSize }
        var events = 0
        var bytes = 0
        for try await page in store.subscribe(options).pages {
            events += page.count
            for event in page { bytes += event.payload.data.count }
            if events >= limit || page[page.count - 1].globalPosition >= last { break }
        }
        return (events, bytes)
    }

    private func readAll(_ store: PostgresEventStore, until last: GlobalPosition) async throws -> (Int, Int) {
        var options = AllReadOptions(position: .start, until: last, untilIsSafe: true)
        if let pageSize { options.limit = pageSize }
        var events = 0
        var bytes = 0
        while true {
            let page = try await store.readAll(options)
            events += page.count
            for event in page { bytes += event.payload.data.count }
            guard page.count == options.limit, events < limit else { return (events, bytes) }
            options.position = page[page.count - 1].globalPosition
        }
    }

    /// VmHWM: the most memory this process has had.
    private func peakMemory() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            return Double(line.split(separator: " ").dropLast().last ?? "") ?? 0
        }
        throw BenchmarkError("no VmHWM in /proc/self/status")
    }
}
