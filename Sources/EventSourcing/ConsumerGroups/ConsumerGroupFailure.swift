/// Why an event was not handled, and what is to become of it. A handler that throws anything else has it tried again later.
public struct ConsumerGroupFailure: Error, Sendable, CustomStringConvertible {
    public enum Disposition: Hashable, Sendable {
        /// Try again later, after a pause that grows with each failure, and no sooner than after a time if one is given: 0 to 30
        /// days; what lies beyond is cut.
        case retry(after: Duration?)
        /// No retry can help: set it aside, what stands behind it goes on.
        case park
        /// Handling itself cannot go on: the member ends and throws ``ConsumerGroupFailure/underlying``. The event counts no attempt.
        case stop
    }

    public var disposition: Disposition
    public var underlying: any Error

    public init(_ disposition: Disposition, underlying: any Error) {
        self.disposition = disposition
        self.underlying = underlying
    }

    /// No retry can help.
    public static func park(_ reason: String) -> ConsumerGroupFailure {
        ConsumerGroupFailure(.park, underlying: Reason(description: reason))
    }

    /// To be tried again later: after the pause that grows with each failure, or after `delay` if that is longer.
    public static func retry(_ reason: String, after delay: Duration? = nil) -> ConsumerGroupFailure {
        ConsumerGroupFailure(.retry(after: delay), underlying: Reason(description: reason))
    }

    /// The member has to end.
    public static func stop(_ error: any Error) -> ConsumerGroupFailure {
        ConsumerGroupFailure(.stop, underlying: error)
    }

    public var description: String { "\(underlying)" }

    struct Reason: Error, CustomStringConvertible {
        let description: String
    }
}
