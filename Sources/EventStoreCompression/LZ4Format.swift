import CLZ4
import Foundation

/// LZ4 frames, with the size and a checksum of the original in them.
enum LZ4Format {
    static func compress(_ data: Data, level: Int32) throws(CompressionError) -> Data {
        var preferences = LZ4F_preferences_t()
        preferences.compressionLevel = level
        preferences.frameInfo.contentSize = UInt64(data.count)
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
        let bound = LZ4F_compressFrameBound(data.count, &preferences)
        return try CompressionBuffer.output(bound, reading: data) { (input, output) throws(CompressionError) in
            let count = LZ4F_compressFrame(
                output.baseAddress, output.count, input.baseAddress, input.count, &preferences)
            guard LZ4F_isError(count) == 0 else { throw .failed(name(count)) }
            return count
        }
    }

    static func decompress(_ data: Data, size: Int) throws(CompressionError) -> Data {
        var context: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0 else {
            throw .failed("LZ4F_createDecompressionContext")
        }
        defer { LZ4F_freeDecompressionContext(context) }
        let header = try CompressionBuffer.reading(data) { (input) throws(CompressionError) in
            var info = LZ4F_frameInfo_t()
            var count = input.count
            let status = LZ4F_getFrameInfo(context, &info, input.baseAddress!, &count)
            guard LZ4F_isError(status) == 0 else { throw .damaged(name(status)) }
            // 0: the frame does not say. Looked at before memory is taken.
            guard info.contentSize == 0 || info.contentSize == UInt64(size) else { throw .wrongSize(size) }
            return count
        }
        return try CompressionBuffer.output(size, reading: data) { (input, output) throws(CompressionError) in
            var read = header
            var written = 0
            while true {
                var free = output.count - written
                var left = input.count - read
                let status = LZ4F_decompress(
                    context, output.baseAddress! + written, &free, input.baseAddress! + read, &left, nil)
                guard LZ4F_isError(status) == 0 else { throw .damaged(name(status)) }
                read += left
                written += free
                if status == 0 { break }
                guard free > 0 || left > 0 else {
                    throw read == input.count ? .damaged("cut off") : .wrongSize(size)
                }
            }
            guard read == input.count else { throw .damaged("something follows it") }
            guard written == size else { throw .wrongSize(size) }
            return written
        }
    }

    private static func name(_ code: Int) -> String { String(cString: LZ4F_getErrorName(code)) }
}
