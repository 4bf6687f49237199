import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// Whatever a caller gives, the answer is a result or an error with a code; nothing is stored by halves, and the connection
    /// works on.
    @Suite("Bad input", .serialized)
    struct BadInputTests {
        /// By the quick function, by the one for several events, and in company.
        private static func refused(
            _ store: PostgresEventStore, _ code: EventStoreError.Code, _ what: String, _ event: NewEvent,
            to stream: StreamName = StreamName("s", "1"), sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let ways: [(String, () async throws -> Void)] = [
                ("append", { try await store.append([event], to: stream, expectedVersion: .any) }),
                ("append of two", { try await store.append([.test(), event], to: stream, expectedVersion: .any) }),
                (
                    "append of several",
                    {
                        _ = try await store.append([
                            StreamAppend([.test()], to: StreamName("neighbour", "1"), expectedVersion: .any),
                            StreamAppend([event], to: stream, expectedVersion: .any),
                        ])
                    }
                ),
                (
                    "transaction",
                    {
                        _ = try await store.withTransaction {
                            try await $0.append([event], to: stream, expectedVersion: .any)
                        }
                    }
                ),
            ]
            for (way, body) in ways {
                let error = await storeError("\(what) by \(way) was accepted", sourceLocation: sourceLocation, body)
                #expect(
                    error?.code == code, "\(what) by \(way): \(String(describing: error))",
                    sourceLocation: sourceLocation)
                #expect(error?.isOutcomeUnknown == false, sourceLocation: sourceLocation)
            }
            #expect(
                try await store.positions().headPosition == 0, "\(what): nothing is stored, no position drawn",
                sourceLocation: sourceLocation)
        }

        private static func json(_ text: String) -> NewEvent { NewEvent(type: "T", payload: .json(text)) }
        private static func json(_ bytes: [UInt8]) -> NewEvent { NewEvent(type: "T", payload: .json(Data(bytes))) }

        @Test("payloads that no later query could read are refused, and others are given back byte for byte")
        func payloads() async throws {
            try await TestStore.with { store in
                // One connection throughout: none of this costs it.
                let backend = try await store.pool.shared().processID
                try await Self.refused(store, .invalidPayload, "no bytes", Self.json(""))
                try await Self.refused(store, .invalidPayload, "not JSON", Self.json("{"))
                try await Self.refused(store, .invalidPayload, "two values", Self.json("{} {}"))
                try await Self.refused(store, .invalidPayload, "a NUL escape", Self.json(#"{"a":"\u0000"}"#))
                try await Self.refused(store, .invalidPayload, "a lone surrogate", Self.json(#"{"a":"\ud800"}"#))
                try await Self.refused(store, .invalidPayload, "a huge number", Self.json(#"{"a":1e999999}"#))
                try await Self.refused(
                    store, .invalidPayload, "deep nesting",
                    Self.json(
                        String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)))
                try await Self.refused(
                    store, .invalidPayload, "metadata that is no object",
                    NewEvent(
                        type: "T", payload: .json("{}"), metadata: EventMetadata(additional: Data("[1]".utf8))))
                try await Self.refused(
                    store, .invalidPayload, "metadata that is no JSON",
                    NewEvent(
                        type: "T", payload: .json("{}"), metadata: EventMetadata(additional: Data("{".utf8))))
                try await Self.refused(store, .invalidArgument, "a NUL byte", Self.json([0x22, 0, 0x22]))
                try await Self.refused(
                    store, .invalidArgument, "bytes that are not UTF-8", Self.json([0x22, 0xff, 0xfe, 0x22]))
                try await Self.refused(
                    store, .invalidArgument, "schema version 0",
                    NewEvent(
                        type: "T", schemaVersion: 0, payload: .json("{}")))
                try await Self.refused(
                    store, .invalidArgument, "no content type",
                    NewEvent(
                        type: "T", payload: .bytes(Data([1]), contentType: "")))
                #expect(try await store.pool.shared().processID == backend)

                let fine = [
                    "1e400", "null", "\"\"", " { \"a\" : 1.0 } ", #""\ud83d\ude00 \u00e4""#, "-0.0", "[[[[]]]]",
                    String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000),
                    "\"" + String(repeating: "ä", count: 4096) + "\"",
                    "\"" + String(repeating: "x", count: 1 << 20) + "\"",
                ]
                let stream = StreamName("fine", "1")
                for text in fine { try await store.append([Self.json(text)], to: stream, expectedVersion: .any) }
                try await store.append(fine.map { Self.json($0) }, to: stream, expectedVersion: .any)
                try await store.append(
                    [NewEvent(type: "T", payload: .bytes(Data(), contentType: "x"))], to: stream, expectedVersion: .any)
                let read = try await store.readStream(stream)
                #expect(read.map(\.payload) == (fine + fine).map { .json($0) } + [.bytes(Data(), contentType: "x")])
                #expect(try await store.verify().isEmpty)
            }
        }

        @Test("16 MB is stored; more is refused until the setting allows it, and 64 MB are then given back")
        func large() async throws {
            try await TestStore.with { store in
                let stream = StreamName("large", "1")
                func text(_ bytes: Int) -> Data {
                    Data([0x22]) + Data(repeating: 0x61, count: bytes - 2) + Data([0x22])
                }
                let limit = 16 << 20
                for payload in [EventPayload.json(text(limit + 1)), .bytes(Data(count: limit + 1), contentType: "x")] {
                    let error = await storeError {
                        try await store.append(
                            [NewEvent(type: "T", payload: payload)], to: stream, expectedVersion: .any)
                    }
                    #expect(error?.code == .payloadTooLarge)
                }
                try await store.append(
                    [NewEvent(type: "T", payload: .json(text(limit)))], to: stream, expectedVersion: .noStream)
                try await store.changeSetting("max_payload_bytes", to: "\(64 << 20)")
                try await store.append(
                    [NewEvent(type: "T", payload: .bytes(Data(count: 64 << 20), contentType: "x"))], to: stream,
                    expectedVersion: .exactly(1))
                let read = try await store.readStream(stream)
                #expect(read.map(\.payload.data.count) == [limit, 64 << 20])
                #expect(read[0].payload.data == text(limit))
            }
        }

        @Test("names have 1 to 255 bytes and no control characters; all else is a name")
        func names() async throws {
            try await TestStore.with { store in
                let long = String(repeating: "n", count: 256)
                let bad = ["", long, String(repeating: "ä", count: 128), "a\u{1}b", "a\nb", "a\u{7f}", "a\u{85}"]
                for name in bad {
                    try await Self.refused(
                        store, .invalidArgument, "the type \(name.debugDescription)", .test(EventType(name)))
                    try await Self.refused(
                        store, .invalidArgument, "the aggregate type \(name.debugDescription)", .test(),
                        to: StreamName(name, "1"))
                    try await Self.refused(
                        store, .invalidArgument, "the id \(name.debugDescription)", .test(), to: StreamName("s", name))
                    if name != "" {
                        try await Self.refused(
                            store, .invalidArgument, "the tenant \(name.debugDescription)", .test(),
                            to: StreamName("s", "1", tenant: Tenant(rawValue: name)))
                        try await Self.refused(
                            store, .invalidArgument, "the user \(name.debugDescription)",
                            NewEvent(type: "T", payload: .json("{}"), metadata: EventMetadata(userID: name)))
                    }
                }
                try await Self.refused(store, .invalidArgument, "a NUL in a name", .test(), to: StreamName("a\0b", "1"))
                let good = [
                    String(repeating: "n", count: 255), "it's; DROP TABLE \"events\" -- \\", "😀 ä", " ", "%", "{}",
                    "NULL", "$1", "\u{a0}",
                ]
                for name in good {
                    let stream = StreamName(name, name, tenant: Tenant(rawValue: name))
                    try await store.append([.test(EventType(name))], to: stream, expectedVersion: .noStream)
                    try await store.append([.test(EventType(name)), .test()], to: stream, expectedVersion: .exactly(1))
                    #expect(try await store.readStream(stream).map(\.stream) == [stream, stream, stream])
                    let filter = EventFilter(
                        aggregateTypes: [name], eventTypes: [EventType(name)], tenant: Tenant(rawValue: name))
                    #expect(try await store.readAll(AllReadOptions(filter: filter)).count == 2)
                }
                // They are names, not patterns; canonically equal names are different ones.
                try await store.append([.test()], to: StreamName("u", "\u{e9}"), expectedVersion: .noStream)
                #expect(try await store.readStream(StreamName("u", "\u{e9}")).count == 1)
            }
        }

        @Test("timestamps of every kind are stored or refused, never something else")
        func timestamps() async throws {
            try await TestStore.with { store in
                func at(_ date: Date) -> NewEvent { NewEvent(type: "T", payload: .json("{}"), timestamp: date) }
                let bad: [(String, Date)] = [
                    ("the distant past", .distantPast), ("the distant future", .distantFuture),
                    ("no number", Date(timeIntervalSince1970: .nan)),
                    ("infinity", Date(timeIntervalSince1970: .infinity)),
                    ("negative infinity", Date(timeIntervalSince1970: -.infinity)),
                    ("the year 1", Date(timeIntervalSince1970: -62_135_596_800)),
                    ("the year 9999", Date(timeIntervalSince1970: 253_402_300_799)),
                    ("1969", Date(timeIntervalSince1970: -1)),
                    ("in two days", Date(timeIntervalSinceNow: 2 * 86_400)),
                    ("the largest", Date(timeIntervalSince1970: .greatestFiniteMagnitude)),
                ]
                for (what, date) in bad { try await Self.refused(store, .timestampOutOfRange, what, at(date)) }
                try await Self.refused(store, .partitionMissing, "1980", at(Date(timeIntervalSince1970: 315_532_800)))
                try await store.createPartitions(
                    from: Date(timeIntervalSince1970: 315_532_800), until: Date(timeIntervalSince1970: 315_532_800))
                let date = Date(timeIntervalSince1970: 315_532_800.25)
                try await store.append([at(date)], to: StreamName("s", "1"), expectedVersion: .any)
                #expect(try await store.readStream(StreamName("s", "1"))[0].timestamp == date)
                for (_, date) in bad {
                    _ = try await store.readStream(StreamName("s", "1"), StreamReadOptions(from: date, before: date))
                    _ = try await store.readAll(AllReadOptions(filter: EventFilter(from: date, before: date)))
                }
            }
        }

        @Test("appends of no events, of too many, of a stream twice or an id twice, and impossible versions")
        func appends() async throws {
            try await TestStore.with { store in
                let stream = StreamName("s", "1")
                let empty = await storeError { try await store.append([], to: stream, expectedVersion: .any) }
                #expect(empty?.code == .invalidArgument)
                #expect(try await store.append([]).isEmpty)
                #expect(try await store.appendEach([]).isEmpty)
                #expect(try await store.withTransaction { try await $0.append([]) }.isEmpty)
                for version: Int64 in [-1, -2, -5, .min] {
                    let error = await storeError {
                        try await store.append(
                            [.test()], to: stream, expectedVersion: .exactly(StreamVersion(rawValue: version)))
                    }
                    #expect(error?.code == .invalidArgument)
                }
                let twice = [
                    StreamAppend([.test()], to: stream, expectedVersion: .any),
                    StreamAppend([.test()], to: stream, expectedVersion: .any),
                ]
                let all = await storeError { _ = try await store.append(twice) }
                #expect(all?.code == .invalidArgument)
                let each = await storeError { _ = try await store.appendEach(twice) }
                #expect(each?.code == .invalidArgument)
                let event = NewEvent.test()
                let same = await storeError {
                    try await store.append([event, event], to: stream, expectedVersion: .any)
                }
                #expect(same?.code == .eventIDConflict)
                #expect(try await store.positions().headPosition == 0)

                try await store.append((0..<1000).map { _ in .test() }, to: stream, expectedVersion: .noStream)
                try await store.changeSetting("max_events_per_append", to: "10")
                let many = await storeError {
                    try await store.append((0..<11).map { _ in .test() }, to: stream, expectedVersion: .any)
                }
                #expect(many?.code == .batchTooLarge)
                // What travels together may be more than one append may have.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<50 {
                        group.addTask {
                            try await store.append(
                                (0..<5).map { _ in .test() }, to: StreamName("c", "\(index)"),
                                expectedVersion: .noStream)
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await store.statistics().events == 1250)
                let other = await storeError {
                    try await store.append(
                        [try await store.readStream(stream)[0]].map { .test("T", "{}", id: $0.id) },
                        to: StreamName("other", "1"),
                        expectedVersion: .any)
                }
                #expect(other?.code == .eventIDConflict)
                #expect(try await store.verify().isEmpty)
            }
        }

        @Test("limits and positions out of range are refused, and those beyond the head have nothing")
        func reads() async throws {
            try await TestStore.with { store in
                let stream = StreamName("s", "1")
                try await store.append([.test()], to: stream, expectedVersion: .any)
                for limit in [0, -1, 100_001, Int.max, Int.min] {
                    let calls: [() async throws -> Void] = [
                        { _ = try await store.readStream(stream, StreamReadOptions(limit: limit)) },
                        { _ = try await store.readAll(AllReadOptions(limit: limit)) },
                        { _ = try await store.streams(StreamListOptions(limit: limit)) },
                        { _ = try await store.readCorrelation("c", limit: limit) },
                        { for try await _ in store.subscribe(SubscriptionOptions(pageSize: limit)) {} },
                    ]
                    for (number, call) in calls.enumerated() {
                        let error = await storeError("limit \(limit), call \(number)", call)
                        #expect(error?.code == .invalidArgument, "limit \(limit), call \(number)")
                    }
                }
                for position in [GlobalPosition(rawValue: -1), GlobalPosition(rawValue: .min)] {
                    let error = await storeError { _ = try await store.readAll(AllReadOptions(position: position)) }
                    #expect(error?.code == .invalidArgument)
                    let subscribed = await storeError { for try await _ in store.subscribe(from: .after(position)) {} }
                    #expect(subscribed?.code == .invalidArgument)
                    let stream = await storeError {
                        _ = try await store.readStream(
                            stream, StreamReadOptions(fromVersion: StreamVersion(rawValue: position.rawValue)))
                    }
                    #expect(stream?.code == .invalidArgument)
                }
                for position in [GlobalPosition(rawValue: 2), GlobalPosition(rawValue: .max)] {
                    #expect(try await store.readAll(AllReadOptions(position: position)).isEmpty)
                    let beyond = await storeError { for try await _ in store.subscribe(from: .after(position)) {} }
                    #expect(beyond?.code == .checkpointBeyondHead)
                    #expect(
                        try await store.readStream(
                            stream, StreamReadOptions(fromVersion: StreamVersion(rawValue: position.rawValue))
                        )
                        .isEmpty)
                }
                for name in ["", String(repeating: "x", count: 256), "a\nb", "a\0b"] {
                    let error = await storeError {
                        try await store.saveCheckpoint(CheckpointUpdate(name: name, globalPosition: 0))
                    }
                    #expect(error?.code == .invalidArgument)
                }
                let setting = await storeError { try await store.changeSetting("epoch", to: "x") }
                #expect(setting?.code == .invalidArgument)
            }
        }

        @Test("a warning longer than any interval of the server is the longest")
        func longestWarning() async throws {
            try await TestStore.with { store in
                let longest = try await store.partitionAlarm(warning: .seconds(Int64.max))
                #expect(longest?.severity == .warning)
                let past = try await store.partitionAlarm(warning: .seconds(Int64.min))
                #expect(past == nil)
            }
        }

        @Test("a closed store says so, and a subscription begun on it too")
        func closed() async throws {
            try await TestStore.with { store in
                let client = try PostgresEventStore(configuration: store.configuration)
                try await client.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
                await client.shutdown()
                await client.shutdown()
                let calls: [() async throws -> Void] = [
                    { try await client.append([.test()], to: StreamName("s", "1"), expectedVersion: .any) },
                    { _ = try await client.readAll(AllReadOptions()) },
                    { try await client.withTransaction { _ in } },
                    { for try await _ in client.subscribe(from: .beginning) {} },
                    { try await client.migrate() },
                ]
                for (number, call) in calls.enumerated() {
                    let error = await storeError("call \(number)", call)
                    #expect(error?.code == .closed, "call \(number)")
                }
            }
        }

        @Test("a cancelled task gets its CancellationError, before, in the queue and in flight")
        func cancelled() async throws {
            try await TestStore.with { store in
                try await store.append([.test()], to: StreamName("s", "0"), expectedVersion: .any)
                let before = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await store.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
                }
                await #expect(throws: CancellationError.self) { try await before.value }
                #expect(try await store.version(of: StreamName("s", "1")) == 0)
                let hasLocked = Shared(false)
                let release = OneShot<Void>()
                async let holder: Void = store.withTransaction { transaction in
                    try await transaction.append([.test()], to: StreamName("s", "0"), expectedVersion: .any)
                    hasLocked.value = true
                    try await release.value()
                }
                try await waitUntil("the stream is held") { hasLocked.value }
                let inFlight = Task {
                    try await store.append([.test("Cancelled")], to: StreamName("s", "0"), expectedVersion: .any)
                }
                try await waitUntil("it waits for the stream") {
                    try await store.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0
                }
                inFlight.cancel()
                await #expect(throws: CancellationError.self) { try await inFlight.value }
                release.resume(.success(()))
                try await holder
                // Whatever became of it, the store is whole and goes on.
                try await store.append([.test()], to: StreamName("s", "0"), expectedVersion: .streamExists)
                #expect(try await store.verify().isEmpty)
            }
        }
    }
}
