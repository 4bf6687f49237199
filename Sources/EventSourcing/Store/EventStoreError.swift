/// Everything that an event store throws, except `CancellationError`.
///
/// Switch on ``code``. `description` is safe to log: it holds names, versions and numbers, never payloads or passwords;
/// `debugDescription` holds all there is.
public struct EventStoreError: Error, Sendable {
    /// What kind of error it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        /// The stream was not at the expected version. Nothing was stored. (SE001)
        public static let wrongExpectedVersion = Code(description: "wrongExpectedVersion")
        /// An event id is taken by another event, or only some events of the append are stored. (SE002)
        public static let eventIDConflict = Code(description: "eventIDConflict")
        /// There is no partition for the month of an event; create it and append again. (SE003)
        public static let partitionMissing = Code(description: "partitionMissing")
        /// A timestamp is infinite, too early, or too far in the future. (SE004)
        public static let timestampOutOfRange = Code(description: "timestampOutOfRange")
        /// An argument is not acceptable; the message names it. (SE005)
        public static let invalidArgument = Code(description: "invalidArgument")
        /// A payload or metadata has more bytes than the store takes. (SE006)
        public static let payloadTooLarge = Code(description: "payloadTooLarge")
        /// An append has more events than the store takes in one call. (SE007)
        public static let batchTooLarge = Code(description: "batchTooLarge")
        /// A payload is not JSON, or JSON that no later query could read. (SE008)
        public static let invalidPayload = Code(description: "invalidPayload")
        /// Reading by global position where there is no barrier that holds: in a transaction whose snapshot is older than the
        /// barrier (REPEATABLE READ, SERIALIZABLE), or on a standby, which does not know who appends on the primary. Read in
        /// READ COMMITTED, on the primary. (SE009)
        public static let barrierUnavailable = Code(description: "barrierUnavailable")
        /// A checkpoint belongs to another history of the store. (SE010)
        public static let checkpointOfOtherHistory = Code(description: "checkpointOfOtherHistory")
        /// A checkpoint lies beyond the head: the store has lost events since. (SE011)
        public static let checkpointBeyondHead = Code(description: "checkpointBeyondHead")
        /// A checkpoint would go backwards. (SE012)
        public static let checkpointBackwards = Code(description: "checkpointBackwards")
        /// What is stored is not changed, but by the functions made for it. (SE013)
        public static let changeRefused = Code(description: "changeRefused")
        /// The schema of the database is newer than this program. (SE014)
        public static let schemaNewer = Code(description: "schemaNewer")
        /// The schema is absent or older than this program needs; migrate it.
        public static let schemaBehind = Code(description: "schemaBehind")
        /// The schema cannot be installed here: a changed migration, an encoding, a version. (SE015)
        public static let installationRefused = Code(description: "installationRefused")
        /// A partition cannot be made because something else bears its name. (SE016)
        public static let partitionConflict = Code(description: "partitionConflict")
        /// A lease of the outbox does not hold a message (any more): somebody else may have taken its stream over. (SE019)
        public static let outboxLeaseLost = Code(description: "outboxLeaseLost")
        /// The partition of the events is closed, detached, or in use; ``EventStoreError/detail`` names it. (SE020)
        public static let partitionUnavailable = Code(description: "partitionUnavailable")
        /// An index cannot be made, is missing, or is in use. (SE022)
        public static let indexConflict = Code(description: "indexConflict")
        /// The stream is deleted: it is not read and not appended to until it is reopened. (SE017)
        public static let streamDeleted = Code(description: "streamDeleted")
        /// There is no stream of this name to delete, limit or look at. (SE018)
        public static let streamNotFound = Code(description: "streamNotFound")
        /// Tenants are isolated, and this one is not the role's. (SE021)
        public static let tenantNotAllowed = Code(description: "tenantNotAllowed")
        /// Something that the call needs is missing: a role, an extension, a setting, a connection past a pooler. (SE023)
        public static let prerequisiteMissing = Code(description: "prerequisiteMissing")
        /// A snapshot cannot be saved: its stream has no such version, or another event there. (SE024)
        public static let snapshotRefused = Code(description: "snapshotRefused")
        /// There is no consumer group of this name: it was never made, was deleted or renamed, or has another tenant. (SE027)
        public static let consumerGroupNotFound = Code(description: "consumerGroupNotFound")
        /// A member of a consumer group does not hold what it would settle (any more): its lease has ended, or somebody else has
        /// taken the stream over. Nothing was changed. (SE028)
        public static let consumerLeaseLost = Code(description: "consumerLeaseLost")
        /// There is no projection of this name. (SE025)
        public static let projectionNotFound = Code(description: "projectionNotFound")
        /// A projection is not where or how the caller thinks: another client has gone on, or it is paused, failed, inline or
        /// another generation. (SE026)
        public static let projectionMoved = Code(description: "projectionMoved")
        /// A payload is stored in another form, and cannot be brought back: it is damaged, or its ``PayloadTransform`` is not the one
        /// that has stored it. ``EventStoreError/detail`` names the event and the encoding.
        public static let payloadUnreadable = Code(description: "payloadUnreadable")
        /// A query on a path into data, where some of what it asks for is JSON that is stored compressed. (SE029)
        public static let payloadsCompressed = Code(description: "payloadsCompressed")
        /// No connection could be made.
        public static let connectionFailed = Code(description: "connectionFailed")
        /// The connection was lost during the call.
        public static let connectionLost = Code(description: "connectionLost")
        /// No answer came in time.
        public static let deadlineExceeded = Code(description: "deadlineExceeded")
        /// All connections were in use for too long.
        public static let poolExhausted = Code(description: "poolExhausted")
        /// The store was closed.
        public static let closed = Code(description: "closed")
        /// A lock was not to be had in time, or two transactions waited for each other.
        public static let contention = Code(description: "contention")
        /// The server has run out of a resource: disk, memory, connections.
        public static let resourcesExhausted = Code(description: "resourcesExhausted")
        /// The role lacks a right.
        public static let permissionDenied = Code(description: "permissionDenied")
        /// This backend does not offer it.
        public static let unsupported = Code(description: "unsupported")
        /// Any other error of the server; ``EventStoreError/sqlState`` tells more.
        public static let server = Code(description: "server")
    }

    public var code: Code
    /// For people; names what was wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// More for programs: a JSON object as text for the store's own errors.
    public var detail: String?
    /// The SQLSTATE, when a PostgreSQL server said it.
    public var sqlState: String?
    /// The stream it is about.
    public var stream: StreamName?
    /// What was expected of the stream.
    public var expectedVersion: ExpectedVersion?
    /// What the stream's version is.
    public var actualVersion: StreamVersion?
    /// Whether the call may have taken effect although it failed: it was sent and its answer is not known. Repeating an
    /// append with the same event ids settles it.
    public var isOutcomeUnknown: Bool
    /// Whether the same call may succeed when it is made again.
    public var isRetryable: Bool
    /// What lies beneath.
    public var underlying: (any Error)?

    public init(
        _ code: Code, _ message: String, hint: String? = nil, detail: String? = nil, sqlState: String? = nil,
        stream: StreamName? = nil, expectedVersion: ExpectedVersion? = nil, actualVersion: StreamVersion? = nil,
        isOutcomeUnknown: Bool = false, isRetryable: Bool = false, underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.detail = detail
        self.sqlState = sqlState
        self.stream = stream
        self.expectedVersion = expectedVersion
        self.actualVersion = actualVersion
        self.isOutcomeUnknown = isOutcomeUnknown
        self.isRetryable = isRetryable
        self.underlying = underlying
    }
}

extension EventStoreError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        var text = "\(code): \(message)"
        if isOutcomeUnknown { text += " (it may have taken effect all the same)" }
        if let hint { text += " \(hint)" }
        return text
    }

    public var debugDescription: String {
        var parts = [description]
        if let sqlState { parts.append("SQLSTATE \(sqlState)") }
        if let detail { parts.append("detail \(detail)") }
        if let underlying { parts.append("underlying \(String(reflecting: underlying))") }
        return parts.joined(separator: "; ")
    }
}
