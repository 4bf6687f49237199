import EventStorePostgres

extension StoreOptions {
    /// Opens the store, runs `body`, and closes it.
    ///
    /// - Parameter isLongRunning: no time limit for a statement, for commands that count or check everything.
    func withStore<Value: Sendable>(
        isLongRunning: Bool = false, _ body: (PostgresEventStore) async throws -> Value
    ) async throws -> Value {
        try await withPostgresEventStore(
            configuration: try configuration(isLongRunning: isLongRunning), logger: logger, body)
    }
}
