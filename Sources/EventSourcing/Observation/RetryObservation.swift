/// Something that is tried again.
public struct RetryObservation: Hashable, Sendable {
    /// Why.
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        /// Others appended between loading and appending; the command is decided again.
        case conflict
        /// It is not known what became of an append; it is made again with the same event ids.
        case unknownOutcome
        /// The connection of an append was lost; it is made again with the same event ids.
        case connectionLost
    }

    public var cause: Cause
    /// How often it was tried before, at least 1.
    public var attempts: Int

    public init(cause: Cause, attempts: Int) {
        self.cause = cause
        self.attempts = attempts
    }
}
