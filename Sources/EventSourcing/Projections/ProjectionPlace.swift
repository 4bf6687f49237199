public import Foundation

/// Where a client thinks that a generation of a projection is. A batch begins only when it is there.
public struct ProjectionPlace: Hashable, Sendable {
    public var name: String
    public var tenant: Tenant
    public var generation: ProjectionGeneration
    public var globalPosition: GlobalPosition

    public init(
        name: String, tenant: Tenant = .none, generation: ProjectionGeneration = .first, globalPosition: GlobalPosition
    ) {
        self.name = name
        self.tenant = tenant
        self.generation = generation
        self.globalPosition = globalPosition
    }
}

/// What a batch has done.
public struct ProjectionProgress: Hashable, Sendable {
    /// Everything up to here is done now.
    public var globalPosition: GlobalPosition
    /// The event at that position, if there is one.
    public var lastEvent: UUID?
    /// How many events were handled.
    public var eventsProcessed: Int
    /// How many were passed over on purpose.
    public var eventsSkipped: Int
    /// Those that are set aside.
    public var parked: [ParkedProjectionEvent]

    public init(
        globalPosition: GlobalPosition, lastEvent: UUID? = nil, eventsProcessed: Int = 0,
        eventsSkipped: Int = 0, parked: [ParkedProjectionEvent] = []
    ) {
        self.globalPosition = globalPosition
        self.lastEvent = lastEvent
        self.eventsProcessed = eventsProcessed
        self.eventsSkipped = eventsSkipped
        self.parked = parked
    }
}

extension ProjectionProgress {
    /// All of `events`, at least one, were handled.
    init(handled events: [RecordedEvent]) {
        self.init(
            globalPosition: events[events.count - 1].globalPosition, lastEvent: events[events.count - 1].id,
            eventsProcessed: events.count)
    }
}
