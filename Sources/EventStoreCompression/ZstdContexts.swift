import CZstd
import Synchronization

/// Contexts of the zstd library that are used again: for a payload of an event, making one costs several times what compressing
/// does.
struct ZstdContexts: Sendable {
    /// The most that are kept, one a thread that compresses at the same time, and the most bytes that one may have grown to.
    private static let mostKept = 8
    private static let largestKept = 8 << 20

    static let compressing = ZstdContexts(
        make: { ZSTD_createCCtx() }, free: { ZSTD_freeCCtx($0) }, size: { ZSTD_sizeof_CCtx($0) })
    static let decompressing = ZstdContexts(
        make: { ZSTD_createDCtx() }, free: { ZSTD_freeDCtx($0) }, size: { ZSTD_sizeof_DCtx($0) })

    // Unchecked: a context has no thread of its own, and belongs to one caller at a time.
    private struct Context: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    private final class Idle: Sendable {
        let contexts = Mutex<[Context]>([])
    }

    private let idle = Idle()
    private let make: @Sendable () -> OpaquePointer?
    private let free: @Sendable (OpaquePointer) -> Void
    private let size: @Sendable (OpaquePointer) -> Int

    private init(
        make: @escaping @Sendable () -> OpaquePointer?, free: @escaping @Sendable (OpaquePointer) -> Void,
        size: @escaping @Sendable (OpaquePointer) -> Int
    ) {
        self.make = make
        self.free = free
        self.size = size
    }

    /// Lends a context, in whatever state the last caller has left it.
    func lend<Value>(
        _ body: (OpaquePointer) throws(CompressionError) -> Value
    ) throws(CompressionError) -> Value {
        let context = idle.contexts.withLock { $0.popLast() }?.pointer ?? make()
        guard let context else { throw .failed("no memory for a context of zstd") }
        defer {
            let isKept =
                size(context) <= Self.largestKept
                && idle.contexts.withLock { contexts in
                    guard contexts.count < Self.mostKept else { return false }
                    contexts.append(Context(pointer: context))
                    return true
                }
            if !isKept { free(context) }
        }
        return try body(context)
    }
}
