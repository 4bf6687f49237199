/// What tells how an event's data is to be read: its stored type, and the version of that type's schema.
public struct EventSchema: Hashable, Sendable {
    public var type: EventType
    /// At least 1.
    public var version: Int32

    public init(_ type: EventType, _ version: Int32) {
        self.type = type
        self.version = version
    }
}

extension EventSchema: CustomStringConvertible {
    public var description: String { "\(type) version \(version)" }
}
