extension PostgresPool {
    package enum Isolation: String, Sendable {
        case readCommitted = "READ COMMITTED"
        case repeatableRead = "REPEATABLE READ"
        case serializable = "SERIALIZABLE"
    }

    /// Runs `body` in a transaction: commits when it returns, rolls back when it throws or the task is cancelled.
    ///
    /// COMMIT itself is not cancelled. If its answer does not come, the error's `outcomeUnknown` is true.
    package func withTransaction<Value>(
        isolation level: Isolation = .readCommitted, actor: isolated (any Actor)? = #isolation,
        _ body: (ExclusiveConnection) async throws -> Value
    ) async throws -> Value {
        try await withExclusive { connection in
            try await connection.withTransaction(isolation: level, body)
        }
    }
}

extension ExclusiveConnection {
    /// Runs `body` in a transaction: commits when it returns, rolls back when it throws or the task is cancelled.
    package func withTransaction<Value>(
        isolation level: PostgresPool.Isolation = .readCommitted, actor: isolated (any Actor)? = #isolation,
        _ body: (ExclusiveConnection) async throws -> Value
    ) async throws -> Value {
        let value: Value
        do {
            _ = try await query(.begin(level))
            value = try await body(self)
            try Task.checkCancellation()
            try checkCommittable()
        } catch {
            await rollback()
            // COMMIT was not sent, so whatever became of the statement, nothing stays of it.
            throw (error as? PostgresError)?.withOutcomeUnknown(false) ?? error
        }
        _ = try await queryShielded(.commit)
        return value
    }

    /// If this fails, the connection is still in its transaction, and the pool discards it.
    private func rollback() async {
        guard isInTransaction, !isClosed else { return }
        _ = try? await queryShielded(.rollback)
    }

    /// COMMIT would not fail here: in a failed transaction it quietly rolls back, and without one it does nothing.
    private func checkCommittable() throws(PostgresError) {
        switch transactionStatus {
        case .failed:
            throw PostgresError(
                .server, "the transaction has failed: a statement's error was not passed on", sqlState: "25P02")
        case .idle:
            throw PostgresError(.invalidCall, "the transaction was ended inside its scope", sqlState: "25P01")
        case .inTransaction, .active, .unknown: break
        }
    }
}

extension Statement {
    fileprivate static let commit = Statement(name: "COMMIT", sql: "COMMIT")
    fileprivate static let rollback = Statement(name: "ROLLBACK", sql: "ROLLBACK")

    fileprivate static func begin(_ level: PostgresPool.Isolation) -> Statement {
        let sql = "BEGIN ISOLATION LEVEL \(level.rawValue)"
        return Statement(name: sql, sql: sql)
    }
}
