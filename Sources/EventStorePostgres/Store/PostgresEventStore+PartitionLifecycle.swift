import EventSourcing
import Foundation

// What becomes of a month's partition; the states are in partitions/README.md.
extension PostgresEventStore {
    /// Closes a month: appends into it are refused, its events are read on. SQL: `close_partition`.
    ///
    /// Throws ``EventStoreError/Code/partitionUnavailable`` when it is detached, or another session works on it.
    public func closePartition(_ partitionName: String) async throws {
        _ = try await query(functions.closePartition, .text(partitionName))
    }

    /// Opens a closed month for appends again. SQL: `open_partition`.
    public func openPartition(_ partitionName: String) async throws {
        _ = try await query(functions.openPartition, .text(partitionName))
    }

    /// Detaches a month while appends and reads go on, step by step, on a connection of its own: its table stays and is no part of
    /// the log any more. Reads that would pass over one of its events throw ``EventStoreError/Code/partitionUnavailable``.
    ///
    /// It waits for all transactions that use the log. The role must be the schema's owner, or a member of it. Behind a pooler it needs
    /// the configuration's `directURL`, else it throws ``EventStoreError/Code/prerequisiteMissing``. Interrupted, it is made again, or
    /// finished by ``maintainPartitions(months:closeAfter:compressAfter:detachAfter:)``.
    /// SQL: the statements of `detach_partition_statements`.
    ///
    /// - Parameter timeout: how long the older transactions are waited for before the first lock.
    public func detachPartition(_ partitionName: String, timeout: Duration = .seconds(600)) async throws {
        _ = try await steps(functions.detachPartitionStatements, partitionName, timeout)
    }

    /// Detaches a month in one call, under an exclusive lock for a moment, for roles that do not own the schema. Throws
    /// ``EventStoreError/Code/partitionUnavailable`` when the lock is not got within `lockTimeout`. SQL: `detach_partition`.
    public func detachPartitionAtOnce(_ partitionName: String, lockTimeout: Duration = .milliseconds(500)) async throws
    {
        _ = try await query(functions.detachPartition, .text(partitionName, lockTimeout))
    }

    /// Attaches a detached month back, if its table still fits. SQL: `attach_partition`.
    public func attachPartition(_ partitionName: String, lockTimeout: Duration = .milliseconds(500)) async throws {
        _ = try await query(functions.attachPartition, .text(partitionName, lockTimeout))
    }

    /// Drops a detached month for good, batch by batch: its events count as removed from the first batch on, and there is no way
    /// back. Throws ``EventStoreError/Code/partitionUnavailable`` while a checkpoint, the outbox or a stream with older events in other
    /// months needs it, unless `force`. Interrupted, it goes on where it was when it is called again. SQL: `drop_partition`.
    ///
    /// - Returns: how many events went with it: its own, and the older ones in other months.
    @discardableResult
    public func dropPartition(_ partitionName: String, force: Bool = false) async throws -> PartitionRemoval {
        var parameters = PostgresParameters.text(partitionName)
        parameters.appendBool(force)
        var removal = PartitionRemoval(eventsRemoved: 0, earlierEventsRemoved: 0)
        while true {
            let result = try await query(functions.dropPartition, parameters)
            removal.eventsRemoved += try result.int64(0, 0)
            removal.earlierEventsRemoved += try result.int64(0, 1)
            if try result.bool(0, 2) { return removal }
            try Task.checkCancellation()
        }
    }

    /// Lets reads pass over the events of a detached month, or no more. SQL: `pass_over_partition`.
    public func passOverPartition(_ partitionName: String, _ isPassedOver: Bool = true) async throws {
        var parameters = PostgresParameters.text(partitionName)
        parameters.appendBool(isPassedOver)
        _ = try await query(functions.passOverPartition, parameters)
    }

    /// Rewrites a month with its payloads compressed, step by step, on a connection of its own, behind a pooler by the configuration's
    /// `directURL`. Appends into that month are refused meanwhile; everything else goes on. SQL: the statements of `compress_partition_statements`.
    @discardableResult
    public func compressPartition(_ partitionName: String, timeout: Duration = .seconds(600)) async throws
        -> PartitionCompression
    {
        let results = try await steps(functions.compressPartitionStatements, partitionName, timeout)
        guard let result = results.first(where: { $0.columnCount == 3 }) else {
            throw EventStoreError(.server, "compress_partition_statements has no statement that compresses")
        }
        return PartitionCompression(
            events: try result.int64(0, 0), bytesBefore: try result.int64(0, 1), bytesAfter: try result.int64(0, 2))
    }

    /// Asks for statements and sends each in a transaction of its own, without a time limit but that of the steps themselves.
    private func steps(_ statements: Statement, _ name: String, _ timeout: Duration) async throws -> [PostgresResult] {
        var parameters = PostgresParameters.text(name)
        parameters.appendFloat8(max(0, min(timeout / .seconds(1), 1e9)))
        return try await steps(statements, parameters)
    }

    func steps(_ statements: Statement, _ parameters: PostgresParameters) async throws -> [PostgresResult] {
        try await calling {
            guard let direct = pool.configuration.direct else { throw PostgresError.noDirectURL }
            let asked = try await pool.call(statements, parameters)
            let texts = try (0..<asked.rowCount).map { try asked.string($0, 1) }
            // Past any pooler, and closed afterwards: nobody else meets a connection without time limit.
            let way = try PostgresPool(direct)
            do {
                let results = try await way.withExclusive { try await Self.run(texts, on: $0) }
                await way.close()
                return results
            } catch {
                await way.close()
                throw error
            }
        }
    }

    private static func run(_ texts: [String], on connection: ExclusiveConnection) async throws -> [PostgresResult] {
        if try await connection.isPooled() { throw PostgresError.pooledSession }
        try await connection.execute("SET statement_timeout = 0")
        var results: [PostgresResult] = []
        for text in texts {
            results.append(
                try await connection.query(SQLStatements.statement(text, []), deadline: .seconds(7 * 86_400)))
        }
        return results
    }
}

/// What dropping a month has removed.
public struct PartitionRemoval: Hashable, Sendable {
    public var eventsRemoved: Int64
    /// Of its streams, in other months.
    public var earlierEventsRemoved: Int64
}

/// What compressing a month has brought.
public struct PartitionCompression: Hashable, Sendable {
    public var events: Int64
    /// With indexes.
    public var bytesBefore: Int64
    public var bytesAfter: Int64
}

extension PostgresParameters {
    fileprivate static func text(_ text: String) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(text)
        return parameters
    }

    fileprivate static func text(_ text: String, _ lockTimeout: Duration) -> PostgresParameters {
        var parameters = Self.text(text)
        let milliseconds = lockTimeout / .milliseconds(1)
        parameters.appendInt4(Int32(max(0, min(milliseconds, 1e9))))
        return parameters
    }
}
