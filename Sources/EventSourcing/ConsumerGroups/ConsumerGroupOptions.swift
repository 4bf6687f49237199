/// What a consumer group reads, and by which rules its events are handed out. See ``ConsumerGroupStore/createConsumerGroup(_:)``.
public struct ConsumerGroupOptions: Hashable, Sendable {
    /// 1 to 255 bytes.
    public var name: String
    /// Only this tenant's events; nil: of all tenants. Part of the name in all further calls.
    public var tenant: Tenant?
    /// Only these; nil: all.
    public var aggregateTypes: [String]?
    /// Only these; nil: all.
    public var eventTypes: [EventType]?
    /// The group begins after this position; nil: with what comes from now on.
    public var position: GlobalPosition? = .start
    /// Into how many parts the streams are divided: a power of two, up to 4096. More members than that have nothing to do.
    public var slots = 64
    /// How long a member that has vanished is waited for: 1 second to 1 day.
    public var lease = Duration.seconds(15)
    /// After so many failures an event is parked. 0: never.
    public var maxAttempts = 10
    /// How long a stream waits after a first failure; doubled with each further one.
    public var retryDelay = Duration.seconds(1)
    /// The longest wait after a failure.
    public var maxRetryDelay = Duration.seconds(300)
    /// The most events that a member may have that it has not settled, 1 to 100,000.
    public var maxUnacknowledged = 1000

    public init(_ name: String, tenant: Tenant? = nil) {
        self.name = name
        self.tenant = tenant
    }
}
