public import EventSourcing

/// A transaction in which an application runs its own SQL together with appends and checkpoints.
///
/// Only inside ``PostgresEventStore/withTransaction(isolation:_:)``; not to be used after it.
public struct PostgresTransaction: Sendable {
    let connection: ExclusiveConnection
    let sender: AppendSender
    let functions: SQLFunctions

    /// Appends in this transaction: visible to others, and safe, when it commits. It does not take part in group commit.
    ///
    /// Readers wait at its positions until the transaction ends, so keep it short after the first append.
    public func append(_ append: StreamAppend) async throws -> AppendResult {
        try Appender.check(append)
        return try await appending([append]) {
            if sender.pool.configuration.payloads.isEmpty { return try await sender.one(append, querying) }
            return try await appendTransformed(append)
        }
    }

    /// Appends events to one stream in this transaction.
    @discardableResult
    public func append(_ events: [NewEvent], to stream: StreamName, expectedVersion: ExpectedVersion) async throws
        -> AppendResult
    {
        try await append(StreamAppend(events, to: stream, expectedVersion: expectedVersion))
    }

    /// Appends to several streams in this transaction, all or nothing.
    public func append(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        guard !appends.isEmpty else { return [] }
        for append in appends { try Appender.check(append) }
        return try await appending(appends) {
            if sender.pool.configuration.payloads.isEmpty { return try await all(appends) }
            return try await appendTransformed(appends)
        }
    }

    /// Saves a checkpoint in this transaction, so that it commits together with the projection's own work.
    @discardableResult
    public func saveCheckpoint(_ update: CheckpointUpdate) async throws -> Checkpoint {
        try await calling {
            let result = try await call(functions.saveCheckpoint, CheckpointCall.parameters(update))
            return try CheckpointCall.decode(result, 0)
        }
    }

    /// Runs one statement with parameters `$1`, `$2`, …, and returns its rows.
    ///
    /// What the server says against the statement itself, for example that a constraint of the application's table is
    /// violated, is ``EventStoreError/Code/server`` with its ``EventStoreError/sqlState``.
    @discardableResult
    public func query(_ sql: String, _ parameters: [SQLValue] = []) async throws -> [SQLRow] {
        try await calling {
            do {
                let result = try await connection.query(
                    SQLStatements.statement(sql, parameters), SQLStatements.encode(parameters))
                return try SQLRow.rows(of: result)
            } catch let error as PostgresError {
                throw EventStoreError.translatingOwn(error)
            }
        }
    }

    /// Runs a script: any number of statements without parameters, for example a file that makes an application's own tables. It must
    /// neither begin nor end a transaction; when it ends this one, that is an error, and what it committed stays.
    ///
    /// What the server says against a statement is as with ``query(_:_:)``.
    public func execute(_ script: String) async throws {
        try await calling {
            do {
                try await connection.execute(script)
            } catch let error as PostgresError {
                throw EventStoreError.translatingOwn(error)
            }
        }
    }

    var querying: AppendSender.Query {
        { [connection] in try await connection.query($0, $1) }
    }

    /// All or nothing; not repeated.
    func all(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        try await sender.call(AppendCall.Batch(appends), allOrNothing: true, querying).map { try $0.get() }
    }

    func call(_ statement: Statement, _ parameters: PostgresParameters) async throws -> PostgresResult {
        guard let observer = sender.pool.configuration.observer else {
            return try await connection.query(statement, parameters)
        }
        return try await observer.observing(statement) { try await connection.query(statement, parameters) }
    }

    private func appending<Value>(_ appends: [StreamAppend], _ body: () async throws -> Value) async throws -> Value {
        guard let observer = sender.pool.configuration.observer else { return try await calling(body) }
        return try await observer.observing(appends) { try await calling(body) }
    }

    /// Translates what the driver throws. Nothing stays of a statement whose transaction cannot commit any more.
    func calling<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            guard var failure = EventStoreError.translating(error) as? EventStoreError else {
                throw EventStoreError.translating(error)
            }
            failure.isOutcomeUnknown = false
            throw failure
        }
    }
}

extension PostgresEventStore {
    /// The isolation level of a transaction.
    public enum Isolation: Sendable {
        case readCommitted
        case repeatableRead
        case serializable
    }

    /// Runs `body` in a transaction of its own connection: commits when it returns, rolls back when it throws.
    ///
    /// Throws what `body` throws, and ``EventStoreError`` for the transaction itself; if the answer to COMMIT was lost,
    /// ``EventStoreError/isOutcomeUnknown`` is true.
    public func withTransaction<Value>(
        isolation level: Isolation = .readCommitted, actor: isolated (any Actor)? = #isolation,
        _ body: (PostgresTransaction) async throws -> Value
    ) async throws -> Value {
        let isolation: PostgresPool.Isolation =
            switch level {
            case .readCommitted: .readCommitted
            case .repeatableRead: .repeatableRead
            case .serializable: .serializable
            }
        do {
            _ = try await information.get()
            return try await pool.withTransaction(isolation: isolation) { connection in
                try await body(
                    PostgresTransaction(connection: connection, sender: appender.sender, functions: functions))
            }
        } catch {
            throw EventStoreError.translating(error)
        }
    }
}
