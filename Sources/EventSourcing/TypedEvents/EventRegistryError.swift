/// Why an ``EventRegistry`` cannot be built.
public enum EventRegistryError: Error, Hashable, Sendable {
    /// Two things want to decode the same stored type.
    case duplicateType(EventType)
    /// Two upcasters begin at the same schema.
    case duplicateUpcaster(EventSchema)
    /// An upcaster begins at a schema that is decoded as it is, or at one that is newer.
    case upcasterOfCurrentSchema(EventSchema, current: Int32)
    /// Upcasters lead back to where they began.
    case circle([EventSchema])
    /// A schema is reached, or was once written, and nothing goes on from it: neither an upcaster nor a registered type. A
    /// type at version n needs an upcaster from each version below n.
    case gap(EventSchema)
    /// A schema version below 1.
    case invalidVersion(EventSchema)
}

extension EventRegistryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .duplicateType(let type): "the event type \(type) is registered twice"
        case .duplicateUpcaster(let schema): "there are two upcasters from \(schema)"
        case .upcasterOfCurrentSchema(let schema, let current):
            "there is an upcaster from \(schema), but version \(current) is the one that is decoded"
        case .circle(let schemas):
            "upcasters go in a circle: " + schemas.map(\.description).joined(separator: ", then ")
        case .gap(let schema): "nothing goes on from \(schema): register its type, or an upcaster from it"
        case .invalidVersion(let schema): "\(schema): schema versions begin at 1"
        }
    }
}
