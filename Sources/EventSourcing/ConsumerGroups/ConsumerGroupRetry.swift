public import Foundation

/// What became of an event whose handling has failed.
public struct ConsumerGroupRetry: Hashable, Sendable {
    /// How often it has failed, this time included.
    public var attempts: Int
    /// It has failed too often; what stands behind it goes on.
    public var isParked: Bool
    /// When its stream is handed out again; nil when it is parked.
    public var availableAt: Date?

    public init(attempts: Int, isParked: Bool, availableAt: Date?) {
        self.attempts = attempts
        self.isParked = isParked
        self.availableAt = availableAt
    }
}
