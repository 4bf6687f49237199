import CZlib
import Foundation

/// RFC 1952 by zlib: one member, nothing behind it.
enum GzipFormat {
    static func compress(_ data: Data, level: Int32) throws(CompressionError) -> Data {
        var stream = z_stream()
        guard es_deflate_init_gzip(&stream, level) == Z_OK else { throw .failed("deflateInit2") }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, uLong(data.count)))
        return try CompressionBuffer.output(bound, reading: data) { (input, output) throws(CompressionError) in
            try connect(&stream, input, output)
            guard deflate(&stream, Z_FINISH) == Z_STREAM_END else { throw .failed("deflate") }
            return output.count - Int(stream.avail_out)
        }
    }

    static func decompress(_ data: Data, size: Int) throws(CompressionError) -> Data {
        // The last four bytes are the size modulo 2^32: looked at before memory is taken.
        guard data.count >= 18 else { throw .damaged("too short") }
        let told = data.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard told == UInt32(truncatingIfNeeded: size) else { throw .wrongSize(size) }
        var stream = z_stream()
        guard es_inflate_init_gzip(&stream) == Z_OK else { throw .failed("inflateInit2") }
        defer { inflateEnd(&stream) }
        return try CompressionBuffer.output(size, reading: data) { (input, output) throws(CompressionError) in
            try connect(&stream, input, output)
            let status = inflate(&stream, Z_FINISH)
            guard status == Z_STREAM_END else {
                guard status != Z_MEM_ERROR else { throw .failed("inflate") }
                if status != Z_DATA_ERROR, stream.avail_out == 0, stream.avail_in > 0 { throw .wrongSize(size) }
                throw .damaged(stream.msg.map { String(cString: $0) } ?? "cut off")
            }
            guard stream.avail_in == 0 else { throw .damaged("something follows it") }
            guard stream.avail_out == 0 else { throw .wrongSize(size) }
            return size
        }
    }

    private static func connect(
        _ stream: inout z_stream, _ input: CompressionBuffer.Bytes, _ output: CompressionBuffer.Output
    ) throws(CompressionError) {
        guard let available = uInt(exactly: input.count), let free = uInt(exactly: output.count) else {
            throw .failed("more than 4 GiB")
        }
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress!.assumingMemoryBound(to: Bytef.self))
        stream.avail_in = available
        stream.next_out = output.baseAddress!.assumingMemoryBound(to: Bytef.self)
        stream.avail_out = free
    }
}
