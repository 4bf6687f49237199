import EventSourcing
import Foundation

extension ConformanceCase {
    private static let stream = StreamName("order", "1")

    static let readingStreams: [ConformanceCase] = [
        ConformanceCase("a stream that is absent has no events and is no error") { store in
            try requireEqual(try await store.readStream(stream), [], "readStream")
            try await store.fill(StreamName("order", "1", tenant: "t"), 1)
            try requireEqual(try await store.readStream(stream), [], "the stream of no tenant")
        },
        ConformanceCase("a stream is read in pages, forwards and backwards, from a version that is included") { store in
            try await store.fill(stream, 10)
            func versions(_ from: Int64?, _ direction: ReadDirection, _ limit: Int) async throws -> [Int64] {
                try await store.readStream(
                    stream,
                    StreamReadOptions(
                        fromVersion: from.map(StreamVersion.init(rawValue:)), direction: direction, limit: limit)
                ).map(\.version.rawValue)
            }
            try requireEqual(try await versions(nil, .forwards, 4), [1, 2, 3, 4], "the first page")
            try requireEqual(try await versions(5, .forwards, 4), [5, 6, 7, 8], "the second page")
            try requireEqual(try await versions(9, .forwards, 4), [9, 10], "the last page")
            try requireEqual(try await versions(11, .forwards, 4), [], "behind the last")
            try requireEqual(try await versions(0, .forwards, 1), [1], "from 0")
            try requireEqual(try await versions(nil, .backwards, 3), [10, 9, 8], "from the last backwards")
            try requireEqual(try await versions(2, .backwards, 4), [2, 1], "to the first")
            try requireEqual(try await versions(99, .backwards, 1), [10], "from beyond the last backwards")
            try requireEqual(try await versions(0, .backwards, 1), [], "from 0 backwards")
        },
        ConformanceCase("a stream is read by time: from is included and before is not") { store in
            try await store.append((0..<5).map { .sample(at: time(Double($0))) }, to: stream, expectedVersion: .any)
            let all = try await store.events(stream, count: 5)
            func versions(_ options: StreamReadOptions) async throws -> [Int64] {
                try await store.readStream(stream, options).map(\.version.rawValue)
            }
            let second = all[1].timestamp
            let fourth = all[3].timestamp
            try requireEqual(try await versions(StreamReadOptions(from: second)), [2, 3, 4, 5], "from")
            try requireEqual(try await versions(StreamReadOptions(before: fourth)), [1, 2, 3], "before")
            try requireEqual(try await versions(StreamReadOptions(from: second, before: fourth)), [2, 3], "both")
            try requireEqual(
                try await versions(StreamReadOptions(direction: .backwards, limit: 1, from: second, before: fourth)),
                [3],
                "both, backwards")
            try requireEqual(try await versions(StreamReadOptions(from: fourth, before: second)), [], "none")
        },
        ConformanceCase("the time of a read is the event's own, not the order of the stream") { store in
            let times = [3.0, 1, 2].map { time($0) }
            try await store.append(times.map { .sample(at: $0) }, to: stream, expectedVersion: .any)
            try requireEqual(
                try await store.readStream(stream, StreamReadOptions(before: times[0])).map(\.version), [2, 3],
                "the versions before the first")
        },
        ConformanceCase("limits and versions that cannot be are refused") { store in
            try await store.fill(stream, 1)
            for limit in [0, -1, 100_001, Int.max] {
                try await requireError(.invalidArgument, "readStream with limit \(limit)") {
                    try await store.readStream(stream, StreamReadOptions(limit: limit))
                }
                try await requireError(.invalidArgument, "readAll with limit \(limit)") {
                    try await store.readAll(AllReadOptions(limit: limit))
                }
                try await requireError(.invalidArgument, "readCorrelation with limit \(limit)") {
                    try await store.readCorrelation("c", after: nil, limit: limit, tenant: .none)
                }
                try await requireError(.invalidArgument, "streams with limit \(limit)") {
                    try await store.streams(StreamListOptions(limit: limit))
                }
            }
            try await requireError(.invalidArgument, "readStream from version -1") {
                try await store.readStream(stream, StreamReadOptions(fromVersion: -1))
            }
            try await requireError(.invalidArgument, "readAll after position -1") {
                try await store.readAll(AllReadOptions(position: -1))
            }
            try await requireError(.invalidArgument, "readAll until position -1") {
                try await store.readAll(AllReadOptions(until: -1))
            }
            try await requireError(.invalidArgument, "readCorrelation after position -1") {
                try await store.readCorrelation("c", after: -1, limit: 1, tenant: .none)
            }
            try requireEqual(try await store.readStream(stream, StreamReadOptions(limit: 100_000)).count, 1, "the most")
        },
        ConformanceCase("an event is found by its id, by its own tenant only") { store in
            let event = NewEvent.sample()
            try await store.append([event], to: StreamName("order", "1", tenant: "t"), expectedVersion: .any)
            try requireEqual(try await store.event(withID: event.id, tenant: "t")?.id, event.id, "its tenant")
            try requireEqual(try await store.event(withID: event.id, tenant: .none), nil, "no tenant")
            try requireEqual(try await store.event(withID: UUID(), tenant: "t"), nil, "another id")
        },
    ]
}
