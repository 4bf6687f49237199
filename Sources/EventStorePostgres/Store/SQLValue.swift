public import Foundation

/// A parameter of an application's own statement, or a value of a row.
public enum SQLValue: Hashable, Sendable {
    /// NULL of a type that the statement leaves to a text.
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case uuid(UUID)
    case bytes(Data)
    case json(Data)
    case timestamp(Date)
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension SQLValue {
    /// The value, or nil for NULL and for any other type.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The value, or nil for NULL and for any other type; so are those below.
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    public var double: Double? { if case .double(let value) = self { value } else { nil } }
    public var text: String? { if case .text(let value) = self { value } else { nil } }
    public var uuid: UUID? { if case .uuid(let value) = self { value } else { nil } }
    public var bytes: Data? { if case .bytes(let value) = self { value } else { nil } }
    public var json: Data? { if case .json(let value) = self { value } else { nil } }
    public var timestamp: Date? { if case .timestamp(let value) = self { value } else { nil } }
}

/// A row of an application's own statement.
public struct SQLRow: Hashable, Sendable {
    /// The names of the columns, in order.
    public let columns: [String]
    /// The values, in the order of the columns. A type that has no case of its own comes as bytes in PostgreSQL's binary form;
    /// cast it in the statement, for example `amount::text`.
    public let values: [SQLValue]

    /// The value of the first column with this name; nil when there is none.
    public subscript(column: String) -> SQLValue? {
        columns.firstIndex(of: column).map { values[$0] }
    }

    static func rows(of result: PostgresResult) throws -> [SQLRow] {
        let columns = (0..<result.columnCount).map { result.columnName($0) }
        return try (0..<result.rowCount).map { row in
            SQLRow(columns: columns, values: try columns.indices.map { try value(result, row, $0) })
        }
    }

    private static func value(_ result: PostgresResult, _ row: Int, _ column: Int) throws -> SQLValue {
        if result.isNull(row, column) { return .null }
        switch result.columnType(column) {
        case 16: return .bool(try result.bool(row, column))
        case 20, 21, 23: return .integer(try result.int64(row, column))
        case 701: return .double(try result.double(row, column))
        case 700: return .double(Double(try result.float(row, column)))
        case 18, 19, 25, 1042, 1043: return .text(try result.string(row, column))
        case 114: return .json(try result.data(row, column))
        case 3802: return .json(try result.jsonb(row, column))
        case 1184: return .timestamp(Date(microsecondsSince2000: try result.timestamp(row, column)))
        case 2950: return .uuid(try result.uuid(row, column))
        default: return .bytes(try result.data(row, column))
        }
    }
}

extension SQLRow: CustomStringConvertible {
    /// The columns with their values, in order. Holds whatever the row holds: not for logs that others read.
    public var description: String { zip(columns, values).map { "\($0): \($1)" }.joined(separator: ", ") }
}

extension SQLValue: CustomStringConvertible {
    /// The value as text, as PostgreSQL writes it where that is short; bytes as their number.
    public var description: String {
        switch self {
        case .null: "NULL"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .text(let value): value
        case .uuid(let value): value.uuidString.lowercased()
        case .bytes(let value): "\(value.count) bytes"
        case .json(let value): String(decoding: value, as: UTF8.self)
        case .timestamp(let value): value.ISO8601Format()
        }
    }
}
