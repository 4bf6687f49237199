package import Foundation

/// The parameters of a call, in order, as binary values in one buffer. Reuse a value with `removeAll` to keep its memory.
///
/// A NULL keeps its type, so that one statement always has the same parameter types.
package struct PostgresParameters: Sendable {
    var bytes: [UInt8] = []
    private(set) var oids: [UInt32] = []
    /// Where each value starts; -1 is NULL.
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    /// Set when a value is longer than the protocol can carry; such parameters are refused when sent.
    private(set) var isTooLarge = false

    package init() {}

    package var count: Int { oids.count }

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        oids.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        isTooLarge = false
    }

    package mutating func reserveCapacity(bytes count: Int) {
        bytes.reserveCapacity(count)
    }

    // MARK: Scalars

    package mutating func appendNull(_ type: PostgresType) {
        oids.append(type.oid)
        offsets.append(-1)
        lengths.append(0)
    }

    package mutating func appendInt8(_ value: Int64?) { append(.int8, value) { $0.appendBigEndian($1) } }

    package mutating func appendInt4(_ value: Int32?) { append(.int4, value) { $0.appendBigEndian($1) } }

    package mutating func appendInt2(_ value: Int16?) { append(.int2, value) { $0.appendBigEndian($1) } }

    package mutating func appendBool(_ value: Bool?) { append(.bool, value) { $0.append($1 ? 1 : 0) } }

    package mutating func appendFloat8(_ value: Double?) {
        append(.float8, value) { $0.appendBigEndian($1.bitPattern) }
    }

    package mutating func appendText(_ value: String?) { append(.text, value) { $0.append(contentsOf: $1.utf8) } }

    package mutating func appendUUID(_ value: UUID?) { append(.uuid, value) { $0.appendUUID($1) } }

    package mutating func appendJSON(_ value: (some Sequence<UInt8>)?) {
        append(.json, value) { $0.append(contentsOf: $1) }
    }

    package mutating func appendJSONB(_ value: (some Sequence<UInt8>)?) {
        append(.jsonb, value) {
            $0.append(1)
            $0.append(contentsOf: $1)
        }
    }

    package mutating func appendBytea(_ value: (some Sequence<UInt8>)?) {
        append(.bytea, value) { $0.append(contentsOf: $1) }
    }

    /// - Parameter value: microseconds since 2000-01-01 00:00 UTC.
    package mutating func appendTimestamptz(_ value: Int64?) {
        append(.timestamptz, value) { $0.appendBigEndian($1) }
    }

    /// Rounded to the nearest microsecond.
    package mutating func appendTimestamptz(date value: Date?) {
        appendTimestamptz(value.map(\.microsecondsSince2000))
    }

    @inline(__always)
    private mutating func append<Value>(
        _ type: PostgresType, _ value: Value?, _ write: (inout [UInt8], Value) -> Void
    ) {
        guard let value else { return appendNull(type) }
        let start = bytes.count
        write(&bytes, value)
        finish(oid: type.oid, start: start)
    }

    private mutating func finish(oid: UInt32, start: Int) {
        oids.append(oid)
        offsets.append(start)
        let length = bytes.count - start
        if length > Int32.max / 2 { isTooLarge = true }
        lengths.append(Int32(truncatingIfNeeded: length))
    }

    // MARK: Arrays

    /// A one-dimensional array whose elements `body` appends one by one; an element of another type traps.
    package mutating func appendArray(
        of type: PostgresType, _ body: (inout PostgresArrayEncoder) throws -> Void
    ) rethrows {
        let start = bytes.count
        var encoder = PostgresArrayEncoder(type, buffer: bytes.take())
        do {
            try body(&encoder)
        } catch {
            bytes = encoder.abandon()
            throw error
        }
        bytes = encoder.finish()
        finish(oid: type.arrayOID, start: start)
    }

    // MARK: Sending

    /// Calls `body` with what libpq wants: count, values, lengths, formats.
    @inline(__always)
    func withPointers<Value>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
        ) -> Value
    ) -> Value {
        let count = offsets.count
        return bytes.withUnsafeBufferPointer { bytes in
            // An empty text is a pointer and a length of 0; only NULL may be a null pointer.
            let base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
            return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: max(count, 1)) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(count, 1)) { formats in
                    for index in 0..<count {
                        let offset = offsets[index]
                        let value = offset < 0 ? nil : UnsafeRawPointer(base + offset)
                        values.initializeElement(at: index, to: value?.assumingMemoryBound(to: CChar.self))
                        formats.initializeElement(at: index, to: 1)
                    }
                    return lengths.withUnsafeBufferPointer { lengths in
                        body(
                            Int32(count), UnsafePointer(values.baseAddress!),
                            lengths.baseAddress ?? UnsafePointer(formats.baseAddress!),
                            UnsafePointer(formats.baseAddress!))
                    }
                }
            }
        }
    }
}

extension Date {
    /// Microseconds since 2000-01-01 00:00 UTC, rounded; saturates outside the server's range.
    var microsecondsSince2000: Int64 {
        // Both clocks start at midnight UTC; 2000-01-01 lies 366 days before Foundation's reference, 2001-01-01.
        let microseconds = (timeIntervalSinceReferenceDate * 1_000_000).rounded() + 366.0 * 86_400_000_000
        return Int64(exactly: microseconds) ?? (microseconds < 0 ? .min : .max)
    }
}

extension Array where Element == UInt8 {
    @inline(__always)
    mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    @inline(__always)
    mutating func appendUUID(_ value: UUID) {
        Swift.withUnsafeBytes(of: value.uuid) { append(contentsOf: $0) }
    }

    /// The array, leaving an empty one behind, so that the buffer stays uniquely owned.
    @inline(__always)
    mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &self)
        return taken
    }
}
