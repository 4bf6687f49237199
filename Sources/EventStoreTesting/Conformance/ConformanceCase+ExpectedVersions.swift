import EventSourcing
import Foundation

extension ConformanceCase {
    private static let stream = StreamName("order", "1")

    static let expectingVersions: [ConformanceCase] = [
        ConformanceCase("an absent stream takes appends that expect any version, no stream or version 0, and no other")
        {
            store in
            for (index, expected) in [ExpectedVersion.any, .noStream, .exactly(0)].enumerated() {
                let result = try await store.append(
                    [.sample()], to: StreamName("fresh", "\(index)"), expectedVersion: expected)
                try requireEqual(result.version, 1, "\(expected)")
            }
            for expected in [ExpectedVersion.streamExists, .exactly(1), .exactly(7)] {
                let error = try await requireError(.wrongExpectedVersion, "\(expected)") {
                    try await store.append([.sample()], to: stream, expectedVersion: expected)
                }
                try requireEqual(error.actualVersion, .absent, "the actual version")
            }
            try requireEqual(try await store.version(of: stream), .absent, "the version")
        },
        ConformanceCase(
            "an existing stream takes appends that expect any version, its existence or its version, and no other"
        ) {
            store in
            try await store.fill(stream, 2)
            for expected in [ExpectedVersion.any, .streamExists, .exactly(4)] {
                try await store.append([.sample()], to: stream, expectedVersion: expected)
            }
            for expected in [ExpectedVersion.noStream, .exactly(0), .exactly(4), .exactly(6)] {
                try await requireError(.wrongExpectedVersion, "\(expected)") {
                    try await store.append([.sample()], to: stream, expectedVersion: expected)
                }
            }
            try requireEqual(try await store.version(of: stream), 5, "the version")
        },
        ConformanceCase("a conflict names the stream and both versions, and is not to be repeated as it was") { store in
            try await store.fill(stream, 2)
            for (expected, told) in [
                (ExpectedVersion.noStream, ExpectedVersion.noStream), (.exactly(0), .noStream),
                (.exactly(1), .exactly(1)),
                (.exactly(3), .exactly(3)),
            ] {
                let error = try await requireError(.wrongExpectedVersion, "\(expected)") {
                    try await store.append([.sample()], to: stream, expectedVersion: expected)
                }
                try requireEqual(error.stream, stream, "the stream")
                try requireEqual(error.expectedVersion, told, "the expected version")
                try requireEqual(error.actualVersion, 2, "the actual version")
                try require(!error.isRetryable && !error.isOutcomeUnknown, "it is settled")
            }
        },
        ConformanceCase("a negative expected version is refused by every call that takes one, and means nothing else") {
            store in
            try await store.fill(stream, 1)
            for version in [StreamVersion(rawValue: -1), -2, -3, StreamVersion(rawValue: .min)] {
                try await requireError(.invalidArgument, "append at \(version)") {
                    try await store.append([.sample()], to: stream, expectedVersion: .exactly(version))
                }
                try await requireError(.invalidArgument, "deleteStream at \(version)") {
                    try await store.deleteStream(stream, expectedVersion: .exactly(version))
                }
                try await requireError(.invalidArgument, "deleteStreamPermanently at \(version)") {
                    try await store.deleteStreamPermanently(stream, expectedVersion: .exactly(version))
                }
            }
            try requireEqual(try await store.readStream(stream).count, 1, "the events")
        },
        ConformanceCase("a refused append changes nothing: no event, no stream, no position") { store in
            try await store.fill(stream, 2)
            let taken = try await store.events(stream, count: 2)[0].id
            let before = try await store.snapshot()
            for (code, expected, event) in [
                (EventStoreError.Code.wrongExpectedVersion, ExpectedVersion.exactly(1), NewEvent.sample()),
                (.eventIDConflict, .any, .sample("Other", id: taken)),
            ] {
                try await requireError(code, "append") {
                    try await store.append([.sample(at: time()), event], to: stream, expectedVersion: expected)
                }
                let each = try await store.appendEach([
                    StreamAppend([.sample(at: time()), event], to: stream, expectedVersion: expected)
                ])
                guard case .failure(let error)? = each.first else {
                    throw ConformanceFailure(message: "appendEach took it", place: "\(#fileID):\(#line)")
                }
                try requireEqual(error.code, code, "appendEach")
                try await requireError(code, "append to several") {
                    try await store.append([
                        StreamAppend([.sample()], to: StreamName("new", "1"), expectedVersion: .any),
                        StreamAppend([event], to: stream, expectedVersion: expected),
                    ])
                }
                let after = try await store.snapshot()
                try requireEqual(after.events, before.events, "the events")
                try requireEqual(after.streams.map(\.version), before.streams.map(\.version), "the versions")
                try requireEqual(after.head, before.head, "the head")
            }
        },
        ConformanceCase("of many writers that expect the same version exactly one wins, round after round") { store in
            for round in 0..<10 {
                let outcomes = await withTaskGroup(of: EventStoreError.Code?.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            do {
                                try await store.append(
                                    [.sample()], to: stream,
                                    expectedVersion: .exactly(StreamVersion(rawValue: Int64(round))))
                                return nil
                            } catch {
                                return (error as? EventStoreError)?.code ?? .server
                            }
                        }
                    }
                    return await group.reduce(into: [EventStoreError.Code?]()) { $0.append($1) }
                }
                try requireEqual(outcomes.count { $0 == nil }, 1, "the winners of round \(round)")
                try requireEqual(outcomes.count { $0 == .wrongExpectedVersion }, 7, "the losers of round \(round)")
            }
            try requireEqual(try await store.readStream(stream).map(\.version.rawValue), Array(1...10), "the versions")
        },
    ]
}
