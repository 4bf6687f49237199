import EventSourcing
import Foundation

extension ConformanceCase {
    private static let stream = StreamName("order", "1")

    private static func versions(_ store: any EventStore) async throws -> [Int64] {
        let read = try await store.readStream(stream)
        try requireEqual(try await store.everything(), read, "readAll and readStream")
        try requireEqual(
            try await store.readStream(stream, StreamReadOptions(direction: .backwards)), read.reversed(), "backwards")
        return read.map(\.version.rawValue)
    }

    static let limiting: [ConformanceCase] = [
        ConformanceCase("truncated events are in no read, at once and for good; versions, positions and appends go on")
        { store in
            try await store.fill(stream, 5)
            let all = try await store.events(stream, count: 5)
            try requireEqual(try await store.truncateStream(stream, before: 4), 5, "the version")
            try requireEqual(try await versions(store), [4, 5], "the versions")
            try requireEqual(try await store.event(withID: all[2].id, tenant: .none), nil, "event(withID:)")
            try requireEqual(try await store.event(withID: all[3].id, tenant: .none), all[3], "the first that is kept")
            try requireEqual(
                try await store.readStream(stream, StreamReadOptions(fromVersion: 2)), Array(all[3...]), "from 2")
            try requireEqual(try await store.truncateStream(stream, before: 2), 5, "before a lower version")
            try requireEqual(try await versions(store), [4, 5], "the versions after that")
            try await store.append([.sample()], to: stream, expectedVersion: .exactly(5))
            try requireEqual(try await versions(store), [4, 5, 6], "the versions after an append")
            try requireEqual(try await store.streamMetadata(of: stream).truncateBefore, 4, "the metadata")
        },
        ConformanceCase("a stream is truncated before 1 up to the version after its last, and no further") { store in
            try await store.fill(stream, 2)
            for version in [StreamVersion(rawValue: 0), -1, 4] {
                try await requireError(.invalidArgument, "before \(version)") {
                    try await store.truncateStream(stream, before: version)
                }
            }
            try await store.truncateStream(stream, before: 1)
            try requireEqual(try await versions(store), [1, 2], "before 1")
            try requireEqual(
                try await store.streamMetadata(of: stream).truncateBefore, nil, "before 1 is no truncation")
            try await store.truncateStream(stream, before: 3)
            try requireEqual(try await versions(store), [], "before 3")
            try requireEqual(try await store.version(of: stream), 2, "the version")
            try await store.append([.sample()], to: stream, expectedVersion: .exactly(2))
            try requireEqual(try await versions(store), [3], "the next")
        },
        ConformanceCase("a maximum count keeps the last events, of every read and as the stream grows") { store in
            try await store.fill(stream, 5)
            try requireEqual(try await store.setStreamMetadata(of: stream, maxCount: 2, maxAge: nil), 5, "the version")
            try requireEqual(try await versions(store), [4, 5], "the versions")
            try await store.fill(stream, 1)
            try requireEqual(try await versions(store), [5, 6], "after an append")
            try await store.truncateStream(stream, before: 6)
            try requireEqual(try await versions(store), [6], "with a truncation")
            try requireEqual(try await store.streamMetadata(of: stream).maxCount, 2, "the metadata")
        },
        ConformanceCase(settings: "a maximum age keeps what was stored within it") { store, settings in
            try await store.fill(stream, 2)
            try await store.setStreamMetadata(of: stream, maxCount: nil, maxAge: .seconds(3600))
            try requireEqual(try await versions(store), [1, 2], "younger than an hour")
            try await store.setStreamMetadata(of: stream, maxCount: nil, maxAge: .milliseconds(1))
            try await eventually("they are too old", within: settings.patience) {
                try await store.readStream(stream).isEmpty
            }
            try requireEqual(try await store.everything(), [], "readAll")
            try requireEqual(try await store.version(of: stream), 2, "the version")
            try await store.append([.sample()], to: stream, expectedVersion: .exactly(2))
        },
        ConformanceCase("both limits are set: what is nil is no limit any more") { store in
            try await store.fill(stream, 3)
            try await store.setStreamMetadata(of: stream, maxCount: 1, maxAge: .milliseconds(3_600_500))
            try requireEqual(
                try await store.streamMetadata(of: stream),
                StreamMetadata(version: 3, maxCount: 1, maxAge: .milliseconds(3_600_500)), "both")
            try await store.setStreamMetadata(of: stream, maxCount: nil, maxAge: .seconds(60))
            try requireEqual(
                try await store.streamMetadata(of: stream), StreamMetadata(version: 3, maxAge: .seconds(60)),
                "the age alone")
            try requireEqual(try await versions(store), [1, 2, 3], "a wider limit shows what is still there")
            try await store.setStreamMetadata(of: stream, maxCount: nil, maxAge: nil)
            try requireEqual(try await store.streamMetadata(of: stream), StreamMetadata(version: 3), "none")
        },
        ConformanceCase("limits that cannot be are refused, and those that were stay") { store in
            try await store.fill(stream, 2)
            try await store.setStreamMetadata(of: stream, maxCount: 1, maxAge: nil)
            for (count, age) in [
                (0, nil), (-1, nil), (nil, .zero), (nil, .seconds(-1)), (nil, .seconds(36_501 * 86_400)),
            ] as [(Int64?, Duration?)] {
                try await requireError(.invalidArgument, "\(String(describing: count)), \(String(describing: age))") {
                    try await store.setStreamMetadata(of: stream, maxCount: count, maxAge: age)
                }
            }
            try requireEqual(try await store.streamMetadata(of: stream).maxCount, 1, "the limit")
        },
    ]
}
