import EventSourcing
import EventStoreCompression
import EventStoreTesting
import Foundation
import Testing

@Suite("Stores with compression")
struct PipelineTests {
    static let stream = StreamName("order", "1")

    @Test("the store in memory conforms while everything is compressed", arguments: ConformanceCase.all)
    func conforms(to promise: ConformanceCase) async throws {
        try await promise.run { body in
            try await body(InMemoryEventStore(payloads: [PayloadCompression(.zstd, threshold: 0)]))
        }
    }

    @Test("one stream holds events uncompressed and compressed by every algorithm, and all read as they were")
    func mixed() async throws {
        var random = Seeded(40)
        let texts = (0..<8).map { _ in random.json(2000) }
        // The same log through stores of different settings: what one has stored is appended as it is to the next.
        let pipelines: [PayloadPipeline] =
            [[]] + CompressionAlgorithm.allCases.map { [PayloadCompression($0, threshold: 0)] }
        let reader = InMemoryEventStore(payloads: [PayloadCompression.reading])
        for (text, number) in zip(texts, 0...) {
            let writer = InMemoryEventStore(payloads: pipelines[number % pipelines.count])
            try await writer.append([NewEvent(type: "T", payload: .json(text))], to: Self.stream, expectedVersion: .any)
            let stored = writer.allEvents[0]
            try await reader.append(
                [NewEvent(type: "T", payload: stored.payload)], to: Self.stream, expectedVersion: .any)
        }
        #expect(
            reader.allEvents.map { $0.payload.encoding?.name } == [
                nil, "gzip", "lz4", "zstd", nil, "gzip", "lz4", "zstd",
            ])
        let read = try await reader.readStream(Self.stream, StreamReadOptions())
        #expect(read.map(\.payload) == texts.map { .json($0) })
    }

    @Test("JSON that a store refuses is refused though it would be compressed")
    func refusedJSON() async throws {
        let store = InMemoryEventStore(payloads: [PayloadCompression(.zstd, threshold: 0)])
        let filler = String(repeating: " ", count: 5000)
        for text in ["{" + filler, #"{"a":"\u0000"}"# + filler, "[1,]" + filler] {
            let error = await #expect(throws: EventStoreError.self) {
                try await store.append(
                    [NewEvent(type: "T", payload: .json(text))], to: Self.stream, expectedVersion: .any)
            }
            #expect(error?.code == .invalidPayload)
        }
        let zero = Data("\"a".utf8) + [0] + Data((filler + "\"").utf8)
        let error = await #expect(throws: EventStoreError.self) {
            try await store.append([NewEvent(type: "T", payload: .json(zero))], to: Self.stream, expectedVersion: .any)
        }
        #expect(error?.code == .invalidArgument)
        #expect(store.count == 0)
    }

    @Test("an append that is repeated with other settings gives the original result")
    func repeatedAppends() async throws {
        var random = Seeded(41)
        let events = (0..<5).map { _ in NewEvent(type: "T", payload: .json(random.json(3000))) }
        let log = InMemoryEventStore(payloads: [SwitchedCompression.shared])
        var first: AppendResult?
        for rule in [
            CompressionRule(.zstd, level: 1, threshold: 0), CompressionRule(.zstd, level: 19, threshold: 0),
            CompressionRule(.gzip, threshold: 0), .uncompressed, CompressionRule(.lz4, threshold: 0),
        ] {
            try await SwitchedCompression.$rule.withValue(rule) {
                for append in [
                    StreamAppend(events, to: Self.stream, expectedVersion: .noStream),
                    StreamAppend(events, to: Self.stream, expectedVersion: .any),
                ] {
                    let result = try await log.append(append)
                    #expect(result.wasAlreadyStored == (first != nil), "\(rule)")
                    first = first ?? result
                    #expect(result.lastPosition == first?.lastPosition && result.version == 5)
                }
                let other = StreamAppend(
                    [NewEvent(type: "T", payload: .json("{}"))], to: StreamName("x", UUID().uuidString),
                    expectedVersion: .any)
                let again = StreamAppend(events, to: Self.stream, expectedVersion: .noStream)
                #expect(try await log.append([other, again])[1].wasAlreadyStored)
                #expect(try await log.appendEach([other, again])[1].get().wasAlreadyStored)
                // Other content under the same id is a conflict as ever.
                var changed = events
                changed[3].payload = .json(random.json(3000))
                let error = await #expect(throws: EventStoreError.self) {
                    try await log.append(StreamAppend(changed, to: Self.stream, expectedVersion: .any))
                }
                #expect(error?.code == .eventIDConflict)
            }
        }
        #expect(log.events(of: Self.stream).count == 5)
    }

    @Test("a content type that claims an encoding is taken at its word only if it keeps it")
    func claims() async throws {
        var random = Seeded(42)
        let text = Data(random.json(2000).utf8)
        let store = InMemoryEventStore(payloads: [PayloadCompression(.zstd, threshold: 0)])
        func append(_ payload: EventPayload) async throws {
            try await store.append([NewEvent(type: "T", payload: payload)], to: Self.stream, expectedVersion: .any)
        }
        for claim in [
            encoded(text, "zstd", size: 2000), encoded(try CompressionAlgorithm.zstd.compress(text), "zstd", size: 7),
            encoded(try CompressionAlgorithm.gzip.compress(text), "zstd", size: text.count),
            encoded(text, "snappy", size: 9),
        ] {
            let error = await #expect(throws: EventStoreError.self) { try await append(claim) }
            #expect(error?.code == .invalidArgument)
        }
        #expect(store.count == 0)
        try await append(encoded(try CompressionAlgorithm.lz4.compress(text), "lz4", size: text.count))
        #expect(store.allEvents.map { $0.payload.encoding?.name } == ["lz4"])
        #expect(try await store.readAll(AllReadOptions()).map(\.payload) == [.json(text)])
    }

    /// A store that has what was damaged where it lay, read with `payloads`.
    private func damaged(_ payload: EventPayload, _ payloads: PayloadPipeline) async throws -> InMemoryEventStore {
        let store = InMemoryEventStore(
            payloads: PayloadPipeline(
                [Vandal(payload: payload)] + payloads.transforms, onUnreadable: payloads.onUnreadable))
        try await store.append(
            [
                NewEvent(type: "T", payload: .json("{}")), NewEvent(type: "damaged", payload: .json("{}")),
                NewEvent(type: "T", payload: .json("{}")),
            ],
            to: Self.stream, expectedVersion: .any)
        return store
    }

    @Test(
        "a payload that cannot be brought back is an error that names the event",
        arguments: [
            ("zstd", 10), ("gzip", 9_999_999_999), ("snappy", 3), ("lz4", 100_000_000),
        ])
    func unreadable(_ name: String, _ size: Int) async throws {
        let store = try await damaged(encoded(Data([1, 2, 3]), name, size: size), [PayloadCompression.reading])
        let event = store.allEvents[1]
        let subscription = store.subscribe(SubscriptionOptions(start: .beginning))
        for read in [
            { _ = try await store.readAll(AllReadOptions()) },
            { _ = try await store.readStream(Self.stream, StreamReadOptions()) },
            { _ = try await store.event(withID: event.id) },
            { for try await _ in subscription { break } },
        ] as [() async throws -> Void] {
            let error = try #require(await #expect(throws: EventStoreError.self) { try await read() })
            #expect(error.code == .payloadUnreadable && !error.isRetryable)
            #expect(error.stream == Self.stream)
            #expect("\(error)".contains(name) && "\(error)".contains("version 2"))
            struct Detail: Decodable {
                var tenant, aggregate_type, aggregate_id, event_id, encoding: String
                var version, global_position: Int64
            }
            let text = try #require(error.detail)
            let detail = try JSONDecoder().decode(Detail.self, from: Data(text.utf8))
            #expect(
                [detail.tenant, detail.aggregate_type, detail.aggregate_id, detail.encoding] == [
                    "", "order", "1", name,
                ])
            #expect([detail.version, detail.global_position] == [2, event.globalPosition.rawValue])
            #expect(detail.event_id == event.id.uuidString.lowercased())
        }
    }

    @Test("or the event is given out as it is stored, and a registry says what is missing")
    func leftStored() async throws {
        let payload = encoded(Data([1, 2, 3]), "zstd", size: 10)
        let store = try await damaged(
            payload, PayloadPipeline([PayloadCompression.reading], onUnreadable: .leaveStored))
        let events = try await store.readAll(AllReadOptions())
        #expect(events.map(\.payload) == [.json("{}"), payload, .json("{}")])
    }

    enum Ordered: DomainEvent, Hashable {
        case placed(String)
    }

    @Test("a reader without the transform sees what is stored, and a registry says what to configure")
    func withoutTransform() async throws {
        let text = String(repeating: "long ", count: 1000)
        let store = InMemoryEventStore(payloads: [SwitchedCompression.shared])
        try await SwitchedCompression.$rule.withValue(CompressionRule(.zstd)) {
            try await store.append([try NewEvent(Ordered.placed(text))], to: Self.stream, expectedVersion: .any)
        }
        let registry = EventRegistry(Ordered.self)
        let stored = store.allEvents[0]
        #expect(stored.payload.encoding?.name == "zstd")
        let error = try #require(throws: EventDecodingError.self) { try registry.decode(stored) }
        guard case .payloadIsEncoded("zstd") = error.reason else {
            Issue.record("\(error)")
            return
        }
        #expect("\(error)".contains("PayloadCompression"))
        let read = try #require(try await store.readAll(AllReadOptions()).first)
        #expect(try registry.decode(read).map(\.event) == [.placed(text)])
    }
}

/// Compression by the rule of the task; reads everything.
struct SwitchedCompression: PayloadTransform {
    @TaskLocal static var rule = CompressionRule.uncompressed
    static let shared = SwitchedCompression()

    func stored(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload {
        try await PayloadCompression(Self.rule).stored(payload, of: event)
    }

    func original(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload {
        try await PayloadCompression.reading.original(payload, of: event)
    }
}

/// Stores something else instead of the payloads of one type.
struct Vandal: PayloadTransform {
    var payload: EventPayload

    func stored(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload {
        event.eventType == "damaged" ? self.payload : payload
    }

    func original(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload { payload }
}
