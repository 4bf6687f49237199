/// An application's own statements, prepared per connection by their text and the types of their parameters. A connection
/// keeps the 256 that were used last.
enum SQLStatements {
    /// How the names of these statements begin.
    static let prefix = "application_"

    static func statement(_ sql: String, _ parameters: [SQLValue]) -> Statement {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let types = parameters.map(\.typeCode).joined()
        for byte in types.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return Statement(name: "\(prefix)\(String(hash, radix: 16))_\(sql.utf8.count)", sql: sql, isEvictable: true)
    }

    static func encode(_ values: [SQLValue]) -> PostgresParameters {
        var parameters = PostgresParameters()
        for value in values {
            switch value {
            case .null: parameters.appendNull(.text)
            case .bool(let value): parameters.appendBool(value)
            case .integer(let value): parameters.appendInt8(value)
            case .double(let value): parameters.appendFloat8(value)
            case .text(let value): parameters.appendText(value)
            case .uuid(let value): parameters.appendUUID(value)
            case .bytes(let value): parameters.appendBytea(value)
            case .json(let value): parameters.appendJSON(value)
            case .timestamp(let value): parameters.appendTimestamptz(date: value)
            }
        }
        return parameters
    }
}

extension SQLValue {
    fileprivate var typeCode: String {
        switch self {
        case .null, .text: "t"
        case .bool: "b"
        case .integer: "i"
        case .double: "d"
        case .uuid: "u"
        case .bytes: "y"
        case .json: "j"
        case .timestamp: "s"
        }
    }
}
