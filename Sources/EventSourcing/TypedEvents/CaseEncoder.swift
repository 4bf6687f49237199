// Swift encodes a case of an enum as an object with one key, the case's name, and below it the associated values. These
// containers stand before the real encoder's: they take the name for the type and let the values through as the top level.

/// Encodes one event. Used by one call.
final class CaseEncoder: Encoder {
    /// A value without a label is the data itself when no other follows, and the key `_0` of an object otherwise.
    enum Unlabelled {
        case none
        case null
        case value(any Encodable)
    }

    let payload: any Encoder
    /// Whether a value without a label is written below its key all the same.
    let wrapsSingle: Bool
    var name: String?
    var unlabelled = Unlabelled.none
    var isPayloadWritten = false

    init(payload: any Encoder, wrapsSingle: Bool = false) {
        self.payload = payload
        self.wrapsSingle = wrapsSingle
    }

    var codingPath: [any CodingKey] { payload.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { payload.userInfo }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(CaseContainer<Key>(shim: self))
    }

    // An enum does neither, so no case is named, which the caller refuses.
    func unkeyedContainer() -> any UnkeyedEncodingContainer { payload.unkeyedContainer() }
    func singleValueContainer() -> any SingleValueEncodingContainer { payload.singleValueContainer() }

    func begin(_ key: any CodingKey) throws {
        guard name == nil else {
            throw EncodingError.invalidValue(
                key.stringValue,
                .init(codingPath: codingPath, debugDescription: "more than one case: the event is not an enum"))
        }
        name = key.stringValue
    }

    func writeSingle(_ value: (any Encodable)?) throws {
        var container = payload.singleValueContainer()
        isPayloadWritten = true
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }

    /// Writes what was held back; says whether that became the data itself.
    @discardableResult
    func finish() throws -> Bool {
        guard name != nil, !isPayloadWritten else { return false }
        switch unlabelled {
        case .value(let value) where wrapsSingle:
            var object = payload.container(keyedBy: UnlabelledKey.self)
            try object.encode(value, forKey: .first)
            return false
        case .value(let value): try writeSingle(value)
        case .null: try writeSingle(nil)
        case .none:
            _ = payload.container(keyedBy: NoKey.self)
            return false
        }
        return true
    }

    private enum NoKey: CodingKey {}
}

/// The outer object, whose only key is the case.
private struct CaseContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let shim: CaseEncoder
    var codingPath: [any CodingKey] { shim.codingPath }

    func nestedContainer<NestedKey: CodingKey>(keyedBy _: NestedKey.Type, forKey key: Key)
        -> KeyedEncodingContainer<NestedKey>
    {
        guard (try? shim.begin(key)) != nil else { return shim.payload.container(keyedBy: NestedKey.self) }
        return KeyedEncodingContainer(CaseValues<NestedKey>(shim: shim))
    }

    // Enums whose coding is written by hand.
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try shim.begin(key)
        try shim.writeSingle(value)
    }

    func encodeNil(forKey key: Key) throws {
        try shim.begin(key)
        try shim.writeSingle(nil)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        if (try? shim.begin(key)) != nil { shim.isPayloadWritten = true }
        return shim.payload.unkeyedContainer()
    }

    func superEncoder() -> any Encoder { shim.payload }
    func superEncoder(forKey _: Key) -> any Encoder { shim.payload }
}
