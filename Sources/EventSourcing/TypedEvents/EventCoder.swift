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
        let data = try encoder.encode(box)
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
        try decoder.decode(DecodedCase<Event>.self, from: payload.data, configuration: type.rawValue).event
    }

    func decode<Event: StoredEvent>(_: Event.Type, _ payload: EventPayload) throws -> Event {
        try decoder.decode(Event.self, from: payload.data)
    }
}

/// Takes the name of the case on its way through the encoder. Used by one call.
private final class EncodingCase<Event: DomainEvent>: Encodable {
    let event: Event
    var name: String?

    init(_ event: Event) { self.event = event }

    func encode(to encoder: any Encoder) throws {
        let shim = CaseEncoder(payload: encoder)
        try event.encode(to: shim)
        try shim.finish()
        name = shim.name
    }
}

private struct DecodedCase<Event: DomainEvent>: DecodableWithConfiguration {
    let event: Event

    init(from decoder: any Decoder, configuration name: String) throws {
        event = try Event(from: CaseDecoder(name: name, payload: decoder))
    }
}

extension DomainEvent {
    /// Whether the enum has a case that is stored under this type. Decodes nothing.
    static func hasCase(_ type: EventType) -> Bool {
        do {
            _ = try Self(from: CaseDecoder(name: type.rawValue, payload: nil))
            return true
        } catch {
            return error is KnownCase
        }
    }
}
