import EventSourcing
import Foundation

extension ConformanceCase {
    static let readingAll: [ConformanceCase] = [
        ConformanceCase(
            "the store is read in pages by position, forwards and backwards, from a position that is not included"
        ) {
            store in
            for number in 0..<10 { try await store.fill(StreamName("s", "\(number % 3)"), 1) }
            let all = try await store.everything().map(\.globalPosition)
            try requireEqual(all.count, 10, "the events")
            try requireEqual(all, all.sorted(), "the order")
            func page(_ options: AllReadOptions) async throws -> [GlobalPosition] {
                try await store.readAll(options).map(\.globalPosition)
            }
            try requireEqual(try await page(AllReadOptions(limit: 4)), Array(all[0..<4]), "the first page")
            try requireEqual(
                try await page(AllReadOptions(position: all[3], limit: 4)), Array(all[4..<8]), "the second")
            try requireEqual(try await page(AllReadOptions(position: all[7], limit: 4)), Array(all[8...]), "the last")
            try requireEqual(try await page(AllReadOptions(position: all[9], limit: 4)), [], "behind the last")
            try requireEqual(
                try await page(AllReadOptions(direction: .backwards, limit: 3)), all.suffix(3).reversed(), "the newest")
            try requireEqual(
                try await page(AllReadOptions(position: all[2], direction: .backwards, limit: 3)), [all[1], all[0]],
                "before the third")
            try requireEqual(try await page(AllReadOptions(position: 0, direction: .backwards)), [], "before the first")
            try requireEqual(
                try await page(AllReadOptions(position: all[0], until: all[4])), Array(all[1...4]), "until, included")
            try requireEqual(
                try await page(AllReadOptions(direction: .backwards, until: all[4])), all[0...4].reversed(),
                "until, backwards")
            let safe = try await store.positions().safePosition
            try requireEqual(try await page(AllReadOptions(until: safe, untilIsSafe: true)), all, "until what is safe")
        },
        ConformanceCase("a filter gives what a plain filter over all events gives") { store in
            var times: [Date] = []
            for number in 0..<24 {
                times.append(time(Double(number % 7)))
                try await store.append(
                    [.sample(["A", "B", "C"][number % 3], at: times[number])],
                    to: StreamName(["x", "y"][number % 2], "\(number % 5)", tenant: ["", "t", "u"][number / 8]),
                    expectedVersion: .any)
            }
            let all = try await store.everything()
            let middle = times[3]
            for filter in [
                EventFilter(eventTypes: ["A"]), EventFilter(eventTypes: ["A", "C"]), EventFilter(eventTypes: []),
                EventFilter(aggregateTypes: ["x"]), EventFilter(aggregateTypes: ["x", "y", "z"]),
                EventFilter(aggregateTypes: []), EventFilter(tenant: "t"), EventFilter(tenant: Tenant.none),
                EventFilter(tenant: "nobody"), EventFilter(from: middle), EventFilter(before: middle),
                EventFilter(
                    aggregateTypes: ["y"], eventTypes: ["B", "A"], tenant: "t", from: times[1], before: times[5]),
            ] {
                let wanted = all.filter { event in
                    (filter.eventTypes?.contains(event.type) ?? true)
                        && (filter.aggregateTypes?.contains(event.stream.aggregateType) ?? true)
                        && (filter.tenant.map { $0 == event.stream.tenant } ?? true)
                        && (filter.from.map { event.timestamp >= $0 } ?? true)
                        && (filter.before.map { event.timestamp < $0 } ?? true)
                }
                try requireEqual(try await store.everything(filter), wanted, "forwards by \(filter)")
                try requireEqual(
                    try await store.readAll(AllReadOptions(direction: .backwards, limit: 5, filter: filter)),
                    wanted.suffix(5).reversed(), "backwards by \(filter)")
            }
        },
        ConformanceCase("the events with a correlation id are read in pages by position, of one tenant") { store in
            for number in 0..<6 {
                try await store.append(
                    [.sample(correlationID: "c"), .sample(correlationID: "d"), .sample()],
                    to: StreamName("s", "\(number)", tenant: number == 5 ? "t" : ""), expectedVersion: .any)
            }
            let wanted = try await store.everything().filter { $0.metadata.correlationID == "c" }
            try requireEqual(wanted.count, 6, "the events with the id")
            func page(_ position: GlobalPosition?, _ limit: Int, _ tenant: Tenant) async throws -> [RecordedEvent] {
                try await store.readCorrelation("c", after: position, limit: limit, tenant: tenant)
            }
            try requireEqual(try await page(nil, 10, .none), Array(wanted[0..<5]), "all of no tenant")
            try requireEqual(try await page(nil, 10, "t"), [wanted[5]], "all of a tenant")
            try requireEqual(try await page(wanted[1].globalPosition, 2, .none), Array(wanted[2..<4]), "a page")
            try requireEqual(
                try await store.readCorrelation("none", after: nil, limit: 1, tenant: .none), [], "no such id")
        },
        ConformanceCase(settings: "nobody who reads while others append misses an event") { store, settings in
            let seen = try await within(settings.patience, "all events") {
                try await withThrowingTaskGroup(of: [GlobalPosition].self) { group in
                    for writer in 0..<8 {
                        group.addTask {
                            for _ in 0..<15 { try await store.fill(StreamName("s", "\(writer)"), 1) }
                            return []
                        }
                    }
                    group.addTask {
                        var seen: [GlobalPosition] = []
                        while seen.count < 120 {
                            seen += try await store.readAll(AllReadOptions(position: seen.last, limit: 7)).map(
                                \.globalPosition)
                            guard try await store.everything().count == 120 else { continue }
                            // All are stored: what does not come now was missed.
                            let rest = try await store.readAll(AllReadOptions(position: seen.last))
                            try require(seen.count + rest.count == 120, "a reader has missed an event")
                        }
                        return seen
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
            }
            try requireEqual(seen, try await store.everything().map(\.globalPosition), "what the reader has seen")
        },
    ]
}
