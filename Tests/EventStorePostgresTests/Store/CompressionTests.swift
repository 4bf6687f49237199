import EventSourcing
import EventStoreCompression
import EventStorePostgres
import EventStoreTesting
import Foundation
import Synchronization
import Testing

@Suite("Compression on PostgreSQL", .timeLimit(.minutes(5)))
struct CompressionTests {
    private static func long(_ number: Int) -> EventPayload {
        .json(#"{"number": \#(number), "text": "\#(String(repeating: "and so on, ", count: 200))"}"#)
    }

    private static func event(_ number: Int, type: EventType = "Tested", correlationID: String? = nil) -> NewEvent {
        NewEvent(type: type, payload: long(number), metadata: EventMetadata(correlationID: correlationID))
    }

    private static func with<Value>(
        _ rule: CompressionRule = CompressionRule(.zstd), _ body: (PostgresEventStore) async throws -> Value
    ) async throws -> Value {
        try await TestStore.with {
            $0.payloads = [PayloadCompression(rule)]
        } _: {
            try await body($0)
        }
    }

    /// The same store with other transforms.
    private static func reopening<Value>(
        _ store: PostgresEventStore, _ payloads: PayloadPipeline, _ body: (PostgresEventStore) async throws -> Value
    ) async throws -> Value {
        var configuration = store.configuration
        configuration.payloads = payloads
        return try await withPostgresEventStore(configuration: configuration, body)
    }

    @Test("the store in PostgreSQL conforms while everything is compressed", arguments: ConformanceCase.all)
    func conforms(to promise: ConformanceCase) async throws {
        try await promise.run { body in
            try await Self.with(CompressionRule(.lz4, threshold: 0)) { try await body($0) }
        }
    }

    @Test("every way to append compresses, and every way to read gives the originals")
    func everyPath() async throws {
        try await Self.with { store in
            let stream = StreamName("order", "1")
            try await store.append([Self.event(0, correlationID: "c")], to: stream, expectedVersion: .noStream)
            try await store.append([Self.event(1), Self.event(2)], to: stream, expectedVersion: .exactly(1))
            _ = try await store.append([
                StreamAppend([Self.event(3)], to: StreamName("order", "2"), expectedVersion: .any, outbox: true),
                StreamAppend([Self.event(4)], to: stream, expectedVersion: .any),
            ])
            _ = try await store.appendEach([
                StreamAppend([Self.event(-1)], to: stream, expectedVersion: .noStream),
                StreamAppend([Self.event(5)], to: StreamName("order", "3"), expectedVersion: .any),
            ])
            _ = try await store.appendInterleaved([
                (StreamName("x", "1"), Self.event(6)), (StreamName("x", "2"), Self.event(7)),
                (StreamName("x", "1"), Self.event(8)),
            ])
            try await store.withTransaction { transaction in
                try await transaction.append([Self.event(9)], to: stream, expectedVersion: .any)
                _ = try await transaction.append([
                    StreamAppend([Self.event(10)], to: stream, expectedVersion: .any),
                    StreamAppend([Self.event(11)], to: StreamName("x", "3"), expectedVersion: .any),
                ])
            }
            let inline = Seen()
            try await store.withTransaction { transaction in
                _ = try await transaction.append(
                    StreamAppend([Self.event(12)], to: stream, expectedVersion: .any), applying: [inline])
            }
            // Together in one call.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 13..<40 {
                    group.addTask {
                        try await store.append(
                            [Self.event(number)], to: StreamName("y", "\(number)"), expectedVersion: .noStream)
                    }
                }
                try await group.waitForAll()
            }
            #expect(inline.payloads == [Self.long(12)])

            let payloads = (0..<40).map(Self.long)
            let schema = store.quotedSchema
            #expect(
                try await store.number(
                    "SELECT count(*) FROM \(schema).events WHERE content_type LIKE 'application/json;encoding=zstd;size=%'"
                ) == 40)
            #expect(try await store.number("SELECT count(*) FROM \(schema).events") == 40)
            #expect(
                try await store.number("SELECT max(octet_length(data_bytes)) FROM \(schema).events") < 200)

            let all = try await store.everything()
            #expect(Set(all.map(\.payload)) == Set(payloads))
            #expect(all.prefix(13).map(\.payload) == Array(payloads.prefix(13)))
            // A reader without the transform sees the same events as they are stored.
            try await Self.reopening(store, []) { plain in
                let stored = try await plain.everything()
                #expect(stored.map(\.id) == all.map(\.id))
                #expect(stored.allSatisfy { $0.payload.encoding?.name == "zstd" && $0.payload.data.count < 200 })
            }
            let verified = try await store.sql("SELECT * FROM \(schema).verify()")
            #expect(verified.isEmpty)

            #expect(
                try await store.readStream(stream, StreamReadOptions()).map(\.payload)
                    == [0, 1, 2, 4, 9, 10, 12].map(Self.long))
            #expect(try await store.readCorrelation("c").map(\.payload) == [Self.long(0)])
            #expect(try await store.event(withID: all[7].id)?.payload == Self.long(7))

            var followed: [EventPayload] = []
            for try await event in store.subscribe(SubscriptionOptions(start: .beginning, pageSize: 7)) {
                followed.append(event.payload)
                if followed.count >= 40 { break }
            }
            #expect(followed == all.map(\.payload))

            let claim = try #require(try await store.claimOutboxMessages(OutboxClaimOptions(worker: "w")))
            #expect(claim.messages.map(\.event.payload) == [Self.long(3)])
            try await store.parkOutboxMessage(claim.messages[0].event.globalPosition, lease: claim.lease, error: "no")
            #expect(try await store.parkedOutboxMessages().map(\.event.payload) == [Self.long(3)])

            try await store.createConsumerGroup(ConsumerGroupOptions("g"))
            let member = try await store.joinConsumerGroup("g", memberName: "m").member
            let fetched = try await store.fetchConsumerGroupEvents(member, limit: 100)
            #expect(Set(fetched.deliveries.map(\.event)) == Set(all))

            let replayed = Seen()
            var replay = try ReplayService(store: store)
            replay.onOthers { replayed.see($0) }
            _ = try await replay.run()
            #expect(replayed.payloads == all.map(\.payload))

            // A projection in a transaction of its own; the event that it does not take is parked, and handed out again.
            let projection = Seen(refusing: Self.long(20))
            var options = ProjectionOptions()
            options.endsWhenCaughtUp = true
            options.onFailure = .park
            options.maxAttempts = 1
            try await ProjectionRunner(store: store, projection: projection, options: options).run()
            #expect(Set(projection.payloads) == Set(payloads).subtracting([Self.long(20)]))
            #expect(try await store.parkedProjectionEvents(named: projection.name).count == 1)
            projection.mend()
            try await store.replayParkedProjectionEvents(named: projection.name)
            try await ProjectionRunner(store: store, projection: projection, options: options).run()
            #expect(Set(projection.payloads) == Set(payloads))
        }
    }

    @Test(
        "an append that is repeated with other settings gives the original result, alone, together and in transactions")
    func repeated() async throws {
        try await Self.with(CompressionRule(.zstd, level: 1)) { store in
            let stream = StreamName("order", "1")
            let events = (0..<4).map { Self.event($0) }
            let single = Self.event(4)
            let first = try await store.append(events, to: stream, expectedVersion: .noStream)
            try await store.append([single], to: StreamName("order", "2"), expectedVersion: .noStream)
            for payloads: PayloadPipeline in [
                [PayloadCompression(.zstd, level: 19)], [PayloadCompression(.gzip)], [PayloadCompression.reading],
            ] {
                try await Self.reopening(store, payloads) { store in
                    for expected in [ExpectedVersion.noStream, .any, .exactly(4)] {
                        let append = StreamAppend(events, to: stream, expectedVersion: expected)
                        var again = try await store.append(append)
                        #expect(again.wasAlreadyStored && again.lastPosition == first.lastPosition)
                        again = try await store.append([append])[0]
                        #expect(again.wasAlreadyStored)
                        again = try await store.appendEach([append])[0].get()
                        #expect(again.wasAlreadyStored)
                        let new = StreamAppend(
                            [Self.event(9)], to: StreamName("new", UUID().uuidString), expectedVersion: .noStream)
                        try await store.withTransaction { transaction in
                            #expect(try await transaction.append(append).wasAlreadyStored)
                            #expect(
                                try await transaction.append([new, append]).map(\.wasAlreadyStored) == [false, true])
                            _ = try await transaction.query("SELECT 1")
                        }
                        #expect(try await store.version(of: new.stream) == 1)
                    }
                    let interleaved = try await store.appendInterleaved(
                        events.map { (stream, $0) } + [(StreamName("order", "2"), single)])
                    #expect(interleaved.map(\.wasAlreadyStored) == [true, true])
                    // Gathered with others.
                    try await withThrowingTaskGroup(of: Bool.self) { group in
                        for _ in 0..<20 {
                            group.addTask {
                                try await store.append(
                                    [single], to: StreamName("order", "2"), expectedVersion: .noStream
                                )
                                .wasAlreadyStored
                            }
                        }
                        for try await wasStored in group { #expect(wasStored) }
                    }
                }
            }
            #expect(
                try await store.number(
                    "SELECT count(*) FROM \(store.quotedSchema).events WHERE aggregate_type = 'order'") == 5)
        }
    }

    @Test("other content under the same id is a conflict, and ends a transaction as ever")
    func conflicts() async throws {
        try await Self.with { store in
            let stream = StreamName("order", "1")
            let event = Self.event(0)
            try await store.append([event], to: stream, expectedVersion: .noStream)
            var other = event
            other.payload = Self.long(1)
            let append = StreamAppend([other], to: stream, expectedVersion: .any)
            #expect(await storeError { _ = try await store.append(append) }?.code == .eventIDConflict)
            #expect(await storeError { _ = try await store.append([append]) }?.code == .eventIDConflict)
            guard case .failure(let failure) = try await store.appendEach([append])[0] else {
                Issue.record("no failure")
                return
            }
            #expect(failure.code == .eventIDConflict)
            let before = StreamAppend([Self.event(5)], to: StreamName("x", "1"), expectedVersion: .any)
            for appends in [[append], [before, append]] {
                let swallowed = await storeError {
                    try await store.withTransaction { transaction in
                        _ = try await transaction.append(before)
                        do {
                            if appends.count == 1 {
                                _ = try await transaction.append(append)
                            } else {
                                _ = try await transaction.append(appends)
                            }
                        } catch let error as EventStoreError {
                            #expect(error.code == .eventIDConflict)
                        }
                    }
                }
                #expect(swallowed != nil)
                #expect(try await store.version(of: before.stream) == 0)
            }
            // The expected version, too.
            let wrong = await storeError {
                try await store.withTransaction {
                    _ = try await $0.append([Self.event(7)], to: stream, expectedVersion: .noStream)
                }
            }
            #expect(wrong?.code == .wrongExpectedVersion)
        }
    }

    @Test(
        "a payload that was damaged where it lies stops a subscription before it, and the rest after it is read when it is mended"
    )
    func damaged() async throws {
        try await Self.with { store in
            let stream = StreamName("order", "1")
            for number in 0..<6 { try await store.append([Self.event(number)], to: stream, expectedVersion: .any) }
            let events = "\(store.quotedSchema).events"
            let damage =
                "UPDATE \(events) SET data_bytes = set_byte(data_bytes, 30, get_byte(data_bytes, 30) # 255) WHERE version = 4"
            try await store.sql(damage)
            var seen: [StreamVersion] = []
            let error = await storeError {
                for try await event in store.subscribe(SubscriptionOptions(start: .beginning, pageSize: 2)) {
                    seen.append(event.version)
                }
            }
            #expect(error?.code == .payloadUnreadable && error?.stream == stream)
            #expect(error?.detail?.contains(#""version":4"#) == true)
            #expect(seen == [1, 2])
            #expect(
                await storeError { _ = try await store.readStream(stream, StreamReadOptions()) }?.code
                    == .payloadUnreadable)
            // Given out as it is stored, only this one is.
            try await Self.reopening(store, PayloadPipeline([PayloadCompression.reading], onUnreadable: .leaveStored)) {
                store in
                let read = try await store.readStream(stream, StreamReadOptions())
                #expect(read.map { $0.payload.encoding?.name } == [nil, nil, nil, "zstd", nil, nil])
            }
            let verified = try await store.sql("SELECT * FROM \(store.quotedSchema).verify()")
            #expect(verified.count == 1)
            try await store.sql(damage)
            for try await event in store.subscribe(SubscriptionOptions(start: .beginning, pageSize: 2)) {
                #expect(event.payload == Self.long(Int(event.version.rawValue) - 1))
                if event.version == 6 { break }
            }
        }
    }

    @Test("a path into data says that it cannot see what is compressed, unless that is passed over on purpose")
    func paths() async throws {
        try await Self.with { store in
            try await store.createIndex(on: "data.number")
            let stream = StreamName("order", "1")
            try await store.append([.test("T", #"{"number": 7}"#)], to: stream, expectedVersion: .any)
            #expect(try await store.readByValue("data.number", "7").count == 1)
            try await store.append([Self.event(7)], to: stream, expectedVersion: .any)
            #expect(
                await storeError { _ = try await store.readByValue("data.number", "7") }?.code == .payloadsCompressed)
            #expect(try await store.readByValue("data.number", "7", skippingCompressed: true).count == 1)
            try await store.createIndex(on: "data", kind: .gin)
            let contained = await storeError { _ = try await store.readContaining(#"{"number": 7}"#) }
            #expect(contained?.code == .payloadsCompressed && contained?.hint?.contains("p_skip_compressed") == true)
            #expect(try await store.readContaining(#"{"number": 7}"#, skippingCompressed: true).count == 1)

            let statistics = try await store.compressionStatistics()
            #expect(statistics.map(\.encoding) == ["zstd", nil] && statistics.map(\.events) == [1, 1])
            #expect(statistics[0].originalSizeBytes == Int64(Self.long(7).data.count))
            #expect(statistics[0].ratio! < 0.1 && statistics[1].ratio == 1)
        }
    }

    @Test("snapshots in PostgreSQL are compressed, listed with both sizes, and built upon")
    func snapshots() async throws {
        try await Self.with { store in
            let accounts = AggregateRepository(Diary.self, store: store)
                .withSnapshots(in: CompressingSnapshotStore(store, .gzip, threshold: 100), .everyEvents(5))
            for number in 0..<7 {
                try await accounts.execute("1") { _ in
                    [.written("day \(number): \(String(repeating: "much ", count: 400))")]
                }
                await accounts.finishSnapshots()
            }
            let saved = try await store.snapshots(of: StreamName("diary", "1"))
            #expect(saved.map(\.encoding) == [.gzip] && saved[0].version == 5)
            #expect(saved[0].storedSize * 10 < saved[0].originalSize)
            let loaded = try await accounts.load("1")
            #expect(loaded.snapshotVersion == 5 && loaded.state.pages.count == 7)
            // Unreadable, it is passed over.
            try await store.sql("UPDATE \(store.quotedSchema).snapshots SET data_bytes = '\\x00'")
            let again = try await accounts.load("1")
            #expect(again.snapshotVersion == nil && again.state == loaded.state)
        }
    }
}

private struct Diary: SnapshottableAggregate, Hashable {
    enum Event: DomainEvent {
        case written(String)
    }

    static let aggregateType = "diary"
    var pages: [String] = []

    mutating func apply(_ event: Event) {
        switch event {
        case .written(let page): pages.append(page)
        }
    }
}

/// Notes the payloads that it is handed.
private final class Seen: Projection {
    struct Refused: Error {}

    let name = "seen"
    private let state: Mutex<(payloads: [EventPayload], refused: EventPayload?)>

    init(refusing refused: EventPayload? = nil) { state = Mutex(([], refused)) }

    var payloads: [EventPayload] { state.withLock { $0.payloads } }

    func mend() { state.withLock { $0.refused = nil } }

    func see(_ event: RecordedEvent) { state.withLock { $0.payloads.append(event.payload) } }

    func handle(_ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration)
        async throws
    {
        if state.withLock({ $0.refused == event.payload }) { throw Refused() }
        see(event)
    }
}
