/// Where a subscription begins.
public enum SubscriptionStart: Hashable, Sendable {
    /// With the first event of the store.
    case beginning
    /// With the first event after this position, for example a checkpoint's.
    case after(GlobalPosition)
    /// With the first event that is stored after the subscription was begun.
    case now
}

/// How to subscribe.
public struct SubscriptionOptions: Hashable, Sendable {
    public var start: SubscriptionStart
    public var filter: EventFilter
    /// The most events that are read at once, 1 to 100,000, and so the most that are held in memory twice over.
    public var pageSize: Int

    public init(start: SubscriptionStart = .beginning, filter: EventFilter = .all, pageSize: Int = 1000) {
        self.start = start
        self.filter = filter
        self.pageSize = pageSize
    }
}
