extension EventRegistry {
    /// Collects what a registry is built of.
    public struct Builder {
        let coder: EventCoder
        var types: [(EventType, Entry)] = []
        var enums: [EnumEntry] = []
        var upcasters: [Upcaster] = []

        /// The cases of an enum.
        public mutating func register<Part: DomainEvent>(
            _ part: Part.Type, as event: @escaping @Sendable (Part) -> Event
        ) {
            let coder = coder
            let entry = Entry(name: "\(part)", schemaVersion: { Part.schemaVersion(of: $0) }) { type, payload in
                event(try coder.decode(Part.self, type, payload))
            }
            enums.append(EnumEntry(entry: entry) { Part.hasCase($0) })
        }

        /// An event that is a type of its own.
        public mutating func register<Part: StoredEvent>(
            _ part: Part.Type, as event: @escaping @Sendable (Part) -> Event
        ) {
            let coder = coder
            let entry = Entry(name: "\(part)", schemaVersion: { _ in Part.schemaVersion }) { _, payload in
                event(try coder.decode(Part.self, payload))
            }
            types.append((Part.eventType, entry))
        }

        /// How events of an old schema become newer ones.
        public mutating func upcast(_ upcaster: Upcaster) { upcasters.append(upcaster) }
    }
}
