/// The place of an event in the order over the whole store. Positions grow and have gaps; inside a stream their order is the
/// order of the versions. A position is known as soon as the append returns.
public struct GlobalPosition: RawRepresentable, Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    public var rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }
    public init(integerLiteral value: Int64) { rawValue = value }

    /// Before the first event (0).
    public static let start: GlobalPosition = 0

    public static func < (left: GlobalPosition, right: GlobalPosition) -> Bool { left.rawValue < right.rawValue }
}

extension GlobalPosition: CustomStringConvertible {
    public var description: String { String(rawValue) }
}
