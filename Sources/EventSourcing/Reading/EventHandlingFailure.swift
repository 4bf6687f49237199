/// An event that its handler refused each time.
///
/// `description` is safe to log unless the handler's error is not: it holds names and numbers, never payloads.
public struct EventHandlingFailure: Error, Sendable, CustomStringConvertible {
    public var event: RecordedEvent
    /// How often it was tried.
    public var attempts: Int
    /// What the handler threw last.
    public var error: any Error

    public init(event: RecordedEvent, attempts: Int, error: any Error) {
        self.event = event
        self.attempts = attempts
        self.error = error
    }

    public var description: String {
        "event \(event.id) (\(event.type), version \(event.version) of \(event.stream), position \(event.globalPosition)) "
            + "was refused \(attempts) times: \(error)"
    }
}

/// What becomes of an event that its handler has refused too often.
public enum EventFailurePolicy: String, Hashable, Sendable, CaseIterable {
    /// Nothing more is handled.
    case stop
    /// It is passed over, counted and listed.
    case skip
}

/// Handles one event, and again after a pause when the handler throws.
///
/// Throws `EventHandlingFailure` after the last attempt, and `CancellationError`.
func handle(
    _ event: RecordedEvent, retry: RetryPolicy, onRetry: () -> Void,
    by handler: @Sendable (RecordedEvent) async throws -> Void
) async throws {
    var attempt = 1
    while true {
        try Task.checkCancellation()
        do {
            return try await handler(event)
        } catch {
            // What a cancelled handler throws says nothing about the event.
            if Task.isCancelled { throw CancellationError() }
            guard attempt < retry.attempts else {
                throw EventHandlingFailure(event: event, attempts: attempt, error: error)
            }
        }
        onRetry()
        try await Task.sleep(for: retry.pause(after: attempt))
        attempt += 1
    }
}
