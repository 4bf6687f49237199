/// One build of a projection. The first is 1; each rebuild gets the next number, which tells the handler where to build, for
/// example in a table of that number. No number is used twice.
public struct ProjectionGeneration: RawRepresentable, Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    public var rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }
    public init(integerLiteral value: Int) { rawValue = value }

    /// The generation that a projection begins with (1).
    public static let first: ProjectionGeneration = 1

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension ProjectionGeneration: CustomStringConvertible {
    public var description: String { String(rawValue) }
}
