/// An event that was handed to a member of a consumer group.
public struct ConsumerGroupDelivery: Hashable, Sendable {
    public var event: RecordedEvent
    /// Names the event's stream where it is settled.
    public var streamID: Int64
    /// The fencing token: it is greater each time the stream changes hands, also in a group made anew. A system that remembers the
    /// greatest one it has seen for a stream can refuse what a former holder still sends.
    public var token: Int64
    /// How often handling it has failed, or ended its member.
    public var attempts: Int
    /// What the last failure said.
    public var lastError: String?
    /// It was parked and is replayed, behind followers that have gone on.
    public var isReplay: Bool

    public init(
        event: RecordedEvent, streamID: Int64, token: Int64, attempts: Int = 0, lastError: String? = nil,
        isReplay: Bool = false
    ) {
        self.event = event
        self.streamID = streamID
        self.token = token
        self.attempts = attempts
        self.lastError = lastError
        self.isReplay = isReplay
    }
}

/// What one call hands out.
public struct ConsumerGroupFetch: Hashable, Sendable {
    /// Each stream's in order.
    public var deliveries: [ConsumerGroupDelivery]
    /// There is nothing new for this member up to here.
    public var lookedAt: GlobalPosition

    public init(deliveries: [ConsumerGroupDelivery], lookedAt: GlobalPosition) {
        self.deliveries = deliveries
        self.lookedAt = lookedAt
    }
}
