/// The settings of an ``InMemoryEventStore``, with the defaults of the store in PostgreSQL.
public struct InMemoryOptions: Hashable, Sendable {
    /// The most events of one append call.
    public var maxEventsPerAppend = 10_000
    /// The most bytes of one payload, and likewise of one event's metadata.
    public var maxPayloadBytes = 16_777_216
    /// How far ahead of the store's clock a timestamp may lie.
    public var maxFuture = Duration.seconds(86_400)
    /// How long ``InMemoryEventStore/scavenge()`` leaves the events of a deleted stream.
    public var reopenGrace = Duration.seconds(604_800)
    /// How long ``InMemoryEventStore/scavenge()`` leaves any event.
    public var scavengeMinAge = Duration.seconds(3600)
    /// What ``StreamAppend/outbox`` means when it is nil.
    public var outboxByDefault = false
    /// How many positions an append leaves out before it takes its own. Positions have gaps in a real store; code that counts
    /// on there being none fails with 1 here.
    public var positionGap: Int64 = 0

    public init() {}
}
