public import Foundation

/// How far a projection has read, and how it fares.
public struct Checkpoint: Hashable, Sendable {
    /// How a projection fares.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case running
        case paused
        case rebuilding
        case failed
    }

    public var name: String
    public var tenant: Tenant
    /// Everything up to here is done.
    public var globalPosition: GlobalPosition
    /// The event at that position, if it was told.
    public var lastEventID: UUID?
    /// How many events were processed since the start or the last reset.
    public var eventsProcessed: Int64
    public var status: Status
    /// Why it failed.
    public var error: String?
    /// The history it belongs to. A checkpoint of another history is refused.
    public var epoch: UUID
    public var updatedAt: Date

    public init(
        name: String, tenant: Tenant = .none, globalPosition: GlobalPosition, lastEventID: UUID? = nil,
        eventsProcessed: Int64 = 0, status: Status = .running, error: String? = nil, epoch: UUID, updatedAt: Date
    ) {
        self.name = name
        self.tenant = tenant
        self.globalPosition = globalPosition
        self.lastEventID = lastEventID
        self.eventsProcessed = eventsProcessed
        self.status = status
        self.error = error
        self.epoch = epoch
        self.updatedAt = updatedAt
    }
}

/// What to save as a checkpoint. SQL: `save_checkpoint`.
public struct CheckpointUpdate: Hashable, Sendable {
    public var name: String
    public var tenant: Tenant
    public var globalPosition: GlobalPosition
    /// The event at that position, so that another history can be told by it.
    public var lastEventID: UUID?
    /// How many events were processed since the last save; added to the count when the position goes forward.
    public var eventsProcessed: Int64
    public var status: Checkpoint.Status
    public var error: String?
    /// The epoch the reader knows; nil: not compared.
    public var epoch: UUID?
    /// Set the position back on purpose. Otherwise going back fails with
    /// ``EventStoreError/Code/checkpointBackwards``.
    public var allowsBackwards: Bool

    public init(
        name: String, tenant: Tenant = .none, globalPosition: GlobalPosition, lastEventID: UUID? = nil,
        eventsProcessed: Int64 = 0, status: Checkpoint.Status = .running, error: String? = nil, epoch: UUID? = nil,
        allowsBackwards: Bool = false
    ) {
        self.name = name
        self.tenant = tenant
        self.globalPosition = globalPosition
        self.lastEventID = lastEventID
        self.eventsProcessed = eventsProcessed
        self.status = status
        self.error = error
        self.epoch = epoch
        self.allowsBackwards = allowsBackwards
    }
}
