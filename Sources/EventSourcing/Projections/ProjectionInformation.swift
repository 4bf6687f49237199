public import Foundation

/// A generation of a projection, and how it fares. SQL: a row of `list_projections`.
public struct ProjectionInformation: Hashable, Sendable {
    /// Who handles the events.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A client of the store, such as a ``ProjectionRunner``.
        case client
        /// A function of the database, when it is told to run.
        case sql
        /// A function of the database, in each append's own transaction.
        case inline
    }

    public var name: String
    public var tenant: Tenant
    public var kind: Kind
    public var generation: ProjectionGeneration
    /// False for a generation that is being built beside the one in use.
    public var isInUse: Bool
    public var status: Checkpoint.Status
    /// Everything up to here is done.
    public var globalPosition: GlobalPosition
    /// How many positions lie between it and the head.
    public var lag: Int64
    /// Where it is to pause.
    public var stopPosition: GlobalPosition?
    public var eventsProcessed: Int64
    /// Passed over on purpose, after failures.
    public var eventsSkipped: Int64
    /// Set aside after failures, and not replayed yet.
    public var eventsParked: Int64
    /// How often handling has failed.
    public var failures: Int64
    /// How often in a row the next event has failed.
    public var attempts: Int
    /// When it is tried again after a failure.
    public var availableAt: Date?
    /// Why it waits, or has failed.
    public var error: String?
    /// The last failure, also when it is over.
    public var lastError: String?
    public var lastErrorPosition: GlobalPosition?
    public var lastErrorAt: Date?
    /// False: its checkpoint belongs to another history of the store, or lies beyond its head.
    public var isOfThisHistory: Bool
    public var filter: EventFilter
    /// The function of the database; nil for a client's.
    public var functionName: String?
    public var createdAt: Date
    /// When this generation began, or was reset.
    public var startedAt: Date
    public var updatedAt: Date

    public init(
        name: String, tenant: Tenant, kind: Kind, generation: ProjectionGeneration, isInUse: Bool,
        status: Checkpoint.Status, globalPosition: GlobalPosition, lag: Int64, stopPosition: GlobalPosition? = nil,
        eventsProcessed: Int64 = 0, eventsSkipped: Int64 = 0, eventsParked: Int64 = 0, failures: Int64 = 0,
        attempts: Int = 0, availableAt: Date? = nil, error: String? = nil, lastError: String? = nil,
        lastErrorPosition: GlobalPosition? = nil, lastErrorAt: Date? = nil, isOfThisHistory: Bool = true,
        filter: EventFilter = .all, functionName: String? = nil, createdAt: Date, startedAt: Date, updatedAt: Date
    ) {
        self.name = name
        self.tenant = tenant
        self.kind = kind
        self.generation = generation
        self.isInUse = isInUse
        self.status = status
        self.globalPosition = globalPosition
        self.lag = lag
        self.stopPosition = stopPosition
        self.eventsProcessed = eventsProcessed
        self.eventsSkipped = eventsSkipped
        self.eventsParked = eventsParked
        self.failures = failures
        self.attempts = attempts
        self.availableAt = availableAt
        self.error = error
        self.lastError = lastError
        self.lastErrorPosition = lastErrorPosition
        self.lastErrorAt = lastErrorAt
        self.isOfThisHistory = isOfThisHistory
        self.filter = filter
        self.functionName = functionName
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.updatedAt = updatedAt
    }
}

extension ProjectionInformation {
    var place: ProjectionPlace {
        ProjectionPlace(name: name, tenant: tenant, generation: generation, globalPosition: globalPosition)
    }
}
