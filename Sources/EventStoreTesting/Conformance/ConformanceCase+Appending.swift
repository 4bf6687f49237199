import EventSourcing
import Foundation

extension ConformanceCase {
    private static let stream = StreamName("order", "4711")

    static let appending: [ConformanceCase] = [
        ConformanceCase("an event that was appended is given back as it was, by every read") { store in
            let event = NewEvent(
                type: "OrderPlaced", schemaVersion: 3,
                payload: .json(#" {"total": 12.50,  "note":"ä€😀", "a":1, "a":2} "#),
                metadata: EventMetadata(
                    correlationID: "c", causationID: "d", userID: "u", additional: Data(#"{"k" : [1,2]}"#.utf8)),
                timestamp: time(0.5))
            let result = try await store.append([event], to: stream, expectedVersion: .noStream)
            let read = try await store.events(stream, count: 1)
            try requireEqual(read[0].id, event.id, "the id")
            try requireEqual(read[0].stream, stream, "the stream")
            try requireEqual(read[0].version, 1, "the version")
            try requireEqual(read[0].type, event.type, "the type")
            try requireEqual(read[0].schemaVersion, 3, "the schema version")
            try requireEqual(read[0].payload, event.payload, "the payload, byte for byte")
            try requireEqual(read[0].metadata, event.metadata, "the metadata, byte for byte")
            try requireEqual(read[0].timestamp, event.timestamp, "the timestamp")
            try requireEqual(read[0].globalPosition, result.lastPosition, "the position")
            try requireEqual(try await store.readAll(AllReadOptions()), read, "readAll")
            try requireEqual(try await store.event(withID: event.id, tenant: .none), read[0], "event(withID:)")
            try requireEqual(
                try await store.readCorrelation("c", after: nil, limit: 10, tenant: .none), read, "readCorrelation")
        },
        ConformanceCase("bytes are given back byte for byte, with their content type") { store in
            let payloads = [
                EventPayload.bytes(Data((0...255).map { UInt8($0) }), contentType: "application/octet-stream"),
                .bytes(Data(), contentType: "x"), .bytes(Data("{}".utf8), contentType: "application/json"),
            ]
            try await store.append(
                payloads.map { NewEvent(type: "Stored", payload: $0) }, to: stream, expectedVersion: .any)
            try requireEqual(try await store.readStream(stream).map(\.payload), payloads, "the payloads")
        },
        ConformanceCase("JSON of every kind is given back byte for byte") { store in
            let texts = [
                "1e400", "null", "\"\"", " { \"a\" : 1.0 } ", #""\ud83d\ude00 \u00e4 \/""#, "-0.0", "[[[[]]]]",
                "\t[\n]\r",
                String(repeating: "[", count: 500) + String(repeating: "]", count: 500), "0e99999999",
                "\"" + String(repeating: "ä", count: 5000) + "\"",
            ]
            try await store.append(texts.map { .sample("T", $0) }, to: stream, expectedVersion: .any)
            try requireEqual(
                try await store.readStream(stream).map(\.payload), texts.map { .json($0) }, "the payloads")
        },
        ConformanceCase("an append returns the last version, and the positions of its first and last event") { store in
            try await store.fill(StreamName("other", "1"), 2)
            let result = try await store.append(NewEvent.samples(3), to: stream, expectedVersion: .noStream)
            try requireEqual(result.stream, stream, "the stream")
            try requireEqual(result.version, 3, "the version")
            try require(!result.wasAlreadyStored, "it is new")
            let read = try await store.events(stream, count: 3)
            try requireEqual(result.firstPosition, read[0].globalPosition, "the first position")
            try requireEqual(result.lastPosition, read[2].globalPosition, "the last position")
            try requireEqual(
                try await store.append(NewEvent.samples(2), to: stream, expectedVersion: .any).version, 5,
                "the version after two more")
        },
        ConformanceCase("versions begin at 1 and have no gaps; an absent stream has version 0") { store in
            try requireEqual(try await store.version(of: stream), .absent, "the version of an absent stream")
            for count in [1, 3, 2] { try await store.fill(stream, count) }
            try requireEqual(
                try await store.readStream(stream).map(\.version.rawValue), Array(1...6), "the versions")
            try requireEqual(try await store.version(of: stream), 6, "the version of the stream")
        },
        ConformanceCase("positions grow from append to append, and inside a stream with the versions") { store in
            var last = GlobalPosition.start
            for number in 0..<10 {
                let result = try await store.fill(StreamName("s", "\(number % 3)"), 2)
                try require(result.firstPosition > last, "position \(result.firstPosition) after \(last)")
                try require(result.lastPosition > result.firstPosition, "the last position is above the first")
                last = result.lastPosition
            }
            try requireEqual(
                try await store.everything().filter { $0.stream.aggregateID == "0" }.map(\.version.rawValue),
                Array(1...8), "the versions of one stream by position")
        },
        ConformanceCase(
            settings: "the position that an append returns is readable at once, and the head is not below it"
        ) {
            store, settings in
            for _ in 0..<5 {
                let result = try await store.fill(stream, 1)
                let positions = try await store.positions()
                try require(positions.headPosition >= result.lastPosition, "the head is not below the append")
                try require(positions.safePosition <= positions.headPosition, "the safe position is not above the head")
                try await eventually("the append is safe to read", within: settings.patience) {
                    try await store.positions().safePosition >= result.lastPosition
                }
                try requireEqual(
                    try await store.everything().last?.globalPosition, result.lastPosition,
                    "the last event of the store")
            }
        },
        ConformanceCase("times are kept to the microsecond, and the moment of storing is the store's") { store in
            let precise = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 60).rounded(.down) + 0.123_456)
            try await store.append([.sample(at: precise)], to: stream, expectedVersion: .any)
            let events = try await store.events(stream, count: 1)
            try require(
                abs(events[0].timestamp.timeIntervalSince(precise)) < 0.000_001, "the timestamp \(events[0].timestamp)")
            let information = try requirePresent(
                try await store.streams(StreamListOptions()).first, "the stream in the list")
            try requireEqual(information.firstTimestamp, events[0].timestamp, "the first timestamp")
            try require(
                events[0].recordedAt >= information.createdAt.addingTimeInterval(-1), "recordedAt is the store's time")
        },
        ConformanceCase("an event's checksum is its own, and the same in every read") { store in
            try await store.fill(stream, 2)
            let events = try await store.events(stream, count: 2)
            try require(events[0].checksum != events[1].checksum, "two events have different checksums")
            try requireEqual(
                try await store.readAll(AllReadOptions()).map(\.checksum), events.map(\.checksum), "readAll")
        },
        ConformanceCase("names are told apart byte by byte") { store in
            let names = [
                StreamName("café", "1"), StreamName("cafe\u{301}", "1"), StreamName("a", "b"), StreamName("A", "b"),
                StreamName("a", "b", tenant: "t"), StreamName("a", " b"), StreamName("x/y", "z"),
                StreamName("x", "y/z"),
                StreamName("l\u{2028}", "\u{FEFF}"),
            ]
            for name in names {
                try requireEqual(
                    try await store.append([.sample()], to: name, expectedVersion: .noStream).version, 1, "\(name)")
            }
            let listed = try await store.streams(StreamListOptions(tenant: nil)).map(\.name)
            try requireEqual(listed.count, names.count, "the number of streams")
            try requireEqual(
                Set(listed.map { Array("\($0)".utf8) }), Set(names.map { Array("\($0)".utf8) }),
                "the names, byte for byte")
            for name in names {
                try requireEqual(try await store.readStream(name).count, 1, "the events of \(name)")
            }
        },
        ConformanceCase("a task that is cancelled appends nothing more and throws CancellationError") { store in
            let (gate, open) = AsyncStream<Void>.makeStream()
            let task = Task {
                for await _ in gate {}
                return try await store.append([.sample()], to: stream, expectedVersion: .any)
            }
            task.cancel()
            open.finish()
            do {
                _ = try await task.value
                throw ConformanceFailure(message: "a cancelled task appended", place: #fileID)
            } catch is CancellationError {
                try requireEqual(try await store.version(of: stream), .absent, "the version of the stream")
            }
        },
    ]
}
