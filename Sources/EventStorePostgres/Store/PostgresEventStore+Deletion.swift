public import EventSourcing
import Foundation

// The protocol's calls: deletion and retention. And the scavenger, which is for those who run the store.
extension PostgresEventStore {
    /// SQL: `delete_stream`.
    @discardableResult
    public func deleteStream(_ stream: StreamName, expectedVersion: ExpectedVersion = .any) async throws
        -> StreamVersion
    {
        try Appender.check(expectedVersion, of: stream)
        var parameters = Self.parameters(stream)
        parameters.appendInt8(expectedVersion.number)
        parameters.appendText(stream.tenant.rawValue)
        return try await version(functions.deleteStream, parameters)
    }

    /// SQL: `reopen_stream`.
    @discardableResult
    public func reopenStream(_ stream: StreamName) async throws -> StreamVersion {
        var parameters = Self.parameters(stream)
        parameters.appendText(stream.tenant.rawValue)
        return try await version(functions.reopenStream, parameters)
    }

    /// SQL: `truncate_stream`.
    @discardableResult
    public func truncateStream(_ stream: StreamName, before version: StreamVersion) async throws -> StreamVersion {
        var parameters = Self.parameters(stream)
        parameters.appendInt8(version.rawValue)
        parameters.appendText(stream.tenant.rawValue)
        return try await self.version(functions.truncateStream, parameters)
    }

    /// SQL: `set_stream_metadata`.
    @discardableResult
    public func setStreamMetadata(of stream: StreamName, maxCount: Int64?, maxAge: Duration?) async throws
        -> StreamVersion
    {
        var parameters = Self.parameters(stream)
        parameters.appendInt8(maxCount)
        parameters.appendFloat8(maxAge.map { $0 / .seconds(1) })
        parameters.appendText(stream.tenant.rawValue)
        return try await version(functions.setStreamMetadata, parameters)
    }

    /// SQL: `stream_metadata`.
    public func streamMetadata(of stream: StreamName) async throws -> StreamMetadata {
        var parameters = Self.parameters(stream)
        parameters.appendText(stream.tenant.rawValue)
        return try await rows(functions.streamMetadata, parameters) { result, row in
            StreamMetadata(
                version: StreamVersion(rawValue: try result.int64(row, 0)),
                maxCount: try result.ifPresent(row, 1, result.int64),
                maxAge: try result.ifPresent(row, 2, result.int64).map { .microseconds($0) },
                truncateBefore: try result.ifPresent(row, 3, result.int64).map(StreamVersion.init(rawValue:)),
                scavengedBefore: StreamVersion(rawValue: try result.int64(row, 4)),
                deletedAt: try result.ifPresent(row, 5, result.timestamp).map { Date(microsecondsSince2000: $0) })
        }[0]
    }

    /// SQL: `delete_stream_permanently`.
    @discardableResult
    public func deleteStreamPermanently(_ stream: StreamName, expectedVersion: ExpectedVersion) async throws
        -> StreamRemoval
    {
        try Appender.check(expectedVersion, of: stream)
        var parameters = Self.parameters(stream)
        parameters.appendInt8(expectedVersion.number)
        parameters.appendText(stream.tenant.rawValue)
        return try await rows(functions.deleteStreamPermanently, parameters) { result, row in
            StreamRemoval(eventsRemoved: try result.int64(row, 0), messagesRemoved: try result.int64(row, 1))
        }[0]
    }

    /// Removes events that no read returns any more, in one batch: at most `limit` events, of as many streams. Call it until
    /// ``ScavengeBatch/isFinished`` or ``ScavengeBatch/isBusy``: then another one is at work, and this call did nothing. It
    /// goes on where the call before has ended, whoever made it; `fromStart` begins with the first stream. No append waits for it, and
    /// a call that follows another closely rests first, for five seconds at most (`maintenance_share_percent`). SQL: `scavenge`.
    public func scavenge(limit: Int = 100, fromStart: Bool = false) async throws -> ScavengeBatch {
        var parameters = PostgresParameters()
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendBool(fromStart)
        return try await calling {
            // Not on the shared connection: what is queued behind it would wait while it rests.
            let result = try await pool.withTransaction { [functions, parameters] connection in
                try await connection.query(functions.scavenge, parameters)
            }
            return ScavengeBatch(
                eventsRemoved: try result.int64(0, 0), streamsExamined: try result.int64(0, 1),
                isFinished: try result.bool(0, 2), isBusy: try result.bool(0, 3))
        }
    }

    private static func parameters(_ stream: StreamName) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(stream.aggregateType)
        parameters.appendText(stream.aggregateID)
        return parameters
    }

    private func version(_ statement: Statement, _ parameters: PostgresParameters) async throws -> StreamVersion {
        StreamVersion(rawValue: try await query(statement, parameters).int64(0, 0))
    }
}

/// What one call of ``PostgresEventStore/scavenge(limit:fromStart:)`` did.
public struct ScavengeBatch: Hashable, Sendable {
    public var eventsRemoved: Int64
    /// How many deleted or limited streams were looked at.
    public var streamsExamined: Int64
    /// Whether every such stream has been looked at in this pass.
    public var isFinished: Bool
    /// Whether nothing was done because another scavenger is at work.
    public var isBusy: Bool
}
