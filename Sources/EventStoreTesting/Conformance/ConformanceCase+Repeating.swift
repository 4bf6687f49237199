import EventSourcing
import Foundation

extension ConformanceCase {
    private static let stream = StreamName("order", "1")

    static let repeating: [ConformanceCase] = [
        ConformanceCase(
            "an append that is repeated returns the original result, whatever it expects and what has come since"
        ) {
            store in
            try await store.fill(stream, 1)
            let events = NewEvent.samples(3)
            var wanted = try await store.append(events, to: stream, expectedVersion: .exactly(1))
            wanted.wasAlreadyStored = true
            try await store.fill(stream, 2)
            let head = try await store.positions().headPosition
            for expected in [ExpectedVersion.exactly(1), .any, .noStream, .streamExists, .exactly(6), .exactly(99)] {
                try requireEqual(
                    try await store.append(events, to: stream, expectedVersion: expected), wanted, "\(expected)")
            }
            try requireEqual(try await store.version(of: stream), 6, "the version")
            try requireEqual(try await store.positions().headPosition, head, "the head")
        },
        ConformanceCase("a part of an append that is repeated, in order, is a repetition of its own") { store in
            let events = NewEvent.samples(4)
            let result = try await store.append(events, to: stream, expectedVersion: .noStream)
            let part = try await store.append(Array(events[1...2]), to: stream, expectedVersion: .any)
            try require(part.wasAlreadyStored, "it is stored already")
            try requireEqual(part.version, 3, "the version of its last event")
            try require(
                part.firstPosition > result.firstPosition && part.lastPosition < result.lastPosition,
                "its own positions")
        },
        ConformanceCase("an id with other content is refused, whatever differs") { store in
            let event = NewEvent(
                type: "T", payload: .json("{}"),
                metadata: EventMetadata(correlationID: "c", causationID: "d", userID: "u"), timestamp: time())
            try await store.append([event], to: stream, expectedVersion: .noStream)
            var others: [(String, NewEvent)] = []
            func other(_ what: String, _ change: (inout NewEvent) -> Void) {
                var changed = event
                change(&changed)
                others.append((what, changed))
            }
            other("type") { $0.type = "U" }
            other("schema version") { $0.schemaVersion = 2 }
            other("payload") { $0.payload = .json("{ }") }
            other("kind of payload") { $0.payload = .bytes(Data("{}".utf8), contentType: "x") }
            other("correlation id") { $0.metadata.correlationID = nil }
            other("causation id") { $0.metadata.causationID = "e" }
            other("user id") { $0.metadata.userID = "" }
            other("free keys") { $0.metadata.additional = Data("{}".utf8) }
            other("timestamp") { $0.timestamp += 0.001 }
            for (what, other) in others {
                for expected in [ExpectedVersion.any, .exactly(1), .noStream] {
                    try await requireError(.eventIDConflict, "another \(what), expecting \(expected)") {
                        try await store.append([other], to: stream, expectedVersion: expected)
                    }
                }
            }
            try requireEqual(try await store.readStream(stream).map(\.id), [event.id], "the events")
        },
        ConformanceCase("an id of another stream is refused, also of another tenant's") { store in
            let event = NewEvent.sample()
            try await store.append([event], to: stream, expectedVersion: .noStream)
            for other in [StreamName("order", "2"), StreamName("order", "1", tenant: "t")] {
                let error = try await requireError(.eventIDConflict, "\(other)") {
                    try await store.append([event], to: other, expectedVersion: .any)
                }
                try requireEqual(error.stream, other, "the stream")
                try requireEqual(try await store.version(of: other), .absent, "the version of \(other)")
            }
        },
        ConformanceCase("only some ids stored, another order, or an id twice in one append are refused") { store in
            let events = NewEvent.samples(3)
            try await store.append(events, to: stream, expectedVersion: .noStream)
            let repeated = NewEvent.sample()
            for (what, wrong) in [
                ("one more", events + [.sample()]), ("one before", [.sample()] + events),
                ("another order", events.reversed()), ("one left out", [events[0], events[2]]),
                ("an id twice", [repeated, repeated]), ("a stored id twice", [events[0], events[0]]),
            ] {
                try await requireError(.eventIDConflict, what) {
                    try await store.append(wrong, to: stream, expectedVersion: .any)
                }
            }
            try requireEqual(try await store.readStream(stream).count, 3, "the events")
        },
        ConformanceCase("the id of a refused append can be used, by the same event or another") { store in
            let event = NewEvent.sample()
            try await requireError(.wrongExpectedVersion, "at version 5") {
                try await store.append([event], to: stream, expectedVersion: .exactly(5))
            }
            try await store.append([.sample("Other", id: event.id)], to: StreamName("else", "1"), expectedVersion: .any)
        },
        ConformanceCase("of appends with the same ids at the same time one stores them, and all get its result") {
            store in
            for round in 0..<10 {
                let events = NewEvent.samples(2)
                let results = try await withThrowingTaskGroup(of: AppendResult.self) { group in
                    for _ in 0..<6 {
                        group.addTask { try await store.append(events, to: stream, expectedVersion: .any) }
                    }
                    return try await group.reduce(into: [AppendResult]()) { $0.append($1) }
                }
                try requireEqual(results.count { !$0.wasAlreadyStored }, 1, "those that stored, round \(round)")
                try requireEqual(Set(results.map(\.version)).count, 1, "the versions, round \(round)")
                try requireEqual(Set(results.map(\.lastPosition)).count, 1, "the positions, round \(round)")
            }
            try requireEqual(try await store.version(of: stream), 20, "the version")
        },
        ConformanceCase("a repetition is known although the stream is deleted or truncated since") { store in
            let events = NewEvent.samples(2)
            try await store.append(events, to: stream, expectedVersion: .noStream)
            try await store.truncateStream(stream, before: 3)
            try require(
                try await store.append(events, to: stream, expectedVersion: .noStream).wasAlreadyStored, "truncated")
            try await store.deleteStream(stream, expectedVersion: .any)
            try require(
                try await store.append(events, to: stream, expectedVersion: .noStream).wasAlreadyStored, "deleted")
        },
    ]
}
