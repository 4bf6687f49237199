import EventStoreCompression
import Foundation
import Testing

@Suite("Compression by gzip, lz4 and zstd")
struct AlgorithmTests {
    @Test("whatever is compressed comes back, at every level", arguments: CompressionAlgorithm.allCases)
    func roundTrips(_ algorithm: CompressionAlgorithm) throws {
        var random = Seeded(20)
        let sizes =
            [0, 1, 2, 3, 15, 16, 17, 255, 65_535, 65_536, 65_537, 1 << 20]
            + (0..<40).map { _ in Int.random(in: 0...50_000, using: &random) }
        for size in sizes {
            let orderly = Data(random.json(size).utf8).prefix(size)
            for data in [random.noise(size), Data(orderly), Data(count: size)] {
                let level = algorithm.levels.randomElement(using: &random)
                let compressed = try algorithm.compress(data, level: level)
                #expect(try algorithm.decompress(compressed, size: data.count) == data, "size \(size), level \(level!)")
            }
        }
        for level in algorithm.levels {
            let data = Data(random.json(10_000).utf8)
            #expect(try algorithm.decompress(algorithm.compress(data, level: level), size: data.count) == data)
        }
    }

    @Test("a level that there is not counts as the nearest", arguments: CompressionAlgorithm.allCases)
    func levels(_ algorithm: CompressionAlgorithm) throws {
        var random = Seeded(21)
        let data = Data(random.json(20_000).utf8)
        #expect(
            try algorithm.compress(data, level: 1000)
                == algorithm.compress(data, level: algorithm.levels.upperBound))
        #expect(
            try algorithm.compress(data, level: -1000)
                == algorithm.compress(data, level: algorithm.levels.lowerBound))
    }

    @Test(
        "data that begins in the middle of other data is compressed and read", arguments: CompressionAlgorithm.allCases)
    func slices(_ algorithm: CompressionAlgorithm) throws {
        var random = Seeded(22)
        let data = Data(random.json(5000).utf8)
        let slice = data.dropFirst(1000)
        let compressed = random.noise(7) + (try algorithm.compress(slice))
        #expect(try algorithm.decompress(compressed.dropFirst(7), size: slice.count) == slice)
    }

    @Test(
        "every single byte that is changed, and every place where it is cut off, is noticed",
        arguments: CompressionAlgorithm.allCases)
    func damage(_ algorithm: CompressionAlgorithm) throws {
        var random = Seeded(23)
        let data = Data(random.json(700).utf8)
        let compressed = try algorithm.compress(data)
        for index in compressed.indices {
            var damaged = compressed
            damaged[index] ^= UInt8.random(in: 1...255, using: &random)
            // Some bytes say nothing about the data, for example the time in gzip's header.
            if let read = try? algorithm.decompress(damaged, size: data.count) {
                #expect(read == data, "byte \(index)")
            }
            #expect(throws: CompressionError.self, "cut off at \(index)") {
                try algorithm.decompress(compressed.prefix(index), size: data.count)
            }
        }
        #expect(throws: CompressionError.self) { try algorithm.decompress(compressed + [0], size: data.count) }
        #expect(throws: CompressionError.self) { try algorithm.decompress(compressed + compressed, size: data.count) }
        #expect(throws: CompressionError.self) { try algorithm.decompress(random.noise(500), size: data.count) }
    }

    @Test("data of another size than is said is refused", arguments: CompressionAlgorithm.allCases)
    func sizes(_ algorithm: CompressionAlgorithm) throws {
        var random = Seeded(24)
        let data = Data(random.json(3000).utf8)
        let compressed = try algorithm.compress(data)
        for size in [-1, 0, 1, data.count - 1, data.count + 1, 1 << 40] {
            #expect(throws: CompressionError.wrongSize(size)) { try algorithm.decompress(compressed, size: size) }
        }
    }

    @Test("the common tools read it, and what they write is read", arguments: CompressionAlgorithm.allCases)
    func tools(_ algorithm: CompressionAlgorithm) throws {
        let (reader, writer): ([String], [String]) =
            switch algorithm {
            case .gzip: (["gzip", "-dc"], ["gzip", "-c"])
            case .lz4: (["lz4", "-dc"], ["lz4", "-c"])
            case .zstd: (["zstd", "-dc"], ["zstd", "-c"])
            }
        var random = Seeded(25)
        let data = Data(random.json(200_000).utf8)
        #expect(try run(reader, try algorithm.compress(data)) == data)
        #expect(try algorithm.decompress(try run(writer, data), size: data.count) == data)
    }

    /// Runs a program that reads one file and writes the other.
    private func run(_ command: [String], _ input: Data) throws -> Data {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (from, to) = (folder.appendingPathComponent("from"), folder.appendingPathComponent("to"))
        try input.write(to: from)
        try Data().write(to: to)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = try FileHandle(forReadingFrom: from)
        process.standardOutput = try FileHandle(forWritingTo: to)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "scripts/setup test installs \(command[0])")
        return try Data(contentsOf: to)
    }
}
