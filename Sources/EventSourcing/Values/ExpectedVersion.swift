/// What the writer expects of a stream when it appends. If the stream is otherwise, nothing is stored and the append fails
/// with ``EventStoreError/Code/wrongExpectedVersion``.
public enum ExpectedVersion: Hashable, Sendable {
    /// Whatever the version is, and whether the stream exists or not.
    case any
    /// The stream does not exist.
    case noStream
    /// The stream exists, at whatever version.
    case streamExists
    /// The last event of the stream has exactly this version. Version 0 is the same as ``noStream``.
    case exactly(StreamVersion)
}

extension ExpectedVersion {
    /// The number that stands for it in the contract of the store: -1 any, -2 the stream exists, 0 no stream, n exactly n.
    public var number: Int64 {
        switch self {
        case .any: -1
        case .streamExists: -2
        case .noStream: 0
        case .exactly(let version): version.rawValue
        }
    }

    /// The expected version for a number of the contract; nil for a number that has no meaning.
    public init?(number: Int64) {
        switch number {
        case -1: self = .any
        case -2: self = .streamExists
        case 0: self = .noStream
        case 1...: self = .exactly(StreamVersion(rawValue: number))
        default: return nil
        }
    }
}

extension ExpectedVersion: CustomStringConvertible {
    public var description: String {
        switch self {
        case .any: "any"
        case .streamExists: "an existing stream"
        case .noStream: "no stream"
        case .exactly(let version): "version \(version)"
        }
    }
}
