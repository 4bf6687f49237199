import EventSourcing
import EventStoreCompression
import Foundation
import Testing

@Suite("Compression of payloads")
struct PayloadCompressionTests {
    @Test("the stored form says by its content type what it is", arguments: CompressionAlgorithm.allCases)
    func storedForm(_ algorithm: CompressionAlgorithm) async throws {
        var random = Seeded(30)
        let text = random.json(5000)
        let compression = PayloadCompression(algorithm)
        for (payload, type) in [
            (EventPayload.json(text), "application/json"),
            (.bytes(Data(text.utf8), contentType: "text/x; a=b"), "text/x; a=b"),
        ] {
            let stored = try await compression.stored(payload, of: .sample())
            #expect(stored.contentType == "\(type);encoding=\(algorithm.rawValue);size=\(text.utf8.count)")
            #expect(stored.data.count < text.utf8.count / 2)
            #expect(try algorithm.decompress(stored.data, size: text.utf8.count) == payload.data)
            // Whatever is chosen for writing.
            for reader in [PayloadCompression.reading, PayloadCompression(.gzip), PayloadCompression(.lz4)] {
                #expect(try await reader.original(stored, of: .sample()) == payload)
            }
        }
    }

    @Test("a payload of as many bytes as the threshold is compressed, one byte less is not")
    func threshold() async throws {
        let compression = PayloadCompression(.zstd, threshold: 500)
        func payload(_ size: Int) -> EventPayload { .json("\"" + String(repeating: "a", count: size - 2) + "\"") }
        #expect(try await compression.stored(payload(499), of: .sample()) == payload(499))
        #expect(try await compression.stored(payload(500), of: .sample()).encoding?.originalSize == 500)
        let standard = PayloadCompression(.zstd)
        #expect(try await standard.stored(payload(1023), of: .sample()) == payload(1023))
        #expect(try await standard.stored(payload(1024), of: .sample()) != payload(1024))
    }

    @Test(
        "what becomes no shorter stays as it is, its new content type counted", arguments: CompressionAlgorithm.allCases
    )
    func incompressible(_ algorithm: CompressionAlgorithm) async throws {
        var random = Seeded(31)
        let compression = PayloadCompression(algorithm, threshold: 0)
        for size in [0, 1, 10, 100, 10_000] {
            let payload = EventPayload.bytes(random.noise(size), contentType: "image/x")
            #expect(try await compression.stored(payload, of: .sample()) == payload, "size \(size)")
        }
        // Whatever is stored is shorter with its content type than it was.
        var compressed = 0
        for size in 2...400 {
            let payload = EventPayload.json("\"" + String(repeating: "ab", count: size / 2) + "\"")
            let stored = try await compression.stored(payload, of: .sample())
            guard stored != payload else { continue }
            compressed += 1
            #expect(stored.data.count + stored.contentType.utf8.count < payload.data.count, "size \(size)")
        }
        #expect((1..<399).contains(compressed))
    }

    @Test("single types have rules of their own")
    func rules() async throws {
        let compression = PayloadCompression(
            .zstd,
            rules: [
                "Plain": .uncompressed, "Early": CompressionRule(.gzip, threshold: 300),
                "Late": CompressionRule(.lz4, threshold: 90_000),
            ])
        var random = Seeded(32)
        let (short, long) = (EventPayload.json(random.json(600)), EventPayload.json(random.json(50_000)))
        func encoding(_ payload: EventPayload, _ type: EventType) async throws -> String? {
            try await compression.stored(payload, of: .sample(type)).encoding?.name
        }
        #expect(try await encoding(short, "Other") == nil)
        #expect(try await encoding(long, "Other") == "zstd")
        #expect(try await encoding(long, "Plain") == nil)
        #expect(try await encoding(short, "Early") == "gzip")
        #expect(try await encoding(long, "Late") == nil)
        #expect(try await PayloadCompression.reading.stored(long, of: .sample()) == long)
    }

