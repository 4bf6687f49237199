import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("Deleting streams")
struct DeletionTests {
    private let stream = StreamName("order", "1")

    private func fill(_ store: PostgresEventStore, _ count: Int) async throws {
        try await store.append((0..<count).map { _ in .test() }, to: stream, expectedVersion: .noStream)
    }

    @Test("a deleted stream says so to readers and writers, and is as it was when it is reopened")
    func softly() async throws {
        try await TestStore.with { store in
            try await fill(store, 3)
            #expect(try await store.deleteStream(stream, expectedVersion: .exactly(3)) == 3)
            let reading = try await #require(throws: EventStoreError.self) { try await store.readStream(stream) }
            #expect(reading.code == .streamDeleted && reading.stream == stream && reading.actualVersion == 3)
            let appending = try await #require(throws: EventStoreError.self) {
                try await store.append([.test()], to: stream, expectedVersion: .exactly(3))
            }
            #expect(appending.code == .streamDeleted && appending.stream == stream && !appending.isRetryable)
            let other = StreamName("order", "2")
            let outcomes = try await store.appendEach([
                StreamAppend([.test()], to: stream, expectedVersion: .any),
                StreamAppend([.test()], to: other, expectedVersion: .any),
            ])
            #expect(throws: EventStoreError.self) { try outcomes[0].get() }
            #expect(try outcomes[1].get().version == 1)
            #expect(try await store.version(of: stream) == 3)
            #expect(try await store.readAll(AllReadOptions()).map(\.stream) == [other])
            #expect(try await store.streams().map { $0.deletedAt != nil } == [true, false])
            #expect(try await store.streamMetadata(of: stream).deletedAt != nil)
            #expect(try await store.reopenStream(stream) == 3)
            #expect(try await store.readStream(stream).count == 3)
        }
    }

    @Test("limits are honoured at once and scavenged in batches")
    func limits() async throws {
        try await TestStore.with { store in
            try await fill(store, 10)
            #expect(try await store.setStreamMetadata(of: stream, maxCount: 6, maxAge: .milliseconds(3_600_500)) == 10)
            #expect(try await store.truncateStream(stream, before: 7) == 10)
            #expect(try await store.readStream(stream).map(\.version) == [7, 8, 9, 10])
            try await store.changeSetting("scavenge_min_age_seconds", to: "0")
            var batches: [ScavengeBatch] = []
            repeat {
                batches.append(try await store.scavenge(limit: 4, fromStart: batches.isEmpty))
            } while !batches.last!
                .isFinished
            #expect(batches.map(\.eventsRemoved) == [4, 2])
            #expect(
                try await store.streamMetadata(of: stream)
                    == StreamMetadata(
                        version: 10, maxCount: 6, maxAge: .milliseconds(3_600_500), truncateBefore: 7,
                        scavengedBefore: 7))
            #expect(try await store.readStream(stream).map(\.version) == [7, 8, 9, 10])
            #expect(try await store.statistics().events == 4)
            #expect(try await store.verify().isEmpty)
            #expect(try await store.verifyStreams().isEmpty)
        }
    }

    @Test("deleted for good it is absent, and its versions begin at 1 again")
    func permanently() async throws {
        try await TestStore.with { store in
            try await fill(store, 3)
            let conflict = try await #require(throws: EventStoreError.self) {
                try await store.deleteStreamPermanently(stream, expectedVersion: .exactly(2))
            }
            #expect(conflict.code == .wrongExpectedVersion && conflict.actualVersion == 3)
            let removal = try await store.deleteStreamPermanently(stream, expectedVersion: .exactly(3))
            #expect(removal == StreamRemoval(eventsRemoved: 3, messagesRemoved: 0))
            #expect(try await store.readStream(stream).isEmpty)
            try await fill(store, 1)
            #expect(try await store.readStream(stream).map(\.version) == [1])
        }
    }

    @Test("what is not there is named")
    func notFound() async throws {
        try await TestStore.with { store in
            let calls: [@Sendable () async throws -> Void] = [
                { try await store.deleteStream(stream) },
                { try await store.reopenStream(stream) },
                { try await store.truncateStream(stream, before: 1) },
                { try await store.setStreamMetadata(of: stream, maxCount: 1, maxAge: nil) },
                { _ = try await store.streamMetadata(of: stream) },
                { try await store.deleteStreamPermanently(stream, expectedVersion: .any) },
            ]
            for call in calls {
                let error = try await #require(throws: EventStoreError.self) { try await call() }
                #expect(error.code == .streamNotFound && error.stream == stream)
            }
        }
    }
}
