public import Foundation

/// An event that a projection has set aside after failures; it went on without it. SQL: a row of `parked_projection_events`.
public struct ParkedProjectionEvent: Hashable, Sendable {
    public var globalPosition: GlobalPosition
    /// What the handler threw, as text.
    public var error: String
    /// How often it was tried.
    public var attempts: Int
    public var generation: ProjectionGeneration
    public var parkedAt: Date?
    /// When a replay was asked for that has not been done yet.
    public var replayRequestedAt: Date?

    public init(
        globalPosition: GlobalPosition, error: String, attempts: Int, generation: ProjectionGeneration = .first,
        parkedAt: Date? = nil, replayRequestedAt: Date? = nil
    ) {
        self.globalPosition = globalPosition
        self.error = error
        self.attempts = attempts
        self.generation = generation
        self.parkedAt = parkedAt
        self.replayRequestedAt = replayRequestedAt
    }
}
