public import Foundation

/// An event of the application as it will be stored.
public struct EncodedEvent: Hashable, Sendable {
    public var schema: EventSchema
    public var payload: EventPayload

    public init(schema: EventSchema, payload: EventPayload) {
        self.schema = schema
        self.payload = payload
    }
}

/// How events become JSON and back.
///
/// The keys are sorted unless your encoder says otherwise: an append that is repeated must have the same bytes, and
/// Foundation orders keys differently in each process. Dates are as in `JSONEncoder`, that is seconds since 2001, which
/// loses nothing; ISO 8601 is easier on people but drops fractions of a second.
public struct EventCoder: Sendable {
    /// Changed by nobody after it was given here.
    public let encoder: JSONEncoder
    public let decoder: JSONDecoder

    public init(encoder: JSONEncoder, decoder: JSONDecoder) {
        self.encoder = encoder
        self.decoder = decoder
    }

    public static let standard: EventCoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return EventCoder(encoder: encoder, decoder: JSONDecoder())
    }()

    /// The stored form of a case of an enum. Throws `EncodingError` for a type that is no enum of cases.
    public func encode<Event: DomainEvent>(_ event: Event) throws -> EncodedEvent {
        let box = EncodingCase(event)
        var data = try encoder.encode(box)
        if box.isSingle, UnlabelledKey.mayBe(in: data), try decoder.decode(UnlabelledKey.Probe.self, from: data).isThere
        {
            // As data it would be taken for an object of associated values.
            data = try encoder.encode(EncodingWrapped(event))
        }
        guard let name = box.name else {
            throw EncodingError.invalidValue(
                event,
                .init(codingPath: [], debugDescription: "\(Event.self) does not encode as an enum: it names no case"))
        }
        let type = EventType(name)
        return EncodedEvent(schema: EventSchema(type, Event.schemaVersion(of: type)), payload: .json(data))
    }

    /// The stored form of an event that is a type of its own.
    public func encode<Event: StoredEvent>(_ event: Event) throws -> EncodedEvent {
        EncodedEvent(
            schema: EventSchema(Event.eventType, Event.schemaVersion), payload: .json(try encoder.encode(event)))
    }

    func decode<Event: DomainEvent>(_: Event.Type, _ type: EventType, _ payload: EventPayload) throws -> Event {
        let data = payload.data
        let stored = StoredCase(name: type.rawValue, mayHaveUnlabelledKey: UnlabelledKey.mayBe(in: data))
        return try decoder.decode(DecodedCase<Event>.self, from: data, configuration: stored).event
    }

    func decode<Event: StoredEvent>(_: Event.Type, _ payload: EventPayload) throws -> Event {
        try decoder.decode(Event.self, from: payload.data)
    }
}

/// Takes the name of the case on its way through the encoder. Used by one call.
private final class EncodingCase<Event: DomainEvent>: Encodable {
    let event: Event
    var name: String?
    /// Whether a value without a label is the data.
    var isSingle = false

    init(_ event: Event) { self.event = event }

    func encode(to encoder: any Encoder) throws {
        let shim = CaseEncoder(payload: encoder)
        try event.encode(to: shim)
        isSingle = try shim.finish()
        name = shim.name
    }
}

/// The same with the value below the key `_0`.
private struct EncodingWrapped<Event: DomainEvent>: Encodable {
    let event: Event

    init(_ event: Event) { self.event = event }

    func encode(to encoder: any Encoder) throws {
        let shim = CaseEncoder(payload: encoder, wrapsSingle: true)
        try event.encode(to: shim)
        try shim.finish()
    }
}

/// What is known of a case before it is decoded.
private struct StoredCase {
    let name: String
    let mayHaveUnlabelledKey: Bool
}

private struct DecodedCase<Event: DomainEvent>: DecodableWithConfiguration {
    let event: Event

    init(from decoder: any Decoder, configuration stored: StoredCase) throws {
        event = try Event(
            from: CaseDecoder(
                name: stored.name, payload: decoder, mayHaveUnlabelledKey: stored.mayHaveUnlabelledKey))
    }
}

extension DomainEvent {
    /// Whether the enum has a case that is stored under this type. Decodes nothing.
    static func hasCase(_ type: EventType) -> Bool {
        do {
            _ = try Self(from: CaseDecoder(name: type.rawValue, payload: nil, mayHaveUnlabelledKey: false))
            return true
        } catch {
            return error is KnownCase
        }
    }
}
