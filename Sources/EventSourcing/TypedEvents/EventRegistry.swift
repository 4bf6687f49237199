/// Turns what is stored into the application's events: by stored type and schema version, through upcasters.
///
/// For one enum:
///
///     let events = EventRegistry(OrderEvent.self)
///
/// For several enums, or for one type per event, gathered into one type of your own (an enum, or `any ShopEvent`):
///
///     let events = try EventRegistry<ShopEvent> { registry in
///         registry.register(OrderEvent.self) { .order($0) }
///         registry.register(PaymentReceived.self) { .payment($0) }
///         registry.upcast(Upcaster("placed", from: 1) { $0["currency"] = "EUR" })
///     }
///
/// What fits together is checked when it is built (``EventRegistryError``). Two enums with a case of the same stored type
/// cannot be told apart before such an event is met; that event does not decode
/// (``EventDecodingError/Reason-swift.enum/ambiguousType(_:)``).
public struct EventRegistry<Event: Sendable>: Sendable {
    /// How one registered type decodes.
    struct Entry: Sendable {
        var name: String
        var schemaVersion: @Sendable (EventType) -> Int32
        var decode: @Sendable (EventType, EventPayload) throws -> Event
    }

    struct EnumEntry: Sendable {
        var entry: Entry
        var hasCase: @Sendable (EventType) -> Bool
    }

    /// What is known about a stored type.
    enum Resolution: Sendable {
        case entry(Entry, current: Int32)
        case unknown
        case ambiguous([String])
    }

    private(set) var types: [EventType: Entry] = [:]
    private(set) var enums: [EnumEntry] = []
    private(set) var upcasters: [EventSchema: Upcaster] = [:]
    public let coder: EventCoder

    /// Builds a registry, and checks it. Throws ``EventRegistryError``.
    public init(coder: EventCoder = .standard, _ build: (inout Builder) throws -> Void) throws {
        var builder = Builder(coder: coder)
        try build(&builder)
        try self.init(builder)
    }

    private init(_ builder: Builder) throws(EventRegistryError) {
        coder = builder.coder
        enums = builder.enums
        for (type, entry) in builder.types {
            guard types.updateValue(entry, forKey: type) == nil else { throw .duplicateType(type) }
        }
        for upcaster in builder.upcasters {
            guard upcasters.updateValue(upcaster, forKey: upcaster.source) == nil else {
                throw .duplicateUpcaster(upcaster.source)
            }
        }
        try check()
    }

    func resolve(_ type: EventType) -> Resolution {
        let found = enums.filter { $0.hasCase(type) }.map(\.entry) + [types[type]].compactMap { $0 }
        guard let entry = found.first else { return .unknown }
        return found.count == 1
            ? .entry(entry, current: entry.schemaVersion(type)) : .ambiguous(found.map(\.name))
    }
}

extension EventRegistry where Event: DomainEvent {
    /// The registry of one enum.
    public init(_: Event.Type = Event.self, coder: EventCoder = .standard) {
        // Without upcasters there is nothing that could not fit.
        try! self.init(Event.self, coder: coder, upcasters: [])
    }

    /// The registry of one enum with upcasters. Throws ``EventRegistryError``.
    public init(_: Event.Type = Event.self, coder: EventCoder = .standard, upcasters: [Upcaster]) throws {
        try self.init(coder: coder) { registry in
            registry.register(Event.self) { $0 }
            for upcaster in upcasters { registry.upcast(upcaster) }
        }
    }
}
