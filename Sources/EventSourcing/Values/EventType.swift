/// The stored name of a kind of event, for example `OrderPlaced`: 1 to 255 bytes of UTF-8 without control characters.
public struct EventType: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
}

extension EventType: CustomStringConvertible {
    public var description: String { rawValue }
}

// A type is what its bytes are, as in the store.
extension EventType {
    public static func == (left: EventType, right: EventType) -> Bool {
        left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytesOf: rawValue) }
}
