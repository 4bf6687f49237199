public import Foundation

/// A consumer group: what it reads, and how it fares.
public struct ConsumerGroupInformation: Hashable, Sendable {
    public var name: String
    /// Nil: of all tenants.
    public var tenant: Tenant?
    public var aggregateTypes: [String]?
    public var eventTypes: [String]?
    public var slots: Int
    public var lease: Duration
    public var maxAttempts: Int
    public var maxUnacknowledged: Int
    /// Those whose leases last.
    public var members: Int
    /// Slots that nobody holds.
    public var freeSlots: Int
    /// Up to where every event is settled, but for parked ones; a reset to there loses nothing.
    public var settledPosition: GlobalPosition
    /// Positions between the slot of which least was handed out and the head.
    public var lag: Int64
    /// Events that members have and have not settled.
    public var unacknowledged: Int64
    /// Streams that wait after a failure, or for another member.
    public var waitingStreams: Int64
    public var parkedEvents: Int64
    /// One of the errors of those that wait.
    public var lastError: String?
    /// False: the store was restored or replaced since; nobody gets events before the group is reset.
    public var isOfThisHistory: Bool
    public var createdAt: Date

    public init(
        name: String, tenant: Tenant?, aggregateTypes: [String]?, eventTypes: [String]?, slots: Int, lease: Duration,
        maxAttempts: Int, maxUnacknowledged: Int, members: Int, freeSlots: Int, settledPosition: GlobalPosition,
        lag: Int64, unacknowledged: Int64, waitingStreams: Int64, parkedEvents: Int64, lastError: String?,
        isOfThisHistory: Bool, createdAt: Date
    ) {
        self.name = name
        self.tenant = tenant
        self.aggregateTypes = aggregateTypes
        self.eventTypes = eventTypes
        self.slots = slots
        self.lease = lease
        self.maxAttempts = maxAttempts
        self.maxUnacknowledged = maxUnacknowledged
        self.members = members
        self.freeSlots = freeSlots
        self.settledPosition = settledPosition
        self.lag = lag
        self.unacknowledged = unacknowledged
        self.waitingStreams = waitingStreams
        self.parkedEvents = parkedEvents
        self.lastError = lastError
        self.isOfThisHistory = isOfThisHistory
        self.createdAt = createdAt
    }
}

/// A member of a consumer group, as people see it.
public struct ConsumerGroupMemberInformation: Hashable, Sendable {
    public var member: UUID
    public var name: String
    public var slots: Int
    /// How many of these it is to give back when it has settled what it has of them.
    public var releasingSlots: Int
    public var unacknowledged: Int64
    public var joinedAt: Date
    public var extendedAt: Date
    public var expiresAt: Date
    /// Its lease has run out, and nobody has taken over yet.
    public var isExpired: Bool

    public init(
        member: UUID, name: String, slots: Int, releasingSlots: Int, unacknowledged: Int64, joinedAt: Date,
        extendedAt: Date, expiresAt: Date, isExpired: Bool
    ) {
        self.member = member
        self.name = name
        self.slots = slots
        self.releasingSlots = releasingSlots
        self.unacknowledged = unacknowledged
        self.joinedAt = joinedAt
        self.extendedAt = extendedAt
        self.expiresAt = expiresAt
        self.isExpired = isExpired
    }
}

/// An event that was set aside.
public struct ParkedConsumerGroupEvent: Hashable, Sendable {
    public var globalPosition: GlobalPosition
    public var eventID: UUID
    public var stream: StreamName
    public var version: StreamVersion
    public var eventType: EventType
    public var attempts: Int
    public var lastError: String?
    public var parkedAt: Date
    /// When it may be handed out again; nil: it stays.
    public var replayAt: Date?

    public init(
        globalPosition: GlobalPosition, eventID: UUID, stream: StreamName, version: StreamVersion, eventType: EventType,
        attempts: Int, lastError: String?, parkedAt: Date, replayAt: Date?
    ) {
        self.globalPosition = globalPosition
        self.eventID = eventID
        self.stream = stream
        self.version = version
        self.eventType = eventType
        self.attempts = attempts
        self.lastError = lastError
        self.parkedAt = parkedAt
        self.replayAt = replayAt
    }
}
