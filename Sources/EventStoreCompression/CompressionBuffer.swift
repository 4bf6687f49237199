import Foundation

/// Memory that a C library writes into, and that becomes data.
enum CompressionBuffer {
    typealias Bytes = UnsafeRawBufferPointer
    typealias Output = UnsafeMutableRawBufferPointer

    /// The bytes that `body` writes, of at most `capacity`; it says how many.
    static func output(
        _ capacity: Int, reading data: Data, _ body: (Bytes, Output) throws(CompressionError) -> Int
    ) throws(CompressionError) -> Data {
        guard let memory = malloc(max(capacity, 1)) else { throw .failed("no memory for \(capacity) bytes") }
        do {
            let output = Output(start: memory, count: capacity)
            let count = try reading(data) { (bytes: Bytes) throws(CompressionError) in try body(bytes, output) }
            // What is much shorter than its memory is copied, so that the rest is given back.
            guard count < capacity else { return Data(bytesNoCopy: memory, count: count, deallocator: .free) }
            let data = Data(bytes: memory, count: count)
            free(memory)
            return data
        } catch {
            free(memory)
            throw error
        }
    }

    /// The bytes of data; an address there is even where there are none.
    static func reading<Value>(
        _ data: Data, _ body: (Bytes) throws(CompressionError) -> Value
    ) throws(CompressionError) -> Value {
        let result: Result<Value, CompressionError> = data.withUnsafeBytes { bytes in
            do throws(CompressionError) {
                if bytes.baseAddress != nil { return .success(try body(bytes)) }
                var none: UInt8 = 0
                return .success(
                    try withUnsafePointer(to: &none) { (one) throws(CompressionError) in
                        try body(Bytes(start: one, count: 0))
                    })
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
