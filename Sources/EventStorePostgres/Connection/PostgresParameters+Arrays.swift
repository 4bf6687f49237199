package import Foundation

/// Whole arrays at once. For a column of structs, `appendInt8Array(events.lazy.map { $0.number })` copies nothing in
/// between; elements that may be NULL are Optionals.
extension PostgresParameters {
    package mutating func appendInt8Array(_ elements: some Sequence<Int64?>) {
        appendArray(of: .int8) { array in for element in elements { array.int8(element) } }
    }

    package mutating func appendInt4Array(_ elements: some Sequence<Int32?>) {
        appendArray(of: .int4) { array in for element in elements { array.int4(element) } }
    }

    package mutating func appendInt2Array(_ elements: some Sequence<Int16?>) {
        appendArray(of: .int2) { array in for element in elements { array.int2(element) } }
    }

    package mutating func appendBoolArray(_ elements: some Sequence<Bool?>) {
        appendArray(of: .bool) { array in for element in elements { array.bool(element) } }
    }

    package mutating func appendFloat8Array(_ elements: some Sequence<Double?>) {
        appendArray(of: .float8) { array in for element in elements { array.float8(element) } }
    }

    package mutating func appendTextArray(_ elements: some Sequence<String?>) {
        appendArray(of: .text) { array in for element in elements { array.text(element) } }
    }

    package mutating func appendUUIDArray(_ elements: some Sequence<UUID?>) {
        appendArray(of: .uuid) { array in for element in elements { array.uuid(element) } }
    }

    package mutating func appendTimestamptzArray(_ elements: some Sequence<Int64?>) {
        appendArray(of: .timestamptz) { array in for element in elements { array.timestamptz(element) } }
    }

    package mutating func appendJSONArray<Bytes: Sequence<UInt8>>(_ elements: some Sequence<Bytes?>) {
        appendArray(of: .json) { array in for element in elements { array.json(element) } }
    }

    package mutating func appendJSONBArray<Bytes: Sequence<UInt8>>(_ elements: some Sequence<Bytes?>) {
        appendArray(of: .jsonb) { array in for element in elements { array.jsonb(element) } }
    }

    package mutating func appendByteaArray<Bytes: Sequence<UInt8>>(_ elements: some Sequence<Bytes?>) {
        appendArray(of: .bytea) { array in for element in elements { array.bytea(element) } }
    }
}
