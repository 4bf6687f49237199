import EventSourcing
import EventStoreCompression
import EventStoreTesting
import Foundation
import Testing

@Suite("Compression of snapshots")
struct SnapshotCompressionTests {
    enum Noted: DomainEvent {
        case noted(String)
    }

    struct Notes: SnapshottableAggregate, Hashable {
        static let aggregateType = "notes"
        var texts: [String] = []

        mutating func apply(_ event: Noted) {
            switch event {
            case .noted(let text): texts.append(text)
            }
        }
    }

    let store = InMemoryEventStore()
    let snapshots: InMemorySnapshotStore

    init() { snapshots = InMemorySnapshotStore(of: store) }

    func notes(_ rule: CompressionRule, rules: [String: CompressionRule] = [:]) -> AggregateRepository<Notes> {
        AggregateRepository(Notes.self, store: store)
            .withSnapshots(in: CompressingSnapshotStore(snapshots, rule, rules: rules), .everyEvents(10))
    }

    func note(_ notes: AggregateRepository<Notes>, times: Int) async throws {
        for number in 0..<times {
            try await notes.execute("1") { _ in [.noted("note \(number) about the very same thing")] }
            await notes.finishSnapshots()
        }
    }

    @Test("a state is saved compressed, with both sizes, and built upon", arguments: CompressionAlgorithm.allCases)
    func compressed(_ algorithm: CompressionAlgorithm) async throws {
        let notes = notes(CompressionRule(algorithm, threshold: 200))
        try await note(notes, times: 25)
        let stream = StreamName("notes", "1")
        let saved = try await snapshots.snapshots(of: stream)
        #expect(saved.map(\.version) == [20, 10])
        for snapshot in saved {
            #expect(snapshot.encoding?.rawValue == algorithm.rawValue)
            #expect(snapshot.storedSize < snapshot.originalSize / 2)
            #expect(snapshot.contentType == "application/json")
        }
        let loaded = try await notes.load("1")
        #expect(loaded.snapshotVersion == 20 && loaded.state.texts.count == 25)
        // By a reader that would choose another algorithm, or none.
        for rule in [.uncompressed, CompressionRule(.zstd), CompressionRule(.gzip)] {
            let again = try await self.notes(rule).load("1")
            #expect(again.snapshotVersion == 20 && again.state == loaded.state)
        }
    }

    @Test("a state below the threshold, and one of a type that is excepted, is saved as it is")
    func rules() async throws {
        try await note(notes(CompressionRule(.zstd, threshold: 100_000)), times: 10)
        try await note(
            notes(CompressionRule(.zstd, threshold: 0), rules: [Notes.snapshotType: .uncompressed]), times: 10)
        let saved = try await snapshots.snapshots(of: StreamName("notes", "1"))
        #expect(saved.map(\.encoding) == [nil, nil])
        #expect(saved.allSatisfy { $0.storedSize == $0.originalSize })
    }

    @Test(
        "one that is damaged, too large, or that nobody unpacks is passed over and replaced", arguments: [0, 1, 2, 3])
    func unreadable(_ way: Int) async throws {
        let notes = notes(CompressionRule(.zstd, threshold: 0))
        try await note(notes, times: 10)
        let stream = StreamName("notes", "1")
        var snapshot = try #require(
            try await snapshots.latestSnapshot(of: stream, stateType: Notes.snapshotType, schemaVersion: 1))
        var reader = CompressingSnapshotStore(snapshots, .zstd, threshold: 0)
        switch way {
        case 0: snapshot.payload = .bytes(snapshot.payload.data.dropLast(), contentType: "application/json")
        case 1: snapshot.originalSize += 1
        case 2: reader.largestOriginal = snapshot.originalSize - 1
        default: snapshot.encoding = .gzip
        }
        try await snapshots.saveSnapshot(snapshot, keeping: nil)
        let error = await #expect(throws: EventStoreError.self) {
            try await reader.latestSnapshot(of: stream, stateType: Notes.snapshotType)
        }
        #expect(error?.code == .payloadUnreadable && error?.stream == stream)
        let again = AggregateRepository(Notes.self, store: store).withSnapshots(in: reader, .everyEvents(10))
        let loaded = try await again.load("1")
        #expect(loaded.snapshotVersion == nil && loaded.state.texts.count == 10)
        try await note(again, times: 1)
        #expect(try await snapshots.snapshots(of: stream).first?.version == 11)
    }

    @Test("a repository that unpacks nothing passes over what is compressed")
    func nobodyUnpacks() async throws {
        try await note(notes(CompressionRule(.lz4, threshold: 0)), times: 10)
        let plain = AggregateRepository(Notes.self, store: store).withSnapshots(in: snapshots, .everyEvents(10))
        let loaded = try await plain.load("1")
        #expect(loaded.snapshotVersion == nil && loaded.state.texts.count == 10)
    }
}
