import EventSourcing
import EventStoreCompression
import EventStorePostgres

extension StoreOptions {
    /// Opens the store, runs `body`, and closes it.
    ///
    /// - Parameters:
    ///   - isLongRunning: no time limit for a statement, for commands that count or check everything.
    ///   - payloads: what becomes of payloads; unless given, what is compressed is brought back.
    func withStore<Value: Sendable>(
        isLongRunning: Bool = false, payloads: PayloadPipeline = [PayloadCompression.reading],
        _ body: (PostgresEventStore) async throws -> Value
    ) async throws -> Value {
        var configuration = try configuration(isLongRunning: isLongRunning)
        configuration.payloads = payloads
        return try await withPostgresEventStore(configuration: configuration, logger: logger, body)
    }
}
