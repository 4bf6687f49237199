/// The version of an event in its stream. The first event has version 1, and versions have no gaps.
public struct StreamVersion: RawRepresentable, Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    public var rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }
    public init(integerLiteral value: Int64) { rawValue = value }

    /// The version of a stream that does not exist (0).
    public static let absent: StreamVersion = 0
    /// The version of the first event of a stream (1).
    public static let first: StreamVersion = 1

    public static func < (left: StreamVersion, right: StreamVersion) -> Bool { left.rawValue < right.rawValue }
}

extension StreamVersion: CustomStringConvertible {
    public var description: String { String(rawValue) }
}
