/// An event on its way from an old schema to the one that this program reads.
public struct UpcastEvent: Hashable, Sendable {
    public var schema: EventSchema
    public var payload: EventPayload
    public var metadata: EventMetadata

    public init(schema: EventSchema, payload: EventPayload, metadata: EventMetadata = .none) {
        self.schema = schema
        self.payload = payload
        self.metadata = metadata
    }
}

/// Takes events of one schema to the next, when they are read. What is stored never changes.
///
///     Upcaster("placed", from: 1) { data in data["currency"] = "EUR" }
///
/// A registry applies one upcaster after the other until it has schemas that it decodes. The schemas that an upcaster gives
/// are declared, so that the registry can check the whole chain when it is built.
public struct Upcaster: Sendable {
    /// What it takes.
    public let source: EventSchema
    /// Every schema that it may give.
    public let targets: [EventSchema]
    let body: @Sendable (UpcastEvent) throws -> [UpcastEvent]

    /// The general form: one event becomes any number of events of the declared schemas, in the order given; of none, it is
    /// dropped. Metadata is the author's business, too: copy what should stay.
    public init(
        from source: EventSchema, to targets: [EventSchema],
        _ body: @escaping @Sendable (UpcastEvent) throws -> [UpcastEvent]
    ) {
        self.source = source
        self.targets = targets
        self.body = body
    }

    /// Changes the data, a JSON object, to that of the next schema version.
    public init(
        _ type: EventType, from version: Int32,
        changing: @escaping @Sendable (inout [String: JSONValue]) throws -> Void
    ) {
        let target = EventSchema(type, version + 1)
        self.init(from: EventSchema(type, version), to: [target]) { event in
            var object = try event.payload.decode([String: JSONValue].self)
            try changing(&object)
            return [
                UpcastEvent(
                    schema: target, payload: try .json(encoding: object, with: EventCoder.standard.encoder),
                    metadata: event.metadata)
            ]
        }
    }

    /// Makes the data of the next schema version from that of an old one, both as types.
    ///
    ///     Upcaster("placed", from: 1) { (old: PlacedV1) in PlacedV2(total: old.total, currency: "EUR") }
    public init<Old: Decodable & Sendable, New: Encodable & Sendable>(
        _ type: EventType, from version: Int32, coder: EventCoder = .standard,
        converting: @escaping @Sendable (Old) throws -> New
    ) {
        let target = EventSchema(type, version + 1)
        self.init(from: EventSchema(type, version), to: [target]) { event in
            let new = try converting(try event.payload.decode(Old.self, with: coder.decoder))
            return [
                UpcastEvent(
                    schema: target, payload: try .json(encoding: new, with: coder.encoder), metadata: event.metadata)
            ]
        }
    }

    /// The same data under another stored type: for a case that was renamed.
    public static func renaming(_ source: EventSchema, to target: EventSchema) -> Upcaster {
        Upcaster(from: source, to: [target]) { event in
            [UpcastEvent(schema: target, payload: event.payload, metadata: event.metadata)]
        }
    }

    /// Drops events on purpose: they mean nothing any more.
    public static func dropping(_ source: EventSchema) -> Upcaster { Upcaster(from: source, to: []) { _ in [] } }
}
