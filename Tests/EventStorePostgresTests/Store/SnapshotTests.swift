import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("Snapshots in PostgreSQL")
struct SnapshotTests {
    static let stream = StreamName("order", "1", tenant: "a")

    private static func snapshot(
        _ event: RecordedEvent, _ payload: EventPayload, schemaVersion: Int32 = 1, encoding: SnapshotEncoding? = nil,
        originalSize: Int? = nil
    ) -> Snapshot {
        Snapshot(
            stream: stream, version: event.version, eventID: event.id, stateType: "Order", schemaVersion: schemaVersion,
            payload: payload, encoding: encoding, originalSize: originalSize)
    }

    @Test("what is saved is given back, byte for byte")
    func roundTrip() async throws {
        try await TestStore.with { store in
            try await store.append([.test(), .test(), .test()], to: Self.stream, expectedVersion: .noStream)
            let events = try await store.readStream(Self.stream)
            let json = Self.snapshot(events[0], .json(#"{ "b": 1,  "a": "é" }"#))
            let bytes = Self.snapshot(events[1], .bytes(Data([0, 1, 255]), contentType: "application/protobuf"))
            let packed = Self.snapshot(
                events[2], .bytes(Data([7]), contentType: "application/json"), encoding: .zstd, originalSize: 40)
            for (snapshot, size) in [(json, json.payload.data.count), (bytes, 3), (packed, 40)] {
                try await store.saveSnapshot(snapshot)
                var found = try #require(
                    try await store.latestSnapshot(
                        of: Self.stream, stateType: "Order", schemaVersion: 1, atOrBelow: snapshot.version))
                let createdAt = try #require(found.createdAt)
                #expect(abs(createdAt.timeIntervalSinceNow) < 3600)
                #expect(found.originalSize == size)
                found.createdAt = nil
                #expect(found == snapshot)
            }
            let listed = try await store.snapshots(of: Self.stream)
            #expect(listed.map(\.version) == [3, 2, 1])
            #expect(listed.map(\.encoding) == [.zstd, nil, nil])
            #expect(listed.map(\.storedSize) == [1, 3, json.payload.data.count])
            #expect(listed.map(\.contentType) == ["application/json", "application/protobuf", "application/json"])
            let other = StreamName("order", "1")
            #expect(try await store.latestSnapshot(of: other, stateType: "Order") == nil, "another tenant's")
            #expect(try await store.pruneSnapshots(SnapshotPruneOptions(olderThan: .seconds(3600))) == 0)
            #expect(try await store.pruneSnapshots(SnapshotPruneOptions(keeping: 2, aggregateType: "order")) == 1)
            try await store.saveSnapshot(packed, keeping: 1)
            #expect(try await store.snapshots(of: Self.stream, stateType: "Order").map(\.version) == [3])
            #expect(try await store.deleteSnapshots(of: Self.stream, stateType: "Other") == 0)
            #expect(try await store.deleteSnapshots(of: Self.stream) == 1)
        }
    }

    @Test("a snapshot from the future, or of another event, is refused by name")
    func refused() async throws {
        try await TestStore.with { store in
            try await store.append([.test(), .test()], to: Self.stream, expectedVersion: .noStream)
            var event = try await store.readStream(Self.stream)[0]
            event.version = 3
            let future = await #expect(throws: EventStoreError.self) {
                try await store.saveSnapshot(Self.snapshot(event, .json("1")))
            }
            #expect(future?.code == .snapshotRefused && future?.sqlState == "SE024")
            #expect(future?.stream == Self.stream && future?.actualVersion == 2 && future?.isRetryable == false)
            event.version = 2
            let other = await #expect(throws: EventStoreError.self) {
                try await store.saveSnapshot(Self.snapshot(event, .json("1")))
            }
            #expect(other?.code == .snapshotRefused)
            #expect(try await store.snapshots(of: Self.stream).isEmpty)
        }
    }
}
