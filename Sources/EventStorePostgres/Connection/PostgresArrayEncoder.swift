package import Foundation

/// Appends the elements of one array parameter to the parameters' buffer, without an allocation per element.
package struct PostgresArrayEncoder {
    private let type: PostgresType
    private let start: Int
    private var bytes: [UInt8]
    private var count: Int32 = 0
    private var hasNull = false

    init(_ type: PostgresType, buffer: consuming [UInt8]) {
        self.type = type
        start = buffer.count
        bytes = buffer
        // Dimensions, has-NULL flag, element type, length, lower bound; the first, second and fourth are set in `finish`.
        bytes.appendBigEndian(Int32(1))
        bytes.appendBigEndian(Int32(0))
        bytes.appendBigEndian(type.oid)
        bytes.appendBigEndian(Int32(0))
        bytes.appendBigEndian(Int32(1))
    }

    package mutating func null() {
        hasNull = true
        count += 1
        bytes.appendBigEndian(Int32(-1))
    }

    package mutating func int8(_ value: Int64?) { element(.int8, value, length: 8) { $0.appendBigEndian($1) } }

    package mutating func int4(_ value: Int32?) { element(.int4, value, length: 4) { $0.appendBigEndian($1) } }

    package mutating func int2(_ value: Int16?) { element(.int2, value, length: 2) { $0.appendBigEndian($1) } }

    package mutating func bool(_ value: Bool?) { element(.bool, value, length: 1) { $0.append($1 ? 1 : 0) } }

    package mutating func float8(_ value: Double?) {
        element(.float8, value, length: 8) { $0.appendBigEndian($1.bitPattern) }
    }

    /// - Parameter value: microseconds since 2000-01-01 00:00 UTC.
    package mutating func timestamptz(_ value: Int64?) {
        element(.timestamptz, value, length: 8) { $0.appendBigEndian($1) }
    }

    package mutating func timestamptz(date value: Date?) { timestamptz(value.map(\.microsecondsSince2000)) }

    package mutating func uuid(_ value: UUID?) { element(.uuid, value, length: 16) { $0.appendUUID($1) } }

    package mutating func text(_ value: String?) { element(.text, value) { $0.append(contentsOf: $1.utf8) } }

    /// Text that is there as UTF-8 bytes; the server refuses bytes that are not.
    package mutating func text(utf8 value: (some Sequence<UInt8>)?) {
        element(.text, value) { $0.append(contentsOf: $1) }
    }

    package mutating func json(_ value: (some Sequence<UInt8>)?) {
        element(.json, value) { $0.append(contentsOf: $1) }
    }

    package mutating func jsonb(_ value: (some Sequence<UInt8>)?) {
        element(.jsonb, value) {
            $0.append(1)
            $0.append(contentsOf: $1)
        }
    }

    package mutating func bytea(_ value: (some Sequence<UInt8>)?) {
        element(.bytea, value) { $0.append(contentsOf: $1) }
    }

    @inline(__always)
    private mutating func element<Value>(
        _ type: PostgresType, _ value: Value?, length: Int32? = nil, _ write: (inout [UInt8], Value) -> Void
    ) {
        precondition(type.oid == self.type.oid, "an element of another type than the array's")
        guard let value else { return null() }
        count += 1
        let position = bytes.count
        bytes.appendBigEndian(length ?? 0)
        write(&bytes, value)
        if length == nil { patch(position, Int32(truncatingIfNeeded: bytes.count - position - 4)) }
    }

    private mutating func patch(_ position: Int, _ value: Int32) {
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: position, as: Int32.self) }
    }

    /// The buffer with the array complete.
    mutating func finish() -> [UInt8] {
        patch(start + 4, hasNull ? 1 : 0)
        patch(start + 12, count)
        if count == 0 {
            // The server's own form of an empty array: no dimension.
            patch(start, 0)
            bytes.removeLast(8)
        }
        return bytes.take()
    }

    /// The buffer as it was before the array.
    mutating func abandon() -> [UInt8] {
        bytes.removeLast(bytes.count - start)
        return bytes.take()
    }
}