    @Test("what could not be told apart later is left as it is")
    func leftAlone() async throws {
        var random = Seeded(33)
        let text = Data(random.json(3000).utf8)
        let compression = PayloadCompression(.zstd, threshold: 0)
        // Bytes that call themselves JSON would come back as JSON.
        let alias = EventPayload.bytes(text, contentType: "application/json")
        #expect(try await compression.stored(alias, of: .sample()) == alias)
        // The longest content type that leaves room for the mark, and one byte more.
        let mark = ";encoding=zstd;size=\(text.count)".utf8.count
        for (length, isCompressed) in [(255 - mark, true), (256 - mark, false), (255, false)] {
            let payload = EventPayload.bytes(text, contentType: String(repeating: "x", count: length))
            let stored = try await compression.stored(payload, of: .sample())
            #expect((stored != payload) == isCompressed, "length \(length)")
            #expect(stored.contentType.utf8.count <= 255)
            #expect(try await compression.original(stored, of: .sample()) == payload)
        }
        // Larger than what it compresses.
        let largest = PayloadCompression(CompressionRule(.zstd), largest: text.count - 1)
        #expect(try await largest.stored(.json(text), of: .sample()) == .json(text))
        // Compressed already.
        let once = try await compression.stored(.json(text), of: .sample())
        #expect(try await compression.stored(once, of: .sample()) == once)
    }

    @Test(
        "a bomb becomes no more than is said, and no more than is allowed",
        arguments: CompressionAlgorithm.allCases)
    func bombs(_ algorithm: CompressionAlgorithm) async throws {
        let bomb = try algorithm.compress(Data(count: 100 << 20))
        #expect(bomb.count < 1 << 20)
        for (said, allowed) in [(1000, 64 << 20), (100 << 20, 64 << 20), (100 << 20, 1000), (0, 0)] {
            var compression = PayloadCompression.reading
            compression.largestOriginal = allowed
            await #expect(throws: UnreadablePayload.self, "says \(said), allowed \(allowed)") {
                try await compression.original(encoded(bomb, algorithm.rawValue, size: said), of: .sample())
            }
        }
        var generous = PayloadCompression.reading
        generous.largestOriginal = 100 << 20
        let read = try await generous.original(encoded(bomb, algorithm.rawValue, size: 100 << 20), of: .sample())
        #expect(read.data.count == 100 << 20)
    }

    @Test(
        "content types are taken apart only where they are exactly of the form",
        arguments: [
            ("application/json;encoding=zstd;size=12", "zstd", 12),
            ("a;encoding=b;size=1;encoding=lz4;size=7", "lz4", 7),
            ("a;encoding=x-1;size=0", "x-1", 0), ("ä;encoding=gzip;size=9999999999", "gzip", 9_999_999_999),
        ])
    func contentTypes(_ text: String, _ name: String, _ size: Int) throws {
        let encoding = try #require(PayloadEncoding(contentType: text))
        #expect(encoding.name == name && encoding.originalSize == size)
        #expect(encoding.contentType == text)
    }

    @Test(
        "and anything else is a content type like any other",
        arguments: [
            "", "application/json", ";encoding=zstd;size=12", "a;encoding=zstd", "a;size=12", "a;encoding=;size=1",
            "a;encoding=zstd;size=", "a;encoding=zstd;size=-1", "a;encoding=zstd;size=+1", "a;encoding=zstd;size=1 ",
            "a;encoding=zstd; size=1", "a;encoding=ZSTD;size=1", "a;Encoding=zstd;size=1", "a;size=1;encoding=zstd",
            "a;encoding=zstd;size=12345678901", "a;encoding=zs td;size=1", "a;encoding=zstd;size=1;charset=x",
            "a;encoding=zstd;size=١",
        ])
    func otherContentTypes(_ text: String) {
        #expect(PayloadEncoding(contentType: text) == nil)
    }
}
