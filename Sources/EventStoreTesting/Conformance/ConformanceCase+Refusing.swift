import EventSourcing
import Foundation

extension ConformanceCase {
    private static let stream = StreamName("order", "1")

    /// Refused alone, behind another event, and beside another stream; nothing is stored.
    private static func refused(
        _ code: EventStoreError.Code, _ what: String, _ event: NewEvent = .sample(), to name: StreamName = stream,
        by store: any EventStore, line: Int = #line
    ) async throws {
        try await requireError(code, what, line: line) {
            try await store.append([event], to: name, expectedVersion: .any)
        }
        try await requireError(code, "\(what), behind another", line: line) {
            try await store.append([.sample(), event], to: name, expectedVersion: .any)
        }
        let several = [
            StreamAppend([.sample()], to: StreamName("neighbour", "1"), expectedVersion: .any),
            StreamAppend([event], to: name, expectedVersion: .any),
        ]
        try await requireError(code, "\(what), beside another stream", line: line) { try await store.append(several) }
        try await requireError(code, "\(what), each", line: line) { try await store.appendEach(several) }
        try requireEqual(try await store.positions().headPosition, .start, "\(what): the head", line: line)
    }

    static let refusing: [ConformanceCase] = [
        ConformanceCase("an append without events is refused, and one without streams does nothing") { store in
            try await requireError(.invalidArgument, "no events") {
                try await store.append([], to: stream, expectedVersion: .any)
            }
            for append in [[StreamAppend([], to: stream, expectedVersion: .any)]] {
                try await requireError(.invalidArgument, "no events of one stream") { try await store.append(append) }
                try await requireError(.invalidArgument, "no events of each") { try await store.appendEach(append) }
            }
            try requireEqual(try await store.append([StreamAppend]()), [], "append of nothing")
            try requireEqual(try await store.appendEach([]).count, 0, "appendEach of nothing")
        },
        ConformanceCase("names must have 1 to 255 bytes and no control characters") { store in
            let tooLong = [String(repeating: "n", count: 256), String(repeating: "ä", count: 128)]
            for name in ["", "a\u{1}b", "a\nb", "a\u{7f}", "a\u{85}", "\u{1F}"] + tooLong {
                let shown = name.debugDescription.prefix(20)
                try await refused(.invalidArgument, "event type \(shown)", .sample(EventType(name)), by: store)
                try await refused(.invalidArgument, "aggregate type \(shown)", to: StreamName(name, "1"), by: store)
                try await refused(.invalidArgument, "aggregate id \(shown)", to: StreamName("s", name), by: store)
                guard !name.isEmpty else { continue }
                try await refused(
                    .invalidArgument, "tenant \(shown)", to: StreamName("s", "1", tenant: Tenant(rawValue: name)),
                    by: store)
                for metadata in [
                    EventMetadata(correlationID: name), EventMetadata(causationID: name), EventMetadata(userID: name),
                ] {
                    try await refused(
                        .invalidArgument, "metadata \(shown)",
                        NewEvent(type: "T", payload: .json("{}"), metadata: metadata), by: store)
                }
            }
            let longest = String(repeating: "ä", count: 127) + "n"
            try await store.append(
                [
                    NewEvent(
                        type: EventType(longest), payload: .bytes(Data(), contentType: longest),
                        metadata: EventMetadata(correlationID: longest, causationID: longest, userID: longest))
                ],
                to: StreamName(longest, longest, tenant: Tenant(rawValue: longest)), expectedVersion: .noStream)
            try requireEqual(try await store.everything().first?.metadata.userID, longest, "255 bytes are given back")
        },
        ConformanceCase("payloads that no later query could read are refused") { store in
            let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
            for (what, text) in [
                ("no bytes", ""), ("half an object", "{"), ("two values", "{} {}"), ("a comma too many", "[1,]"),
                ("a word", "nul"), ("single quotes", "{'a':1}"), ("a leading zero", "01"), ("a bare point", "1."),
                ("a line feed in a string", "\"\n\""), ("a wrong escape", #""\x""#), ("NaN", "NaN"),
                ("a key alone", #"{"a"}"#),
                ("a NUL escape", #"{"a":"\u0000"}"#), ("half a pair", #""\ud800""#), ("the other half", #""\udc00""#),
                ("a pair that is none", #""\ud800\u0041""#), ("a huge number", "1e999999"),
                ("a tiny number", "1e-20000"),
                ("deep nesting", deep),
            ] {
                try await refused(.invalidPayload, what, .sample("T", text), by: store)
            }
            for (what, metadata) in [("an array", "[1]"), ("half an object", "{"), ("a string", " \"a\"")] {
                try await refused(
                    .invalidPayload, "metadata that is \(what)",
                    NewEvent(type: "T", payload: .json("{}"), metadata: EventMetadata(additional: Data(metadata.utf8))),
                    by: store)
            }
        },
        ConformanceCase("bytes that are no text are refused as JSON") { store in
            for bytes in [
                [0x22, 0, 0x22], [0x22, 0xFF, 0xFE, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            ]
                as [[UInt8]]
            {
                try await refused(
                    .invalidArgument, "\(bytes)", NewEvent(type: "T", payload: .json(Data(bytes))), by: store)
            }
        },
        ConformanceCase("schema versions below 1 and empty content types are refused") { store in
            for version in [0, -1] as [Int32] {
                try await refused(
                    .invalidArgument, "schema version \(version)",
                    NewEvent(type: "T", schemaVersion: version, payload: .json("{}")), by: store)
            }
            for contentType in ["", "a\nb", String(repeating: "x", count: 256)] {
                try await refused(
                    .invalidArgument, "content type \(contentType.debugDescription.prefix(20))",
                    NewEvent(type: "T", payload: .bytes(Data([1]), contentType: contentType)), by: store)
            }
        },
        ConformanceCase(settings: "timestamps before 1970, infinite or too far ahead are refused") { store, settings in
            let ahead = Double(settings.maxFuture.components.seconds)
            for (what, timestamp) in [
                ("before 1970", Date(timeIntervalSince1970: -1)), ("the distant past", .distantPast),
                ("the distant future", .distantFuture), ("beyond all numbers", Date(timeIntervalSince1970: .infinity)),
                ("no number", Date(timeIntervalSince1970: .nan)),
                ("too far ahead", Date().addingTimeInterval(ahead + 60)),
            ] {
                try await refused(.timestampOutOfRange, what, .sample(at: timestamp), by: store)
            }
        },
        ConformanceCase(settings: "more bytes or events than the store takes are refused") { store, settings in
            let text = Data([0x22]) + Data(repeating: 0x61, count: settings.maxPayloadBytes - 1) + Data([0x22])
            for payload in [EventPayload.json(text), .bytes(text, contentType: "x")] {
                try await requireError(.payloadTooLarge, "a byte too many") {
                    try await store.append([NewEvent(type: "T", payload: payload)], to: stream, expectedVersion: .any)
                }
            }
            try await requireError(.batchTooLarge, "an event too many") {
                try await store.append(
                    NewEvent.samples(settings.maxEventsPerAppend + 1), to: stream, expectedVersion: .any)
            }
            try requireEqual(try await store.positions().headPosition, .start, "the head")
        },
        ConformanceCase("a stream that is named twice in one call is refused") { store in
            let twice = [
                StreamAppend([.sample()], to: stream, expectedVersion: .any),
                StreamAppend([.sample()], to: StreamName("other", "1"), expectedVersion: .any),
                StreamAppend([.sample()], to: stream, expectedVersion: .any),
            ]
            try await requireError(.invalidArgument, "append") { try await store.append(twice) }
            try await requireError(.invalidArgument, "appendEach") { try await store.appendEach(twice) }
            try requireEqual(try await store.positions().headPosition, .start, "the head")
        },
    ]
}
