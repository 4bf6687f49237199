import EventSourcing
import Foundation

extension ConformanceCase {
    private static func list(_ store: any EventStore, _ options: StreamListOptions) async throws -> [StreamName] {
        var options = options
        var listed: [StreamName] = []
        while true {
            let page = try await store.streams(options)
            try require(page.count <= options.limit, "a page has \(page.count) streams")
            listed += page.map(\.name)
            try require(listed.count <= 1000, "the pages have an end")
            options.after = page.last
            if page.count < options.limit { return listed }
        }
    }

    static let listing: [ConformanceCase] = [
        ConformanceCase("streams are listed in pages in every order, each once, of one tenant and of all") { store in
            let names = ["", "a", "b"].flatMap { tenant in
                (0..<5).map { StreamName($0 < 3 ? "item" : "order", "\($0)", tenant: Tenant(rawValue: tenant)) }
            }
            // Each is longer and younger than the one before it.
            for (index, name) in names.enumerated() { try await store.fill(name, index + 1) }
            for tenant in [nil, Tenant(rawValue: "a")] {
                let wanted = names.filter { tenant == nil || $0.tenant == tenant }
                for order in StreamListOptions.Order.allCases {
                    for limit in [1, 4, 100] {
                        let listed = try await list(
                            store, StreamListOptions(tenant: tenant, order: order, limit: limit))
                        try requireEqual(
                            listed, order == .name ? wanted : wanted.reversed(), "by \(order), \(limit) a page")
                    }
                }
            }
        },
        ConformanceCase("streams are listed by aggregate type and by how their ids begin") { store in
            for name in ["a1", "a2", "b1", "A1", "a"] { try await store.fill(StreamName("x", name), 1) }
            try await store.fill(StreamName("y", "a1"), 1)
            func ids(_ options: StreamListOptions) async throws -> [String] {
                try await store.streams(options).map { "\($0.name)" }
            }
            try requireEqual(try await ids(StreamListOptions(aggregateType: "y")), ["y/a1"], "by type")
            try requireEqual(
                try await ids(StreamListOptions(aggregateType: "x", idPrefix: "a")), ["x/a", "x/a1", "x/a2"],
                "by type and prefix")
            try requireEqual(try await ids(StreamListOptions(idPrefix: "a1")), ["x/a1", "y/a1"], "by prefix")
            try requireEqual(try await ids(StreamListOptions(idPrefix: "%")), [], "a prefix is no pattern")
        },
        ConformanceCase("names are listed in the order of their bytes") { store in
            let ids = ["10", "9", "B", "a", "Z", "ä", "z", "é", "e\u{301}", "~"]
            for id in ids { try await store.fill(StreamName("x", id), 1) }
            let wanted = ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            try requireEqual(
                try await list(store, StreamListOptions(limit: 3)).map { Array($0.aggregateID.utf8) },
                wanted.map { Array($0.utf8) }, "the order")
        },
        ConformanceCase("an append between two pages repeats nothing") { store in
            for order in StreamListOptions.Order.allCases {
                let names = (1...6).map { StreamName(order.rawValue, "\($0)") }
                for (index, name) in names.enumerated() { try await store.fill(name, index + 1) }
                var options = StreamListOptions(aggregateType: order.rawValue, order: order, limit: 3)
                let first = try await store.streams(options)
                let last = try requirePresent(first.last, "the last of the page")
                try await store.fill(last.name, 10)
                options.after = last
                let second = try await store.streams(options)
                try requireEqual((first + second).map(\.name), order == .name ? names : names.reversed(), "by \(order)")
            }
        },
        ConformanceCase("the end of a page that was listed in another order is refused") { store in
            try await store.fill(StreamName("order", "1"), 1)
            for order in StreamListOptions.Order.allCases {
                let last = try await store.streams(StreamListOptions(order: order)).last
                for other in StreamListOptions.Order.allCases where other != order {
                    // Two orders by time cannot be told apart.
                    if Set([order, other]) == [.updated, .created] { continue }
                    try await requireError(.invalidArgument, "\(other) after \(order)") {
                        try await store.streams(StreamListOptions(order: other, after: last))
                    }
                }
            }
        },
        ConformanceCase("an append that is refused or repeated does not make a stream the latest") { store in
            let event = NewEvent.sample()
            let first = StreamName("order", "1")
            let second = StreamName("order", "2")
            try await store.append([event], to: first, expectedVersion: .noStream)
            try await store.append([.sample()], to: second, expectedVersion: .noStream)
            func latest() async throws -> [StreamName] {
                try await store.streams(StreamListOptions(order: .updated)).map(\.name)
            }
            try requireEqual(try await latest(), [second, first], "the latest append first")
            try await store.append([event], to: first, expectedVersion: .any)
            try requireEqual(try await latest(), [second, first], "after a repetition")
            _ = try await store.appendEach([
                StreamAppend([.sample(), .sample("Other", id: event.id)], to: first, expectedVersion: .any)
            ])
            try requireEqual(try await latest(), [second, first], "after a refusal")
        },
        ConformanceCase("a listed stream tells its version and times") { store in
            let stream = StreamName("order", "1")
            try await store.append([.sample(at: time(10)), .sample(at: time(5))], to: stream, expectedVersion: .any)
            let first = try requirePresent(try await store.streams(StreamListOptions()).first, "the stream")
            try requireEqual(first.version, 2, "the version")
            let events = try await store.events(stream, count: 2)
            try require(first.firstTimestamp <= events[1].timestamp, "no event is earlier")
            try require(first.lastTimestamp >= events[0].timestamp, "no event is later")
            try requireEqual(first.deletedAt, nil, "it is not deleted")
            try await store.fill(stream, 1)
            let second = try requirePresent(try await store.streams(StreamListOptions()).first, "the stream")
            try requireEqual(second.createdAt, first.createdAt, "when it was created")
            try require(second.updatedAt >= first.updatedAt, "when it was appended to")
        },
    ]
}
