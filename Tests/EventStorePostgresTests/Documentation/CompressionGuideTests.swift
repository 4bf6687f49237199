import EventSourcing
import EventStoreCompression
import EventStorePostgres
import Foundation
import Testing

/// The examples of docs/compression.md, run. `scripts/lint` compares the lines between the markers with the page.
@Suite("The examples of docs/compression.md", .timeLimit(.minutes(2)))
struct CompressionGuideTests {
    private enum OrderEvent: DomainEvent {
        case placed(String)
    }

    private struct Order: SnapshottableAggregate {
        static let aggregateType = "order"
        var texts: [String] = []

        mutating func apply(_ event: OrderEvent) {
            switch event {
            case .placed(let text): texts.append(text)
            }
        }
    }

    private static let text = String(repeating: "so and so ", count: 300)

    private static func append(_ type: EventType, _ store: PostgresEventStore) async throws {
        try await store.append(
            [NewEvent(type: type, payload: try .json(encoding: text))], to: StreamName("order", "1"),
            expectedVersion: .any)
    }

    @Test("payloads are compressed by their rules")
    func payloads() async throws {
        try await TestStore.with { first in
            var configuration = first.configuration
            // docs/compression.md: begin
            configuration.payloads = [
                PayloadCompression(
                    .zstd,
                    rules: [
                        "ImageTaken": .uncompressed, "ReportMade": CompressionRule(.gzip, level: 9, threshold: 0),
                    ])
            ]
            let store = try PostgresEventStore(configuration: configuration)
            // docs/compression.md: end
            for type in ["OrderPlaced", "ImageTaken", "ReportMade"] as [EventType] {
                try await Self.append(type, store)
            }
            #expect(try await store.everything().map(\.payload.data.count) == [3002, 3002, 3002])
            let stored = try await first.everything()
            #expect(stored.map { $0.payload.encoding?.name } == ["zstd", nil, "gzip"])
            await store.shutdown()
        }
    }

    @Test("states are compressed in their snapshots")
    func snapshots() async throws {
        try await TestStore.with { store in
            // docs/compression.md: begin
            let orders = AggregateRepository(Order.self, store: store)
                .withSnapshots(in: CompressingSnapshotStore(store, .zstd), .everyEvents(100))
            // docs/compression.md: end
            try await orders.execute("1") { _ in (0..<100).map { _ in .placed(Self.text) } }
            await orders.finishSnapshots()
            let snapshot = try #require(try await store.snapshots(of: StreamName("order", "1")).first)
            #expect(snapshot.encoding == .zstd && snapshot.storedSize < snapshot.originalSize / 100)
        }
    }

    @Test("a reader can go on past what it cannot read")
    func leavesStored() async throws {
        try await TestStore.with {
            $0.payloads = [PayloadCompression(.zstd)]
        } _: { writer in
            try await Self.append("OrderPlaced", writer)
            try await writer.sql(
                "UPDATE \(writer.quotedSchema).events SET data_bytes = substring(data_bytes FROM 2)")
            var configuration = writer.configuration
            // docs/compression.md: begin
            configuration.payloads = PayloadPipeline([PayloadCompression.reading], onUnreadable: .leaveStored)
            // docs/compression.md: end
            try await withPostgresEventStore(configuration: configuration) { store in
                let events = try await store.everything()
                #expect(events.map { $0.payload.encoding?.name } == ["zstd"])
            }
        }
    }

    @Test("a transform of one's own runs after another on the way in, and before it on the way out")
    func ownTransform() async throws {
        // docs/compression.md: begin
        struct Rotated: PayloadTransform {
            func stored(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload {
                // Read elsewhere as it is stored there.
                guard payload.encoding?.name != "rotated" else { return payload }
                let encoding = PayloadEncoding(
                    name: "rotated", originalContentType: payload.contentType, originalSize: payload.data.count)
                return .bytes(Data(payload.data.map { $0 &+ 13 }), contentType: encoding.contentType)
            }

            func original(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload {
                guard let encoding = payload.encoding, encoding.name == "rotated" else { return payload }
                let data = Data(payload.data.map { $0 &- 13 })
                return encoding.originalContentType == "application/json"
                    ? .json(data) : .bytes(data, contentType: encoding.originalContentType)
            }
        }
        // docs/compression.md: end
        try await TestStore.with {
            $0.payloads = [PayloadCompression(.lz4), Rotated()]
        } _: { store in
            try await Self.append("OrderPlaced", store)
            #expect(try await store.everything().map(\.payload) == [try .json(encoding: Self.text)])
            var configuration = store.configuration
            configuration.payloads = []
            try await withPostgresEventStore(configuration: configuration) { plain in
                let type = try await plain.everything()[0].payload.contentType
                #expect(type.hasPrefix("application/json;encoding=lz4;size=3002;encoding=rotated;size="))
            }
        }
    }
}
