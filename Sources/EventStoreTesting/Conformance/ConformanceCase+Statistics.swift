import EventSourcing
import Foundation

extension ConformanceCase {
    static let statistics: [ConformanceCase] = [
        ConformanceCase("exact numbers count what is stored, of one tenant and of all") { store in
            try await store.append([.sample("A"), .sample("B")], to: StreamName("x", "1"), expectedVersion: .any)
            try await store.append([.sample("A")], to: StreamName("x", "2"), expectedVersion: .any)
            try await store.append([.sample("C")], to: StreamName("y", "1", tenant: "t"), expectedVersion: .any)
            let positions = try await store.everything(count: 4).map(\.globalPosition)
            // Stored as before, although no read returns it.
            try await store.deleteStream(StreamName("x", "2"), expectedVersion: .any)
            let all = try await store.statistics(exact: true, tenant: nil)
            try requireEqual([all.events, all.streams, all.eventTypes, all.aggregateTypes], [4, 3, 3, 2], "of all")
            try requireEqual([all.firstPosition, all.lastPosition], [positions[0], positions[3]], "the positions")
            try require(all.isExact, "it is exact")
            let none = try await store.statistics(exact: true, tenant: Tenant.none)
            try requireEqual(
                [none.events, none.streams, none.eventTypes, none.aggregateTypes], [3, 2, 2, 1], "of none")
            let other = try await store.statistics(exact: true, tenant: "u")
            try requireEqual([other.events, other.streams], [0, 0], "of nobody")
            _ = try await store.statistics(exact: false, tenant: nil)
        },
        ConformanceCase("numbers per type count events, streams, bytes and times, most events first") { store in
            let data = EventPayload.json(#"{"a": 1}"#)
            let bytes = EventPayload.bytes(Data([1, 2, 3]), contentType: "x")
            try await store.append(
                [
                    NewEvent(type: "B", payload: data, timestamp: time(5)),
                    NewEvent(type: "A", payload: bytes, timestamp: time(3)),
                    NewEvent(type: "B", payload: bytes, timestamp: time(1)),
                ], to: StreamName("x", "1"), expectedVersion: .any)
            try await store.append(
                [NewEvent(type: "C", payload: data)], to: StreamName("y", "1", tenant: "t"), expectedVersion: .any)
            let types = try await store.statisticsByEventType(tenant: nil)
            try requireEqual(types.map(\.name), ["B", "A", "C"], "the event types")
            try requireEqual(types.map(\.events), [2, 1, 1], "their events")
            try requireEqual(types.map(\.streams), [nil, nil, nil], "their streams are not counted")
            try requireEqual(types.map(\.dataSizeBytes), [11, 3, 8], "their bytes")
            let events = try await store.events(StreamName("x", "1"), count: 3)
            try requireEqual(types[0].firstTimestamp, events[2].timestamp, "the first")
            try requireEqual(types[0].lastTimestamp, events[0].timestamp, "the last")
            try requireEqual(try await store.statisticsByEventType(tenant: "t").map(\.name), ["C"], "of a tenant")
            let aggregates = try await store.statisticsByAggregateType(tenant: nil)
            try requireEqual(aggregates.map(\.name), ["x", "y"], "the aggregate types")
            try requireEqual(aggregates.map(\.streams), [1, 1], "their streams")
            try requireEqual(aggregates.map(\.events), [3, 1], "their events")
            try requireEqual(aggregates.map(\.dataSizeBytes), [14, 8], "their bytes")
        },
    ]
}
