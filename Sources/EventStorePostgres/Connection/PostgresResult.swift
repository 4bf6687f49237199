import CLibPQ
package import Foundation

/// The answer to one call, in binary format. Rows and columns count from 0; an index out of range traps.
///
/// Values are read in place; nothing is copied before an accessor asks for it. Accessors throw
/// `PostgresError(.decoding)` for NULL and for a length that does not fit.
// Unchecked: a PGresult is immutable once libpq has handed it out.
package final class PostgresResult: @unchecked Sendable {
    private let result: OpaquePointer
    package let rowCount: Int
    package let columnCount: Int

    init(_ result: OpaquePointer) {
        self.result = result
        rowCount = Int(PQntuples(result))
        columnCount = Int(PQnfields(result))
    }

    deinit {
        PQclear(result)
    }

    // MARK: About the whole

    enum Kind { case rows, error, aborted, sync, copy }

    var kind: Kind {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY, PGRES_SINGLE_TUPLE: .rows
        case PGRES_PIPELINE_SYNC: .sync
        case PGRES_PIPELINE_ABORTED: .aborted
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: .copy
        default: .error
        }
    }

    /// What the result says about its error.
    var error: PostgresError { withExtendedLifetime(self) { PostgresError(copying: result) } }

    /// Rows inserted, updated, deleted or selected, where the command has such a number.
    package var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// The position of a column, by its name as the server returns it.
    package func column(_ name: String) -> Int? {
        (0..<columnCount).first { PQfname(result, Int32($0)).map { String(cString: $0) } == name }
    }

    package func columnName(_ column: Int) -> String {
        PQfname(result, Int32(column)).map { String(cString: $0) } ?? ""
    }

    package func columnType(_ column: Int) -> UInt32 { PQftype(result, Int32(column)) }

    /// Bytes that libpq allocated for the result.
    var memorySize: Int { PQresultMemorySize(result) }

    // MARK: Raw access

    @inline(__always)
    package func isNull(_ row: Int, _ column: Int) -> Bool {
        check(row, column)
        return PQgetisnull(result, Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column)) != 0
    }

    /// The value's bytes, empty for NULL; valid inside `body` only.
    @inline(__always)
    package func withBytes<Value, Failure: Error>(
        _ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        check(row, column)
        defer { withExtendedLifetime(self) {} }
        let row = Int32(truncatingIfNeeded: row)
        let column = Int32(truncatingIfNeeded: column)
        return try body(
            UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        )
    }

    /// Nil for NULL, otherwise what `read` makes of the place: `result.ifPresent(0, 1, result.text)`.
    @inline(__always)
    package func ifPresent<Value>(
        _ row: Int, _ column: Int, _ read: (Int, Int) throws -> Value
    ) rethrows -> Value? {
        isNull(row, column) ? nil : try read(row, column)
    }

    @inline(__always)
    private func check(_ row: Int, _ column: Int) {
        precondition(
            row >= 0 && row < rowCount && column >= 0 && column < columnCount, "no such place in the result")
    }

    @inline(__always)
    private func load<Value: FixedWidthInteger>(_ row: Int, _ column: Int, as type: Value.Type) throws -> Value {
        try withBytes(row, column) { bytes in
            guard bytes.count == MemoryLayout<Value>.size else { throw mismatch(row, column, "\(type)") }
            return Value(bigEndian: bytes.loadUnaligned(as: type))
        }
    }

    @inline(never)
    func mismatch(_ row: Int, _ column: Int, _ wanted: String) -> PostgresError {
        let found = isNull(row, column) ? "NULL" : "type \(columnType(column))"
        let name = PQfname(result, Int32(column)).map { String(cString: $0) } ?? "\(column)"
        return PostgresError(.decoding, "column \(name) holds \(found), not \(wanted)")
    }

    // MARK: Typed access

    /// Also reads int4 and int2.
    @inline(__always)
    package func int64(_ row: Int, _ column: Int) throws -> Int64 {
        try withBytes(row, column) { bytes in
            switch bytes.count {
            case 8: Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
            case 4: Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            case 2: Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
            default: throw mismatch(row, column, "int8")
            }
        }
    }

    @inline(__always)
    package func int32(_ row: Int, _ column: Int) throws -> Int32 { try load(row, column, as: Int32.self) }

    @inline(__always)
    package func int16(_ row: Int, _ column: Int) throws -> Int16 { try load(row, column, as: Int16.self) }

    @inline(__always)
    package func bool(_ row: Int, _ column: Int) throws -> Bool { try load(row, column, as: UInt8.self) != 0 }

    package func double(_ row: Int, _ column: Int) throws -> Double {
        Double(bitPattern: try load(row, column, as: UInt64.self))
    }

    package func float(_ row: Int, _ column: Int) throws -> Float {
        Float(bitPattern: try load(row, column, as: UInt32.self))
    }

    /// A timestamp in microseconds since 2000-01-01 00:00 UTC.
    @inline(__always)
    package func timestamp(_ row: Int, _ column: Int) throws -> Int64 { try load(row, column, as: Int64.self) }

    @inline(__always)
    package func uuid(_ row: Int, _ column: Int) throws -> UUID {
        try withBytes(row, column) { bytes in
            guard bytes.count == 16 else { throw mismatch(row, column, "uuid") }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
    }

    /// text, varchar, name and json; jsonb has a version byte in front, use `jsonb`.
    @inline(__always)
    package func string(_ row: Int, _ column: Int) throws -> String {
        try withBytes(row, column) { bytes in
            if bytes.isEmpty, isNull(row, column) { throw mismatch(row, column, "text") }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The bytes of bytea, json or text.
    @inline(__always)
    package func data(_ row: Int, _ column: Int) throws -> Data {
        try withBytes(row, column) { bytes in
            if bytes.isEmpty, isNull(row, column) { throw mismatch(row, column, "bytes") }
            return Data(bytes)
        }
    }

    /// The document of a jsonb column.
    package func jsonb(_ row: Int, _ column: Int) throws -> Data {
        try withBytes(row, column) { bytes in
            guard bytes.first == 1 else { throw mismatch(row, column, "jsonb") }
            return Data(bytes.dropFirst())
        }
    }
}
