/// Says that the enum has the case that was asked for; see `DomainEvent.hasCase`.
struct KnownCase: Error {}
/// The enum has no case of the stored type.
struct UnknownCase: Error {}

/// Shows an enum what it expects, an object whose only key is the case's name, where the real decoder's top level holds the
/// associated values.
struct CaseDecoder: Decoder {
    let name: String
    /// Nil: it is only asked whether there is such a case.
    let payload: (any Decoder)?
    let mayHaveUnlabelledKey: Bool

    var codingPath: [any CodingKey] { payload?.codingPath ?? [] }
    var userInfo: [CodingUserInfoKey: Any] { payload?.userInfo ?? [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let key = Key(stringValue: name) else { throw UnknownCase() }
        guard let payload else { throw KnownCase() }
        return KeyedDecodingContainer(
            CaseDecodingContainer(key: key, payload: payload, mayHaveUnlabelledKey: mayHaveUnlabelledKey))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw UnknownCase() }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw UnknownCase() }
}

private struct CaseDecodingContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let key: Key
    let payload: any Decoder
    let mayHaveUnlabelledKey: Bool

    var codingPath: [any CodingKey] { payload.codingPath }
    var allKeys: [Key] { [key] }
    func contains(_ key: Key) -> Bool { key.stringValue == self.key.stringValue }

    private func check(_ key: Key) throws {
        guard contains(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "another case"))
        }
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy _: NestedKey.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<NestedKey>
    {
        try check(key)
        return KeyedDecodingContainer(
            try CaseValuesDecoding<NestedKey>(payload, mayHaveUnlabelledKey: mayHaveUnlabelledKey))
    }

    // Enums whose coding is written by hand.
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try check(key)
        return try payload.singleValueContainer().decode(type)
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try check(key)
        return try payload.singleValueContainer().decodeNil()
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try check(key)
        return try payload.unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { payload }
    func superDecoder(forKey _: Key) throws -> any Decoder { payload }
}

/// The associated values of a case: the keys of the data when it is an object with them, or the data itself.
private struct CaseValuesDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let payload: any Decoder
    /// Nil: the data is no object, or the value itself.
    private let object: KeyedDecodingContainer<Key>?
    /// Whether the value without a label is the data itself.
    private let isSingle: Bool

    init(_ payload: any Decoder, mayHaveUnlabelledKey: Bool) throws {
        self.payload = payload
        let first = Key(stringValue: "_0")
        let mayBeSingle = first != nil && Key(stringValue: "_1") == nil
        if mayBeSingle, !mayHaveUnlabelledKey {
            object = nil
            isSingle = true
        } else {
            object = try? payload.container(keyedBy: Key.self)
            isSingle = if mayBeSingle, let first { object?.contains(first) != true } else { false }
        }
    }

    var codingPath: [any CodingKey] { payload.codingPath }
    var allKeys: [Key] { (try? values())?.allKeys ?? [] }

    private func isData(_ key: Key) -> Bool { isSingle && key.stringValue == "_0" }

    private func values() throws -> KeyedDecodingContainer<Key> {
        try object ?? payload.container(keyedBy: Key.self)
    }

    func contains(_ key: Key) -> Bool { isData(key) || (try? values())?.contains(key) == true }

    func decodeNil(forKey key: Key) throws -> Bool {
        isData(key) ? try payload.singleValueContainer().decodeNil() : try values().decodeNil(forKey: key)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        isData(key)
            ? try payload.singleValueContainer().decode(type) : try values().decode(type, forKey: key)
    }

    // These two have a default that throws.
    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
        isData(key)
            ? try payload.singleValueContainer().decode(type) : try values().decode(type, forKey: key)
    }

    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
        isData(key)
            ? try payload.singleValueContainer().decode(type) : try values().decode(type, forKey: key)
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<NestedKey>
    {
        isData(key) ? try payload.container(keyedBy: type) : try values().nestedContainer(keyedBy: type, forKey: key)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        isData(key) ? try payload.unkeyedContainer() : try values().nestedUnkeyedContainer(forKey: key)
    }

    func superDecoder() throws -> any Decoder { payload }
    func superDecoder(forKey key: Key) throws -> any Decoder { try values().superDecoder(forKey: key) }
}
