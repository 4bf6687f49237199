import EventSourcing
import Foundation
import Synchronization
import Testing

@Suite("Decoding pages of events")
struct DecodingTests {
    static let registry = EventRegistry(OrderEvent.self)

    /// Random events, some of which do not decode.
    static func events(_ count: Int, seed: UInt64) throws -> [RecordedEvent] {
        var generator = SeededGenerator(seed: seed)
        return try (1...count).map { position in
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: .test("unknown", "{}", position: Int64(position))
            case 1: .test("cancelled", "{}", schemaVersion: 2, position: Int64(position))
            case 2: .test("rated", #"{"_0": "secret"}"#, position: Int64(position))
            default:
                try {
                    let new = try NewEvent(OrderEvent.random(using: &generator))
                    return .test(
                        new.type, String(decoding: new.payload.data, as: UTF8.self), schemaVersion: new.schemaVersion,
                        position: Int64(position))
                }()
            }
        }
    }

    @Test("in parallel comes the same as one after the other", arguments: 0..<10)
    func parallelIsSerial(seed: UInt64) async throws {
        let events = try Self.events(257, seed: seed)
        let parked = Mutex<[GlobalPosition]>([])
        func options(_ concurrency: Int) -> EventDecodingOptions {
            EventDecodingOptions(
                undecodable: .park { event in parked.withLock { $0.append(event.recorded.globalPosition) } },
                decodingConcurrency: concurrency, minimumChunk: 1)
        }
        let serial = try await Self.registry.decode(events, options(1))
        let parkedInSerial = parked.withLock { value in
            defer { value = [] }
            return value
        }
        for concurrency in [2, 3, 8, 300] {
            let parallel = try await Self.registry.decode(events, options(concurrency))
            #expect(parallel.events == serial.events, "seed \(seed)")
            #expect(parallel.last == events.last && parallel.recordedCount == 257)
            let parkedInParallel = parked.withLock { value in
                defer { value = [] }
                return value
            }
            #expect(parkedInParallel == parkedInSerial)
        }
        #expect(serial.count + parkedInSerial.count == 257 && !parkedInSerial.isEmpty)
    }

    @Test("what does not decode is named with its place, and no data is in the message")
    func errors() throws {
        func reason(_ event: RecordedEvent) throws -> EventDecodingError {
            try #require(throws: EventDecodingError.self) { try Self.registry.decode(event) }
        }
        let unknown = try reason(.test("unknown", "{}", position: 3))
        guard case .unknownType = unknown.reason, unknown.globalPosition == 3 else { throw unknown }
        let newer = try reason(.test("cancelled", "{}", schemaVersion: 2))
        guard case .newerSchemaVersion(current: 1) = newer.reason else { throw newer }
        let older = try reason(.test("OrderPlaced", "{}", schemaVersion: 2))
        guard case .missingUpcaster(current: 3) = older.reason else { throw older }
        let broken = try reason(.test("rated", #"{"_0": "secret"}"#))
        guard case .payloadDoesNotDecode(as: "OrderEvent", is DecodingError) = broken.reason else { throw broken }
        #expect(broken.description.contains("order/1, version 1"))
        #expect(!broken.description.contains("secret"))
        let missing = try reason(.test("paid", "{}"))
        #expect(missing.description.hasSuffix("at amount"))
        #expect(throws: EventDecodingError.self) { try Self.registry.decode(.test("paid", "no JSON")) }
    }

    @Test("fail throws, skip passes over, park hands over in order")
    func policies() async throws {
        let events: [RecordedEvent] = [
            .test("cancelled", "{}", position: 1), .test("unknown", "{}", position: 2),
            .test("noted", "null", position: 3), .test("unknown", "{}", position: 4),
        ]
        let failure = await #expect(throws: EventDecodingError.self) { try await Self.registry.decode(events) }
        #expect(failure?.globalPosition == 2)
        let skipped = try await Self.registry.decode(events, EventDecodingOptions(undecodable: .skip))
        #expect(skipped.map(\.globalPosition) == [1, 3])
        #expect(skipped.last?.globalPosition == 4, "the page tells how far was read")
        struct Full: Error {}
        let parked = Mutex(0)
        await #expect(throws: Full.self) {
            try await Self.registry.decode(
                events,
                EventDecodingOptions(
                    undecodable: .park { _ in
                        if parked.withLock({
                            $0 += 1; return $0
                        }) == 2 {
                            throw Full()
                        }
                    }))
        }
    }

    /// Gives these pages, then ends.
    final class Source: SubscriptionSource {
        let left: Mutex<[[RecordedEvent]]>
        init(_ pages: [[RecordedEvent]]) { left = Mutex(pages) }
        func next() async throws -> SubscriptionStep? {
            left.withLock { $0.isEmpty ? nil : .events($0.removeFirst()) }
        }
    }

    @Test("a subscription gives every event before the one that does not decode, then throws")
    func subscription() async throws {
        let pages: [[RecordedEvent]] = [
            [.test("cancelled", "{}", position: 1)],
            [.test("noted", "null", position: 2), .test("unknown", "{}", position: 3)],
            [.test("cancelled", "{}", position: 4)],
        ]
        let subscription = EventSubscription { Source(pages) }
        var seen: [GlobalPosition] = []
        await #expect(throws: EventDecodingError.self) {
            for try await event in subscription.decoded(with: Self.registry) { seen.append(event.globalPosition) }
        }
        #expect(seen == [1, 2])
        seen = []
        let options = EventDecodingOptions(undecodable: .skip)
        for try await event in subscription.decoded(with: Self.registry, options) { seen.append(event.globalPosition) }
        #expect(seen == [1, 2, 4])
        var ends: [GlobalPosition?] = []
        for try await page in subscription.decoded(with: Self.registry, options).pages {
            ends.append(page.last?.globalPosition)
        }
        #expect(ends == [1, 3, 4])
    }
}
