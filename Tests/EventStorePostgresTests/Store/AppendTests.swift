import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("Appending")
struct AppendTests {
    @Test("an event that was appended is read back as it was")
    func roundTrip() async throws {
        try await TestStore.with { store in
            let stream = StreamName("order", "4711")
            let event = NewEvent(
                type: "OrderPlaced", schemaVersion: 3, payload: .json(#"{"total": 12.50,  "note":"ä€😀"}"#),
                metadata: EventMetadata(
                    correlationID: "c", causationID: "d", userID: "u", additional: Data(#"{"k":[1,2]}"#.utf8)),
                timestamp: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded() - 0.123456))
            let result = try await store.append([event], to: stream, expectedVersion: .noStream)
            #expect(result.version == 1)
            #expect(!result.wasAlreadyStored)
            let read = try await store.readStream(stream)
            #expect(read.count == 1)
            #expect(read[0].payload == event.payload)
            #expect(read[0].metadata == event.metadata)
            #expect(read[0].schemaVersion == 3)
            #expect(abs(read[0].timestamp.timeIntervalSince(event.timestamp)) < 0.000_001)
            #expect(read[0].globalPosition == result.lastPosition)
            #expect(try await store.event(withID: event.id) == read[0])
            #expect(try await store.readAll(AllReadOptions()) == read)
            #expect(try await store.verify().isEmpty)
        }
    }

    @Test("bytes with a content type are given back byte for byte")
    func bytes() async throws {
        try await TestStore.with { store in
            let stream = StreamName("image", "1")
            let bytes = Data((0...255).map { UInt8($0) })
            try await store.append(
                [NewEvent(type: "Stored", payload: .bytes(bytes, contentType: "application/octet-stream"))], to: stream,
                expectedVersion: .any)
            let read = try await store.readStream(stream)
            #expect(read[0].payload == .bytes(bytes, contentType: "application/octet-stream"))
        }
    }

    @Test("text that is not JSON is named, alone and among others")
    func notJSON() async throws {
        try await TestStore.with { store in
            let broken = NewEvent(type: "Broken", payload: .json("{bad"))
            for events in [[broken], [.test(), broken]] {
                let error = await storeError {
                    _ = try await store.append(events, to: StreamName("order", "1"), expectedVersion: .any)
                }
                #expect(error?.code == .invalidPayload && error?.hint != nil)
                #expect(error?.message.contains("data") == true && error?.message.contains("is not JSON") == true)
            }
            let version = try await store.version(of: StreamName("order", "1"))
            #expect(version == 0)
        }
    }

    @Test("a wrong expected version is refused with stream and versions, and nothing is stored")
    func conflict() async throws {
        try await TestStore.with { store in
            let stream = StreamName("order", "1")
            try await store.append([.test(), .test()], to: stream, expectedVersion: .noStream)
            for expected in [ExpectedVersion.noStream, .exactly(1), .exactly(3)] {
                let error = try await #require(throws: EventStoreError.self) {
                    try await store.append([.test()], to: stream, expectedVersion: expected)
                }
                #expect(error.code == .wrongExpectedVersion)
                #expect(error.stream == stream)
                #expect(error.expectedVersion == expected)
                #expect(error.actualVersion == 2)
                #expect(!error.isRetryable)
            }
            #expect(try await store.version(of: stream) == 2)
        }
    }

    @Test("appends that travel together keep their own outcomes")
    func groupCommit() async throws {
        try await TestStore.with { store in
            try await store.append([.test()], to: StreamName("taken", "0"), expectedVersion: .noStream)
            let outcomes = await withTaskGroup(of: (Int, Result<AppendResult, any Error>).self) { group in
                for index in 0..<200 {
                    group.addTask {
                        // Every tenth conflicts, every tenth is not JSON.
                        let stream = StreamName(index % 10 == 0 ? "taken" : "free", "\(index % 10 == 0 ? 0 : index)")
                        let event = NewEvent.test("T", index % 10 == 1 ? "{" : "{}")
                        do {
                            return (
                                index, .success(try await store.append([event], to: stream, expectedVersion: .noStream))
                            )
                        } catch {
                            return (index, .failure(error))
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for (index, outcome) in outcomes {
                switch index % 10 {
                case 0: #expect(throws: EventStoreError.self) { try outcome.get() }
                case 1:
                    let error = try #require(throws: EventStoreError.self) { try outcome.get() }
                    #expect(error.code == .invalidPayload)
                default: #expect(try outcome.get().version == 1)
                }
            }
            #expect(try await store.statistics().events == 161)
        }
    }

    private struct NoAnswer: Error {}

    // Tried with each sent by itself: 200 calls.
    @Test("more than the store takes in one call travel in smaller batches")
    func smallLimit() async throws {
        try await TestStore.with { store in
            try await store.changeSetting("max_events_per_append", to: "20")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        try await store.append([.test()], to: StreamName("s", "\(index)"), expectedVersion: .noStream)
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await store.withTransaction {
                try await $0.query("SELECT count(DISTINCT recorded_at) FROM \(store.quotedSchema).events")
            }
            guard case .integer(let calls)? = rows.first?["count"] else { throw NoAnswer() }
            #expect(calls < 100)
        }
    }

    @Test("streams whose names differ in their bytes alone are two streams")
    func normalForms() async throws {
        let composed = StreamName("s", "caf\u{E9}")
        let decomposed = StreamName("s", "cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(EventType("\u{E9}") != EventType("e\u{301}"))
        try await TestStore.with { store in
            _ = try await store.appendInterleaved([
                (composed, .test("A")), (decomposed, .test("B")), (composed, .test("A")),
            ])
            #expect(try await store.readStream(composed).map(\.type) == ["A", "A"])
            #expect(try await store.readStream(decomposed).map(\.type) == ["B"])
        }
    }
}
