import EventSourcing
import Foundation

extension ConformanceCase {
    static let telling: [ConformanceCase] = [
        ConformanceCase("tenants never meet: the same name is another stream for each") { store in
            let names = ["", "a", "b"].map { StreamName("order", "1", tenant: Tenant(rawValue: $0)) }
            for (index, name) in names.enumerated() {
                try requireEqual(
                    try await store.append(NewEvent.samples(index + 1), to: name, expectedVersion: .noStream).version
                        .rawValue, Int64(index + 1), "\(name)")
            }
            for (index, name) in names.enumerated() {
                try requireEqual(
                    try await store.readStream(name).map(\.stream), Array(repeating: name, count: index + 1), "\(name)")
                try requireEqual(
                    try await store.everything(EventFilter(tenant: name.tenant)).count, index + 1,
                    "the events of \(name.tenant)")
                try requireEqual(
                    try await store.streams(StreamListOptions(tenant: name.tenant)).map(\.name), [name],
                    "the streams of \(name.tenant)")
            }
            try await store.deleteStream(names[1], expectedVersion: .any)
            try requireEqual(try await store.readStream(names[0]).count, 1, "the others stay")
        },
        ConformanceCase("the conveniences read what they say") { store in
            try await store.append(
                [.sample("A", at: time(1)), .sample("B", at: time(2))], to: StreamName("x", "1"), expectedVersion: .any)
            try await store.append([.sample("A", at: time(3))], to: StreamName("y", "1"), expectedVersion: .any)
            let all = try await store.everything(count: 3)
            try requireEqual(try await store.readAggregateType("x"), Array(all[0...1]), "readAggregateType")
            try requireEqual(try await store.readEventType("A"), [all[0], all[2]], "readEventType")
            try requireEqual(
                try await store.readEventType("A", after: all[0].globalPosition), [all[2]],
                "readEventType after a position")
            try require(try await store.eventExists(withID: all[1].id), "eventExists")
            try require(try await !store.eventExists(withID: UUID()), "eventExists for another id")
        },
        ConformanceCase("an empty store has position 0 and nothing in it") { store in
            try requireEqual(
                try await store.positions(), StorePositions(safePosition: 0, headPosition: 0), "the positions")
            try requireEqual(try await store.readAll(AllReadOptions()), [], "readAll")
            try requireEqual(try await store.readAll(AllReadOptions(direction: .backwards)), [], "readAll backwards")
            try requireEqual(try await store.streams(StreamListOptions(tenant: nil)), [], "streams")
            try requireEqual(try await store.checkpoints(tenant: nil), [], "checkpoints")
            let statistics = try await store.statistics(exact: true, tenant: nil)
            try require(
                statistics.events == 0 && statistics.streams == 0 && statistics.lastPosition == nil, "statistics")
            try requireEqual(try await store.statisticsByEventType(tenant: nil), [], "statistics by event type")
        },
    ]
}
