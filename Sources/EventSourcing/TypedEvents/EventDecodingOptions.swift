import Foundation

/// An event that could not be decoded, and why.
public struct UndecodableEvent: Sendable {
    public var recorded: RecordedEvent
    public var error: EventDecodingError

    public init(recorded: RecordedEvent, error: EventDecodingError) {
        self.recorded = recorded
        self.error = error
    }
}

/// What becomes of events that do not decode.
public enum UndecodablePolicy: Sendable {
    /// The read throws its ``EventDecodingError``.
    case fail
    /// It is passed over, and nobody hears of it.
    case skip
    /// It is handed over, in its place in the order, and then passed over. What the handler throws, the read throws.
    case park(@Sendable (UndecodableEvent) async throws -> Void)
}

/// How to decode.
public struct EventDecodingOptions: Sendable {
    public var undecodable: UndecodablePolicy
    /// How many parts of a page are decoded at the same time, in the tasks of the cooperative pool; 1: one after the other.
    /// The number of cores unless given. The order is the same.
    public var decodingConcurrency: Int
    /// A part is not smaller than this many events, so that a small page is decoded where it is.
    public var minimumChunk: Int

    public init(
        undecodable: UndecodablePolicy = .fail, decodingConcurrency: Int = Self.cores, minimumChunk: Int = 64
    ) {
        self.undecodable = undecodable
        self.decodingConcurrency = decodingConcurrency
        self.minimumChunk = minimumChunk
    }

    /// The number of cores that the process may use.
    public static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }
}
