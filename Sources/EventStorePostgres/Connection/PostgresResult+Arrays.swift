package import Foundation

extension PostgresResult {
    package func int64Array(_ row: Int, _ column: Int) throws -> [Int64] {
        try array(row, column) { bytes in
            guard let bytes, bytes.count == 8 else { return nil }
            return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        }
    }

    package func stringArray(_ row: Int, _ column: Int) throws -> [String] {
        try array(row, column) { bytes in bytes.map { String(decoding: $0, as: UTF8.self) } }
    }

    package func uuidArray(_ row: Int, _ column: Int) throws -> [UUID] {
        try array(row, column) { bytes in
            guard let bytes, bytes.count == 16 else { return nil }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
    }

    /// A one-dimensional array. `element` gets nil for NULL, and returns nil for what it does not accept.
    package func array<Element>(
        _ row: Int, _ column: Int, _ element: (UnsafeRawBufferPointer?) throws -> Element?
    ) throws -> [Element] {
        try withBytes(row, column) { bytes in
            var rest = bytes[...]
            func next() throws -> Int32 {
                guard rest.count >= 4 else { throw mismatch(row, column, "array") }
                defer { rest = rest.dropFirst(4) }
                return Int32(bigEndian: UnsafeRawBufferPointer(rebasing: rest).loadUnaligned(as: Int32.self))
            }
            let dimensions = try next()
            _ = try next()
            _ = try next()
            guard dimensions > 0 else { return [] }
            let count = try next()
            _ = try next()
            guard dimensions == 1, count >= 0 else { throw mismatch(row, column, "one-dimensional array") }
            var elements: [Element] = []
            elements.reserveCapacity(min(Int(count), rest.count / 4))
            for _ in 0..<count {
                let length = Int(try next())
                guard length <= rest.count else { throw mismatch(row, column, "array") }
                let value = length < 0 ? nil : UnsafeRawBufferPointer(rebasing: rest.prefix(length))
                guard let decoded = try element(value) else { throw mismatch(row, column, "array of \(Element.self)") }
                elements.append(decoded)
                if length > 0 { rest = rest.dropFirst(length) }
            }
            return elements
        }
    }
}
