import CZstd
import Foundation

/// One Zstandard frame, with the size and a checksum of the original in it.
enum ZstdFormat {
    static func compress(_ data: Data, level: Int32) throws(CompressionError) -> Data {
        try ZstdContexts.compressing.lend { (context) throws(CompressionError) in
            ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters)
            ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
            ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
            let bound = ZSTD_compressBound(data.count)
            return try CompressionBuffer.output(bound, reading: data) { (input, output) throws(CompressionError) in
                let count = ZSTD_compress2(context, output.baseAddress, output.count, input.baseAddress, input.count)
                guard ZSTD_isError(count) == 0 else { throw .failed(name(count)) }
                return count
            }
        }
    }

    static func decompress(_ data: Data, size: Int) throws(CompressionError) -> Data {
        try CompressionBuffer.reading(data) { (input) throws(CompressionError) in
            // Looked at before memory is taken. What a frame says when it does not tell, and when it is none:
            let unknown = UInt64.max
            let told = ZSTD_getFrameContentSize(input.baseAddress, input.count)
            guard told != unknown - 1 else { throw .damaged("not a frame") }
            guard told == unknown || told == UInt64(size) else { throw .wrongSize(size) }
            let end = ZSTD_findFrameCompressedSize(input.baseAddress, input.count)
            guard ZSTD_isError(end) == 0 else { throw .damaged(name(end)) }
            guard end == input.count else { throw .damaged("something follows it") }
        }
        return try ZstdContexts.decompressing.lend { (context) throws(CompressionError) in
            ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters)
            return try CompressionBuffer.output(size, reading: data) { (input, output) throws(CompressionError) in
                let count = ZSTD_decompressDCtx(
                    context, output.baseAddress, output.count, input.baseAddress, input.count)
                guard ZSTD_isError(count) == 0 else {
                    throw ZSTD_getErrorCode(count) == ZSTD_error_dstSize_tooSmall
                        ? .wrongSize(size) : .damaged(name(count))
                }
                guard count == size else { throw .wrongSize(size) }
                return count
            }
        }
    }

    private static func name(_ code: Int) -> String { String(cString: ZSTD_getErrorName(code)) }
}
