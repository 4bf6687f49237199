public import EventSourcing
public import Foundation

/// How the store fares.
public struct StoreHealth: Hashable, Sendable {
    public var serverVersion: String
    public var databaseName: String
    /// Address and port of the server, or `unix socket`.
    public var host: String
    /// Whether the server is a standby.
    public var isInRecovery: Bool
    public var schemaName: String
    public var schemaVersion: Int
    public var epoch: UUID
    /// The highest position that was given out; nil on a standby.
    public var headPosition: GlobalPosition?
    /// Up to here nothing can still appear; nil on a standby.
    public var safePosition: GlobalPosition?
    public var inFlightAppenders: Int
    /// How many months after this one have a partition.
    public var partitionsAhead: Int
    public var lastPartitionEnds: Date?
    /// When the server gave these answers.
    public var checkedAt: Date
    public var pool: PoolStatistics
    /// The time one question to the server took.
    public var roundTrip: Duration
}

/// The connections of a store that are lent to one caller at a time, and the shared ones.
public struct PoolStatistics: Hashable, Sendable {
    /// Open, or being opened.
    public var size: Int
    public var idle: Int
    public var inUse: Int
    public var maximum: Int
    /// Callers that wait for a connection.
    public var waiters: Int
    /// Open connections that all calls share.
    public var shared: Int
}

/// A transaction that has appended and not ended yet: readers wait at its position.
public struct InFlightAppender: Hashable, Sendable {
    /// Nil for a prepared transaction.
    public var pid: Int32?
    /// Readers do not pass this position until it ends.
    public var registeredPosition: GlobalPosition
    public var transactionAge: Duration?
    public var state: String?
    public var applicationName: String?
    public var userName: String?
    public var clientAddress: String?
    /// What the session waits for, as `pg_stat_activity` names it.
    public var waitEvent: String?
    public var query: String?
}

/// Something that `verify` found.
public struct VerificationFinding: Hashable, Sendable {
    /// `checksum`, `version_gap`, `order`, `event_id`, `stream`, `tail`, `position` or `unreadable`; the last one's stream and
    /// id are empty where the server does not know them.
    public var problem: String
    public var globalPosition: GlobalPosition
    public var stream: StreamName
    public var version: StreamVersion
    public var eventID: UUID
    public var detail: String
}

/// A stream that has not the events or the event ids that its version says. SQL: `verify_streams`.
public struct StreamVerificationFinding: Hashable, Sendable {
    /// Nil: event ids are left of a stream of which nothing else is.
    public var stream: StreamName?
    /// Zero: the stream itself is absent.
    public var version: StreamVersion
    public var events: Int64
    public var eventIDs: Int64
    public var detail: String
}

/// A setting of the store.
public struct StoreSetting: Hashable, Sendable {
    public var name: String
    public var value: String
    public var meaning: String
}

/// A partition of the log.
public struct PartitionInformation: Hashable, Sendable {
    public var partitionName: String
    /// The first moment that belongs to it.
    public var lowerBound: Date
    /// The first moment that does not.
    public var upperBound: Date
    public var state: State
    /// Counted or estimated, as asked.
    public var events: Int64
    public var sizeBytes: Int64
    public var size: String
    public var firstPosition: GlobalPosition?
    public var lastPosition: GlobalPosition?
    /// Reads pass over it while it is detached, instead of being refused.
    public var isPassedOver: Bool
    /// When it was compressed; nil: never.
    public var compressedAt: Date?

    /// What may be done with a partition; the table is in partitions/README.md.
    public enum State: String, Hashable, Sendable {
        /// Appended to and read.
        case attached
        /// Read, but not appended to.
        case closed
        /// On the way to detached, which it counts as.
        case detaching
        /// A table of its own: neither read nor appended to.
        case detached
        /// On the way out: its events count as gone.
        case dropping
    }
}

/// The partitions end soon.
public struct PartitionAlarm: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable {
        case warning
        /// Appends fail within a day, or already.
        case critical
    }

    public var severity: Severity
    public var lastPartitionEnds: Date?
    public var message: String
}
