/// What a subscription tells.
public enum SubscriptionMessage: Hashable, Sendable {
    /// The next event.
    case event(RecordedEvent)
    /// Every event up to this position has been delivered; from here on events come as they are stored. The position may be
    /// one that no event has: outside the store's own cluster keep that of the last event instead, for after a crash of the
    /// server an unused position may be given out again.
    case caughtUp(GlobalPosition)
    /// More events are waiting than one page holds: the subscription reads in pages again until it has caught up.
    case fellBehind(GlobalPosition)
}

/// What a backend hands to a subscription: a page of events, or a change of its state.
public enum SubscriptionStep: Sendable {
    /// Events in the order of their positions, at least one.
    case events([RecordedEvent])
    case caughtUp(GlobalPosition)
    case fellBehind(GlobalPosition)
}

/// One run of a subscription, made by a backend. Used by one iterator at a time.
public protocol SubscriptionSource: Sendable {
    /// The next step; suspends until there is one. Nil when the store was shut down in good order. Throws
    /// `CancellationError` when the task is cancelled.
    func next() async throws -> SubscriptionStep?
}
