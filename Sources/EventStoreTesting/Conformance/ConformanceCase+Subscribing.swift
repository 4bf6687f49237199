import EventSourcing
import Foundation
import Synchronization

extension ConformanceCase {
    private static let stream = StreamName("s", "1")

    /// The positions of the next so many events.
    private static func take(
        _ count: Int, from subscription: EventSubscription, _ settings: ConformanceSettings
    ) async throws -> [GlobalPosition] {
        try await within(settings.patience, "\(count) events") {
            var seen: [GlobalPosition] = []
            for try await event in subscription {
                seen.append(event.globalPosition)
                if seen.count == count { break }
            }
            return seen
        }
    }

    static let subscribing: [ConformanceCase] = [
        ConformanceCase(
            settings: "a subscription gives what is there, says that it has caught up, and then what is stored"
        ) {
            store, settings in
            for number in 0..<25 { try await store.fill(StreamName("s", "\(number % 4)"), 1) }
            let seen = try await within(settings.patience, "30 events") {
                var positions: [GlobalPosition] = []
                var caughtUp: GlobalPosition?
                for try await message in store.subscribe(SubscriptionOptions(pageSize: 10)).messages {
                    switch message {
                    case .event(let event):
                        positions.append(event.globalPosition)
                        if positions.count == 30 { return positions }
                        if caughtUp != nil { try await store.fill(stream, 1) }
                    case .caughtUp(let position):
                        try requireEqual(positions.count, 25, "the events before it has caught up")
                        try require(caughtUp == nil, "it catches up once")
                        try require(position >= positions[24], "the position at which it has caught up")
                        caughtUp = position
                        try await store.fill(stream, 1)
                    case .fellBehind: break
                    }
                }
                return positions
            }
            try requireEqual(seen, try await store.everything(count: 30).map(\.globalPosition), "what it gave")
        },
        ConformanceCase(settings: "a subscription begins at the beginning, after a position, or now") {
            store, settings in
            try await store.fill(stream, 6)
            let all = try await store.everything(count: 6).map(\.globalPosition)
            for (start, wanted) in [
                (SubscriptionStart.beginning, 0), (.after(0), 0), (.after(all[2]), 3), (.after(all[4]), 5),
            ] {
                try requireEqual(
                    try await take(6 - wanted, from: store.subscribe(from: start), settings), Array(all[wanted...]),
                    "\(start)")
            }
            let fromNow = try await within(settings.patience, "from now") {
                for try await message in store.subscribe(from: .now).messages {
                    if case .caughtUp = message { try await store.fill(stream, 1) }
                    if case .event(let event) = message { return event.version }
                }
                return .absent
            }
            try requireEqual(fromNow, 7, "the first event from now on")
        },
        ConformanceCase(
            settings: "a filtered subscription gives what a plain filter over all events gives, page by page"
        ) {
            store, settings in
            for number in 0..<60 {
                try await store.append(
                    [.sample(["A", "B", "C"][number % 3])],
                    to: StreamName(["x", "y"][number % 2], "\(number % 5)", tenant: ["", "t"][number % 4 / 2]),
                    expectedVersion: .any)
            }
            for filter in [
                EventFilter(eventTypes: ["A"]), EventFilter(aggregateTypes: ["y"]), EventFilter(tenant: "t"),
                EventFilter(aggregateTypes: ["x"], eventTypes: ["B", "C"], tenant: Tenant.none),
                EventFilter(eventTypes: ["None"]),
            ] {
                let wanted = try await store.everything(filter)
                for pageSize in [1, 7, 1000] {
                    let seen = try await within(settings.patience, "the events by \(filter)") {
                        var seen: [RecordedEvent] = []
                        for try await message in store.subscribe(
                            SubscriptionOptions(filter: filter, pageSize: pageSize)
                        ).messages {
                            if case .event(let event) = message { seen.append(event) }
                            if case .caughtUp = message { break }
                        }
                        return seen
                    }
                    try requireEqual(seen, wanted, "pages of \(pageSize) by \(filter)")
                }
            }
        },
        ConformanceCase(settings: "pages have at least one event and at most as many as asked for, in order") {
            store, settings in
            try await store.fill(stream, 23)
            let pages = try await within(settings.patience, "the pages") {
                var pages: [[RecordedEvent]] = []
                for try await page in store.subscribe(SubscriptionOptions(pageSize: 5)).pages {
                    pages.append(page)
                    if pages.joined().count == 23 { break }
                }
                return pages
            }
            try require(pages.allSatisfy { 1...5 ~= $0.count }, "the sizes \(pages.map(\.count))")
            try requireEqual(pages.joined().map(\.version.rawValue), Array(1...23), "the events")
        },
        ConformanceCase(settings: "who falls more than a page behind is told, and told again when it has caught up") {
            store, settings in
            let told = try await within(settings.patience, "the messages") {
                var iterator = store.subscribe(SubscriptionOptions(pageSize: 10)).messages.makeAsyncIterator()
                guard case .caughtUp(0)? = try await iterator.next() else {
                    throw ConformanceFailure(message: "an empty store is caught up at 0", place: "\(#fileID):\(#line)")
                }
                // In one append: whoever is woken finds them all.
                try await store.fill(stream, 35)
                var told: [String] = []
                while told.last != "caught up" {
                    switch try await iterator.next() {
                    case .event: if told.last != "events" { told.append("events") }
                    case .fellBehind: told.append("fell behind")
                    case .caughtUp: told.append("caught up")
                    case nil: throw ConformanceFailure(message: "the subscription ended", place: "\(#fileID):\(#line)")
                    }
                }
                return told
            }
            try requireEqual(told, ["fell behind", "events", "caught up"], "what it was told")
        },
        ConformanceCase(settings: "subscriptions see every event once, in order, while many append") {
            store, settings in
            let positions = try await within(settings.patience, "all events") {
                try await withThrowingTaskGroup(of: [GlobalPosition]?.self) { group in
                    for reader in 0..<4 {
                        group.addTask {
                            try await take(
                                160, from: store.subscribe(SubscriptionOptions(pageSize: 1 + reader * 9)), settings)
                        }
                    }
                    for writer in 0..<8 {
                        group.addTask {
                            for _ in 0..<10 { try await store.fill(StreamName("w", "\(writer)"), 2) }
                            return nil
                        }
                    }
                    return try await group.compactMap(\.self).reduce(into: []) { $0.append($1) }
                }
            }
            let all = try await store.everything().map(\.globalPosition)
            try requireEqual(all.count, 160, "the events")
            for seen in positions { try requireEqual(seen, all, "what a subscription saw") }
        },
        ConformanceCase(settings: "each iterator is a run of its own and begins at the start again") {
            store, settings in
            try await store.fill(stream, 10)
            let subscription = store.subscribe(SubscriptionOptions(pageSize: 3))
            let first = try await take(7, from: subscription, settings)
            let second = try await take(10, from: subscription, settings)
            try requireEqual(first, Array(second.prefix(7)), "two runs")
        },
        ConformanceCase(settings: "a subscription leaves out what is deleted or beyond limits") { store, settings in
            let gone = StreamName("gone", "1")
            try await store.fill(gone, 3)
            try await store.fill(stream, 5)
            try await store.deleteStream(gone, expectedVersion: .any)
            try await store.truncateStream(stream, before: 4)
            let wanted = try await store.everything()
            try requireEqual(
                try await take(2, from: store.subscribe(from: .beginning), settings), wanted.map(\.globalPosition),
                "the events")
        },
        ConformanceCase(settings: "a cancelled subscription throws CancellationError, also while it waits") {
            store, settings in
            let (caughtUp, tell) = AsyncStream<Void>.makeStream()
            let task = Task {
                for try await message in store.subscribe(SubscriptionOptions()).messages {
                    if case .caughtUp = message { tell.finish() }
                }
            }
            for await _ in caughtUp {}
            task.cancel()
            let result = try await within(settings.patience, "its end") { await task.result }
            guard case .failure(let error) = result, error is CancellationError else {
                throw ConformanceFailure(message: "it ended with \(result)", place: "\(#fileID):\(#line)")
            }
        },
        ConformanceCase(settings: "a subscription that cannot be is refused when it is iterated") { store, settings in
            let head = try await store.fill(stream, 1).lastPosition
            let beyond = GlobalPosition(rawValue: head.rawValue + 100)
            for (code, options) in [
                (EventStoreError.Code.invalidArgument, SubscriptionOptions(pageSize: 0)),
                (.invalidArgument, SubscriptionOptions(pageSize: 100_001)),
                (.invalidArgument, SubscriptionOptions(start: .after(-1))),
                (.checkpointBeyondHead, SubscriptionOptions(start: .after(beyond))),
            ] {
                try await requireError(code, "\(options)") {
                    try await take(1, from: store.subscribe(options), settings)
                }
            }
        },
    ]
}
