import EventSourcing
import Foundation

extension ConformanceCase {
    private static let stream = StreamName("order", "1")

    static let deleting: [ConformanceCase] = [
        ConformanceCase("a deleted stream is neither read nor appended to, and no other read returns its events") {
            store in
            let other = StreamName("order", "2")
            let event = NewEvent.sample(correlationID: "c")
            try await store.append([event, .sample()], to: stream, expectedVersion: .noStream)
            try await store.fill(other, 1)
            try requireEqual(try await store.deleteStream(stream, expectedVersion: .exactly(2)), 2, "the version")
            let reading = try await requireError(.streamDeleted, "reading") { try await store.readStream(stream) }
            try requireEqual(reading.stream, stream, "the stream")
            try requireEqual(reading.actualVersion, 2, "its version")
            for expected in [ExpectedVersion.any, .exactly(2), .noStream, .exactly(7)] {
                let error = try await requireError(.streamDeleted, "appending, expecting \(expected)") {
                    try await store.append([.sample()], to: stream, expectedVersion: expected)
                }
                try require(error.stream == stream && !error.isRetryable, "the error names the stream")
            }
            try requireEqual(try await store.everything().map(\.stream), [other], "readAll")
            try requireEqual(try await store.event(withID: event.id, tenant: .none), nil, "event(withID:)")
            try requireEqual(
                try await store.readCorrelation("c", after: nil, limit: 1, tenant: .none), [], "readCorrelation")
            try requireEqual(try await store.version(of: stream), 2, "the version stays")
            let listed = try await store.streams(StreamListOptions())
            try requireEqual(listed.map { $0.deletedAt != nil }, [true, false], "the list tells it")
            try require(try await store.streamMetadata(of: stream).deletedAt != nil, "the metadata tells it")
        },
        ConformanceCase("a reopened stream is as it was and goes on at its version") { store in
            try await store.fill(stream, 3)
            let before = try await store.readStream(stream)
            try await store.deleteStream(stream, expectedVersion: .any)
            try requireEqual(try await store.reopenStream(stream), 3, "the version")
            try requireEqual(try await store.readStream(stream), before, "the events")
            try requireEqual(try await store.everything(), before, "readAll")
            try requireEqual(try await store.streamMetadata(of: stream).deletedAt, nil, "it is not deleted")
            try await store.append([.sample()], to: stream, expectedVersion: .exactly(3))
            try requireEqual(try await store.reopenStream(stream), 4, "reopening what is open")
        },
        ConformanceCase("a stream that is deleted already stays as it is") { store in
            try await store.fill(stream, 1)
            try await store.deleteStream(stream, expectedVersion: .any)
            let deletedAt = try await store.streamMetadata(of: stream).deletedAt
            try requireEqual(try await store.deleteStream(stream, expectedVersion: .exactly(1)), 1, "the version")
            try requireEqual(try await store.streamMetadata(of: stream).deletedAt, deletedAt, "the time")
        },
        ConformanceCase("deleting at another version is refused and deletes nothing") { store in
            try await store.fill(stream, 2)
            for expected in [ExpectedVersion.exactly(1), .exactly(3), .noStream] {
                let error = try await requireError(.wrongExpectedVersion, "deleteStream, \(expected)") {
                    try await store.deleteStream(stream, expectedVersion: expected)
                }
                try requireEqual(error.stream, stream, "the stream")
                try requireEqual(error.actualVersion, 2, "the actual version")
                try await requireError(.wrongExpectedVersion, "deleteStreamPermanently, \(expected)") {
                    try await store.deleteStreamPermanently(stream, expectedVersion: expected)
                }
            }
            try requireEqual(try await store.readStream(stream).count, 2, "the events")
            try requireEqual(try await store.deleteStream(stream, expectedVersion: .streamExists), 2, "it exists")
        },
        ConformanceCase("what is done to an absent stream is streamNotFound and names it") { store in
            try await store.fill(StreamName("order", "1", tenant: "t"), 1)
            let calls: [(String, @Sendable () async throws -> Void)] = [
                ("deleteStream", { try await store.deleteStream(stream, expectedVersion: .any) }),
                ("reopenStream", { try await store.reopenStream(stream) }),
                ("truncateStream", { try await store.truncateStream(stream, before: 1) }),
                ("setStreamMetadata", { try await store.setStreamMetadata(of: stream, maxCount: 1, maxAge: nil) }),
                ("streamMetadata", { _ = try await store.streamMetadata(of: stream) }),
                ("permanently", { try await store.deleteStreamPermanently(stream, expectedVersion: .any) }),
            ]
            for (what, call) in calls {
                let error = try await requireError(.streamNotFound, what, call)
                try requireEqual(error.stream, stream, "the stream, \(what)")
            }
        },
    ]

    static let deletingForGood: [ConformanceCase] = [
        ConformanceCase(
            "a stream that is deleted for good is absent, with its events, and its name begins at version 1"
        ) {
            store in
            let events = NewEvent.samples(3)
            try await store.append(events, to: stream, expectedVersion: .noStream)
            let kept = try await store.fill(StreamName("order", "2"), 1)
            let removal = try await store.deleteStreamPermanently(stream, expectedVersion: .exactly(3))
            try requireEqual(removal, StreamRemoval(eventsRemoved: 3, messagesRemoved: 0), "what went")
            try requireEqual(try await store.readStream(stream), [], "readStream")
            try requireEqual(try await store.version(of: stream), .absent, "the version")
            try requireEqual(try await store.everything().count, 1, "readAll")
            try requireEqual(try await store.event(withID: events[0].id, tenant: .none), nil, "event(withID:)")
            try requireEqual(try await store.streams(StreamListOptions()).count, 1, "the list")
            let again = try await store.append(events, to: stream, expectedVersion: .noStream)
            try require(!again.wasAlreadyStored, "the ids are forgotten")
            try requireEqual(again.version, 3, "the version of the new stream")
            try require(again.firstPosition > kept.lastPosition, "positions are not given out again")
        },
        ConformanceCase("a stream that is deleted softly or truncated can be deleted for good") { store in
            try await store.fill(stream, 4)
            try await store.setStreamMetadata(of: stream, maxCount: 2, maxAge: .seconds(60))
            try await store.truncateStream(stream, before: 2)
            try await store.deleteStream(stream, expectedVersion: .any)
            try await store.deleteStreamPermanently(stream, expectedVersion: .exactly(4))
            try await store.fill(stream, 1)
            try requireEqual(
                try await store.streamMetadata(of: stream), StreamMetadata(version: 1), "nothing is left of its limits")
        },
        ConformanceCase("messages of the outbox go with the stream that is deleted for good, and are counted") {
            store in
            _ = try await store.append([
                StreamAppend(NewEvent.samples(2), to: stream, expectedVersion: .any, outbox: true),
                StreamAppend(NewEvent.samples(1), to: StreamName("order", "2"), expectedVersion: .any, outbox: true),
            ])
            _ = try await store.append(
                StreamAppend(NewEvent.samples(1), to: stream, expectedVersion: .any, outbox: false))
            try requireEqual(
                try await store.deleteStreamPermanently(stream, expectedVersion: .any),
                StreamRemoval(eventsRemoved: 3, messagesRemoved: 2), "what went")
        },
    ]
}
