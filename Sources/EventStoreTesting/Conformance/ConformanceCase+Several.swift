import EventSourcing
import Foundation

extension ConformanceCase {
    private static let first = StreamName("order", "1")
    private static let second = StreamName("order", "2")

    static let appendingToSeveral: [ConformanceCase] = [
        ConformanceCase(
            "an append to several streams gives their results in its own order, and positions in that order"
        ) {
            store in
            // Not the order of the names.
            let names = [StreamName("z", "1"), StreamName("a", "1", tenant: "t"), StreamName("m", "1")]
            let results = try await store.append(
                names.enumerated().map { StreamAppend(NewEvent.samples($0 + 1), to: $1, expectedVersion: .noStream) })
            try requireEqual(results.map(\.stream), names, "the streams")
            try requireEqual(results.map(\.version), [1, 2, 3], "the versions")
            let events = try await store.everything()
            try requireEqual(
                events.map(\.stream), [names[0]] + [names[1], names[1]] + Array(repeating: names[2], count: 3),
                "the order")
            try requireEqual(
                results.map(\.lastPosition), [0, 2, 5].map { events[$0].globalPosition }, "the last positions")
            try requireEqual(
                results.map(\.firstPosition), [0, 1, 3].map { events[$0].globalPosition }, "the first positions")
        },
        ConformanceCase("all or nothing: when one stream refuses, none has anything, and the ids stay free") { store in
            try await store.fill(second, 1)
            let events = NewEvent.samples(2)
            let error = try await requireError(.wrongExpectedVersion, "the second refuses") {
                try await store.append([
                    StreamAppend(events, to: first, expectedVersion: .noStream),
                    StreamAppend([.sample()], to: second, expectedVersion: .noStream),
                ])
            }
            try requireEqual(error.stream, second, "the stream that refused")
            try requireEqual(try await store.version(of: first), .absent, "the version of the first")
            try await store.append(events, to: first, expectedVersion: .noStream)
        },
        ConformanceCase(
            "all or nothing: streams that are stored already return their original result, the others are stored"
        ) {
            store in
            let events = NewEvent.samples(1)
            try await store.append(events, to: first, expectedVersion: .noStream)
            let results = try await store.append([
                StreamAppend(events, to: first, expectedVersion: .noStream),
                StreamAppend([.sample()], to: second, expectedVersion: .noStream),
            ])
            try requireEqual(results.map(\.wasAlreadyStored), [true, false], "what was stored before")
            try requireEqual(try await store.everything().count, 2, "the events")
        },
        ConformanceCase("each on its own: what one stream refuses touches no other") { store in
            try await store.fill(first, 2)
            let deleted = StreamName("gone", "1")
            try await store.fill(deleted, 1)
            try await store.deleteStream(deleted, expectedVersion: .any)
            let known = NewEvent.sample()
            let original = try await store.append([known], to: StreamName("known", "1"), expectedVersion: .any)
            let outcomes = try await store.appendEach([
                StreamAppend([.sample()], to: first, expectedVersion: .exactly(1)),
                StreamAppend([.sample()], to: second, expectedVersion: .noStream),
                StreamAppend([.sample()], to: deleted, expectedVersion: .any),
                StreamAppend([known], to: StreamName("known", "1"), expectedVersion: .noStream),
                StreamAppend([.sample("Other", id: known.id)], to: StreamName("thief", "1"), expectedVersion: .any),
                StreamAppend([.sample()], to: StreamName("last", "1"), expectedVersion: .any),
            ])
            try requireEqual(outcomes.count, 6, "the outcomes")
            func code(_ index: Int) -> EventStoreError.Code? {
                if case .failure(let error) = outcomes[index] { error.code } else { nil }
            }
            try requireEqual(
                (0..<6).map(code), [.wrongExpectedVersion, nil, .streamDeleted, nil, .eventIDConflict, nil],
                "the outcomes")
            guard case .failure(let conflict) = outcomes[0] else { return }
            try requireEqual(conflict.stream, first, "the stream of the conflict")
            try requireEqual(conflict.actualVersion, 2, "the actual version")
            try requireEqual(try outcomes[3].get().lastPosition, original.lastPosition, "the original result")
            try requireEqual(try await store.version(of: first), 2, "the version of the first")
            try requireEqual(try await store.version(of: second), 1, "the version of the second")
            try requireEqual(
                try await store.version(of: StreamName("thief", "1")), .absent, "the version of who took a taken id")
        },
        ConformanceCase("each on its own: a new id in two streams goes to the first that is not refused") { store in
            let shared = NewEvent.sample()
            let outcomes = try await store.appendEach([
                StreamAppend([shared], to: StreamName("z", "1"), expectedVersion: .exactly(9)),
                StreamAppend([shared, .sample()], to: StreamName("y", "1"), expectedVersion: .any),
                StreamAppend([shared], to: StreamName("a", "1"), expectedVersion: .any),
            ])
            let codes = outcomes.map { outcome -> EventStoreError.Code? in
                if case .failure(let error) = outcome { error.code } else { nil }
            }
            try requireEqual(codes, [.wrongExpectedVersion, nil, .eventIDConflict], "the outcomes")
            try requireEqual(try await store.everything().map(\.stream.aggregateType), ["y", "y"], "the events")
        },
        ConformanceCase(settings: "an append to several streams is seen whole or not at all") { store, settings in
            try await within(settings.patience, "all of it") {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for _ in 0..<30 {
                            _ = try await store.append([
                                StreamAppend([.sample()], to: first, expectedVersion: .any),
                                StreamAppend([.sample()], to: second, expectedVersion: .any),
                            ])
                        }
                    }
                    group.addTask {
                        var count = 0
                        while count < 60 {
                            count = try await store.everything().count
                            try require(count.isMultiple(of: 2), "a reader sees \(count) events")
                        }
                    }
                    try await group.waitForAll()
                }
            }
        },
    ]
}
