/// The associated values of a case, which become the data.
struct CaseValues<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let shim: CaseEncoder
    private var object: KeyedEncodingContainer<Key>?

    init(shim: CaseEncoder) { self.shim = shim }

    var codingPath: [any CodingKey] { shim.codingPath }

    /// The data as an object, with the value that was held back.
    private mutating func open() throws -> KeyedEncodingContainer<Key> {
        if let object { return object }
        var opened = shim.payload.container(keyedBy: Key.self)
        object = opened
        shim.isPayloadWritten = true
        let held = shim.unlabelled
        shim.unlabelled = .none
        if let first = Key(stringValue: "_0") {
            switch held {
            case .value(let value): try opened.encode(value, forKey: first)
            case .null: try opened.encodeNil(forKey: first)
            case .none: break
            }
        }
        return opened
    }

    private func isHeldBack(_ key: Key) -> Bool { object == nil && key.stringValue == "_0" }

    mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        guard !isHeldBack(key) else { return shim.unlabelled = .value(value) }
        var object = try open()
        try object.encode(value, forKey: key)
    }

    mutating func encodeNil(forKey key: Key) throws {
        guard !isHeldBack(key) else { return shim.unlabelled = .null }
        var object = try open()
        try object.encodeNil(forKey: key)
    }

    /// A value that is nil counts as one that follows, so that a case is stored in the same form whatever its values are.
    private mutating func encodeOptional<Value: Encodable>(_ value: Value?, _ key: Key) throws {
        if let value {
            try encode(value, forKey: key)
        } else if isHeldBack(key) {
            shim.unlabelled = .null
        } else {
            _ = try open()
        }
    }

    mutating func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        try encodeOptional(value, key)
    }
    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: Int128?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encodeOptional(value, key) }
    mutating func encodeIfPresent(_ value: UInt128?, forKey key: Key) throws { try encodeOptional(value, key) }

    mutating func encode(_ value: Int128, forKey key: Key) throws {
        guard !isHeldBack(key) else { return shim.unlabelled = .value(value) }
        var object = try open()
        try object.encode(value, forKey: key)
    }
    mutating func encode(_ value: UInt128, forKey key: Key) throws {
        guard !isHeldBack(key) else { return shim.unlabelled = .value(value) }
        var object = try open()
        try object.encode(value, forKey: key)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key)
        -> KeyedEncodingContainer<NestedKey>
    {
        var object = object ?? shim.payload.container(keyedBy: Key.self)
        shim.isPayloadWritten = true
        return object.nestedContainer(keyedBy: type, forKey: key)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        var object = object ?? shim.payload.container(keyedBy: Key.self)
        shim.isPayloadWritten = true
        return object.nestedUnkeyedContainer(forKey: key)
    }

    mutating func superEncoder() -> any Encoder { shim.payload }
    mutating func superEncoder(forKey _: Key) -> any Encoder { shim.payload }
}
