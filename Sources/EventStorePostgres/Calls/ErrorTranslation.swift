import EventSourcing
import Foundation

extension EventStoreError {
    /// The store's error for what the driver threw; cancellations and errors that are the store's already pass through.
    static func translating(_ error: any Error, stream: StreamName? = nil) -> any Error {
        switch error {
        case let error as PostgresError:
            if error.kind == .cancelled { return CancellationError() }
            return EventStoreError(error.namingPooler ?? error, stream: stream)
        case let error as ConfigurationError:
            return EventStoreError(.invalidArgument, error.description, underlying: error)
        default:
            return error
        }
    }

    /// The error for an application's own statement: what is wrong with its tables and values says nothing about the store's.
    static func translatingOwn(_ error: PostgresError) -> any Error {
        if error.kind == .cancelled { return CancellationError() }
        // A statement that the application has prepared by itself is its own business.
        if error.message.contains("\"\(SQLStatements.prefix)"), let named = error.namingPooler {
            return EventStoreError(named, stream: nil)
        }
        let isOwn = error.kind == .server && Code.storeStates.contains(error.sqlState ?? "")
        return EventStoreError(error, code: isOwn ? .server : Code(error), stream: nil)
    }

    init(_ error: PostgresError, stream: StreamName?) {
        self.init(error, code: Code(error), stream: stream)
    }

    private init(_ error: PostgresError, code: Code, stream: StreamName?) {
        var message = error.message
        var hint = error.hint
        if code == .schemaBehind {
            message = "the schema of the event store is absent or older than this program needs: \(message)"
            hint = "Migrate it: eventstore migrate up, PostgresEventStore.migrate(), or psql with sql/install.sql."
        }
        self.init(
            code, message, hint: hint, detail: error.detail, sqlState: error.sqlState, stream: stream,
            isOutcomeUnknown: error.outcomeUnknown,
            isRetryable: Self.retryable.contains(code), underlying: error)
        if Self.aboutStream.contains(code), let detail = error.detail {
            read(detail: Data(detail.utf8))
        }
    }

    private static let retryable: Set<Code> = [
        .connectionLost, .connectionFailed, .deadlineExceeded, .poolExhausted, .contention, .resourcesExhausted,
    ]

    private static let aboutStream: Set<Code> = [
        .wrongExpectedVersion, .eventIDConflict, .streamDeleted, .streamNotFound, .snapshotRefused,
    ]

    private struct Detail: Decodable {
        var tenant: String
        var aggregate_type: String
        var aggregate_id: String
        var expected_version: Int64?
        var actual_version: Int64?
    }

    /// Takes stream and versions from the JSON detail of an error about a stream.
    mutating func read(detail: Data) {
        guard let detail = try? JSONDecoder().decode(Detail.self, from: detail) else { return }
        stream = StreamName(detail.aggregate_type, detail.aggregate_id, tenant: Tenant(rawValue: detail.tenant))
        expectedVersion = detail.expected_version.flatMap(ExpectedVersion.init(number:))
        actualVersion = detail.actual_version.map(StreamVersion.init(rawValue:))
    }
}

extension EventStoreError.Code {
    /// The code for an SQLSTATE of the store's own class; the table is in sql/README.md.
    init?(storeState: String) {
        switch storeState {
        case "SE001": self = .wrongExpectedVersion
        case "SE002": self = .eventIDConflict
        case "SE003": self = .partitionMissing
        case "SE004": self = .timestampOutOfRange
        case "SE005": self = .invalidArgument
        case "SE006": self = .payloadTooLarge
        case "SE007": self = .batchTooLarge
        case "SE008": self = .invalidPayload
        case "SE009": self = .barrierUnavailable
        case "SE010": self = .checkpointOfOtherHistory
        case "SE011": self = .checkpointBeyondHead
        case "SE012": self = .checkpointBackwards
        case "SE013": self = .changeRefused
        case "SE014": self = .schemaNewer
        case "SE015": self = .installationRefused
        case "SE016": self = .partitionConflict
        case "SE017": self = .streamDeleted
        case "SE018": self = .streamNotFound
        case "SE019": self = .outboxLeaseLost
        case "SE020": self = .partitionUnavailable
        case "SE022": self = .indexConflict
        case "SE021": self = .tenantNotAllowed
        case "SE023": self = .prerequisiteMissing
        case "SE024": self = .snapshotRefused
        case "SE027": self = .consumerGroupNotFound
        case "SE028": self = .consumerLeaseLost
        case "SE025": self = .projectionNotFound
        case "SE026": self = .projectionMoved
        case "SE029": self = .payloadsCompressed
        default: return nil
        }
    }

    init(_ error: PostgresError) {
        switch error.kind {
        case .connectionLost: self = .connectionLost
        case .connectionFailed: self = .connectionFailed
        case .deadlineExceeded: self = .deadlineExceeded
        case .poolClosed: self = .closed
        case .acquireTimeout: self = .poolExhausted
        case .invalidCall: self = .invalidArgument
        case .pooler: self = .prerequisiteMissing
        case .server: self = Self(serverState: error.sqlState ?? "")
        case .cancelled, .protocolViolation, .decoding: self = .server
        }
    }

    /// The server's own SQLSTATEs that mean something else of the store's functions than of other statements.
    fileprivate static let storeStates: Set<String> = [
        "22021", "22P02", "22P05", "22032", "54001", "23514", "3F000", "42883", "42P01",
    ]

    private init(serverState state: String) {
        if let code = Self(storeState: state) {
            self = code
            return
        }
        switch state {
        case "22021": self = .invalidArgument
        case "22P02", "22P05", "22032", "54001": self = .invalidPayload
        case "23514": self = .partitionMissing
        case "3F000", "42883", "42P01": self = .schemaBehind
        case "40001", "40P01", "55P03": self = .contention
        case "42501": self = .permissionDenied
        case "57014": self = .deadlineExceeded
        case "57P01", "57P02", "57P03": self = .connectionLost
        case _ where state.hasPrefix("08"): self = .connectionLost
        case _ where state.hasPrefix("53"): self = .resourcesExhausted
        case _ where state.hasPrefix("28"), "3D000": self = .connectionFailed
        default: self = .server
        }
    }
}
