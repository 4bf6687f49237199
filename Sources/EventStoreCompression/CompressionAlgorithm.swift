public import Foundation

/// How bytes are compressed. Each is a file format that common tools read: `gunzip`, `lz4 -d`, `zstd -d`.
public enum CompressionAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// RFC 1952, by zlib. Everybody can read it; the slowest.
    case gzip
    /// LZ4 frames: the quickest, and the largest.
    case lz4
    /// Zstandard frames: smaller than gzip and several times quicker. The one to take unless something speaks against it.
    case zstd

    /// The levels there are. Others count as the nearest.
    public var levels: ClosedRange<Int> {
        switch self {
        case .gzip: 1...9
        case .lz4: 0...12
        case .zstd: 1...22
        }
    }

    /// The level unless one is given: the libraries' own.
    public var defaultLevel: Int {
        switch self {
        case .gzip: 6
        case .lz4: 0
        case .zstd: 3
        }
    }

    /// Compresses bytes; the result may be longer than they are. Each format has a checksum of the original in it.
    public func compress(_ data: Data, level: Int? = nil) throws(CompressionError) -> Data {
        let level = Int32(min(max(level ?? defaultLevel, levels.lowerBound), levels.upperBound))
        return switch self {
        case .gzip: try GzipFormat.compress(data, level: level)
        case .lz4: try LZ4Format.compress(data, level: level)
        case .zstd: try ZstdFormat.compress(data, level: level)
        }
    }

    /// The original of exactly `size` bytes. Never takes memory for more, whatever the data says; data that is damaged, cut off,
    /// of another size, or followed by anything is an error.
    public func decompress(_ data: Data, size: Int) throws(CompressionError) -> Data {
        guard size >= 0 else { throw .wrongSize(size) }
        return switch self {
        case .gzip: try GzipFormat.decompress(data, size: size)
        case .lz4: try LZ4Format.decompress(data, size: size)
        case .zstd: try ZstdFormat.decompress(data, size: size)
        }
    }
}

/// Why bytes are not compressed or decompressed.
public enum CompressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// They are not what the algorithm writes: damaged, cut off, or something else.
    case damaged(String)
    /// They do not stand for so many bytes.
    case wrongSize(Int)
    /// The library cannot do it, for want of memory as a rule.
    case failed(String)

    public var description: String {
        switch self {
        case .damaged(let what): "the compressed data is damaged (\(what))"
        case .wrongSize(let size): "the compressed data does not stand for \(size) bytes"
        case .failed(let what): "compression failed (\(what))"
        }
    }
}
