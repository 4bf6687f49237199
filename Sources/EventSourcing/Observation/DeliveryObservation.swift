/// A page of events that a subscription gives to its consumer.
public struct DeliveryObservation: Hashable, Sendable {
    /// How many events, at least 1.
    public var events: Int
    /// The position of the last one.
    public var position: GlobalPosition
    /// How many positions lie between it and the head of the store, as far as the subscription knows the head.
    public var lag: Int64
    /// How long ago the first event of the page was stored, by the clocks of server and client; nil when it is not known. While
    /// old events are read, that is their age.
    public var latency: Duration?

    public init(events: Int, position: GlobalPosition, lag: Int64, latency: Duration? = nil) {
        self.events = events
        self.position = position
        self.lag = lag
        self.latency = latency
    }
}

/// Why a store looks for new events.
public enum WakeCause: String, Hashable, Sendable, CaseIterable {
    /// It was notified, or has just begun to listen.
    case bell
    /// A further look after a ring, or while an appender is in flight.
    case followUp
    /// Nothing has woken it for as long as the slow timer takes.
    case slowTimer
}
