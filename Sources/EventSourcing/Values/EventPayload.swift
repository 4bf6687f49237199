public import Foundation

/// The data of an event: JSON text, or bytes with a content type. It is stored and given back byte for byte.
public enum EventPayload: Hashable, Sendable {
    /// JSON as UTF-8. The store refuses text that is not JSON, and what no later query could read: `\u0000`, lone
    /// surrogates, numbers beyond PostgreSQL's numeric (``EventStoreError/Code/invalidPayload``). Bytes that are no text, that is not
    /// UTF-8 or with a zero among them, are ``EventStoreError/Code/invalidArgument``.
    case json(Data)
    /// Bytes that the store does not look into, and what they are, for example `application/protobuf`.
    case bytes(Data, contentType: String)

    /// JSON from text.
    public static func json(_ text: String) -> EventPayload { .json(Data(text.utf8)) }

    /// JSON from an encodable value.
    public static func json<Value: Encodable>(encoding value: Value, with encoder: JSONEncoder = JSONEncoder()) throws
        -> EventPayload
    {
        .json(try encoder.encode(value))
    }
}

extension EventPayload {
    /// The bytes as they are stored.
    public var data: Data {
        switch self {
        case .json(let data), .bytes(let data, _): data
        }
    }

    /// What the bytes are; `application/json` for JSON.
    public var contentType: String {
        switch self {
        case .json: "application/json"
        case .bytes(_, let contentType): contentType
        }
    }

    /// Decodes JSON data into a value. Throws what `decoder` throws.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self, with decoder: JSONDecoder = JSONDecoder())
        throws -> Value
    {
        try decoder.decode(type, from: data)
    }
}
