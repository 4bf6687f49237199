public import EventSourcing
public import Logging
public import ServiceLifecycle

/// An event store in a schema of a PostgreSQL database.
///
/// It calls the functions of the contract (`sql/functions`); nothing that the database should do is done here. Connections
/// are made at the first use, so it can be used at once, or run as a `Service`, or scoped:
///
///     try await withPostgresEventStore(configuration: .init(environment: environment)) { store in
///         try await store.append([event], to: StreamName("order", "4711"), expectedVersion: .noStream)
///     }
///
/// Appends that are made at the same time travel together (``PostgresConfiguration/Append-swift.struct/groupCommit``).
public final class PostgresEventStore: EventStore, Sendable {
    public let configuration: PostgresConfiguration
    let logger: Logger
    let pool: PostgresPool
    let functions: SQLFunctions
    let appender: Appender
    let information: InformationCache
    let feed: SubscriptionFeed
    private let shutdownSignal = OneShot<Void>()

    /// Connects nothing yet. Throws ``EventStoreError/Code/invalidArgument`` for a configuration that cannot work.
    public init(
        configuration: PostgresConfiguration,
        logger: Logger = Logger(label: "event-store") { _ in SwiftLogNoOpLogHandler() }
    )
        throws
    {
        do {
            self.configuration = configuration
            self.logger = logger
            pool = try PostgresPool(configuration, logger: logger)
            functions = SQLFunctions(schema: configuration.schema)
            information = InformationCache(pool: pool, functions: functions)
            let sender = AppendSender(
                pool: pool, functions: functions, retries: configuration.append.retries, logger: logger)
            appender = Appender(sender: sender, options: configuration.append)
            feed = SubscriptionFeed(
                configuration: configuration, pool: pool, functions: functions, information: information, logger: logger
            )
        } catch {
            throw EventStoreError.translating(error)
        }
    }

    /// Closes everything in good order: subscriptions end, calls in flight finish, connections are closed. Later calls throw
    /// ``EventStoreError/Code/closed``.
    public func shutdown() async {
        await feed.stop()
        await pool.close()
        shutdownSignal.resume(.success(()))
    }
}

extension PostgresEventStore: Service {
    /// Keeps the store open until graceful shutdown or cancellation, then closes it. Everything works without it, too.
    public func run() async throws {
        try? await gracefulShutdownOrCancellation()
        await shutdown()
    }

    private func gracefulShutdownOrCancellation() async throws {
        try await withGracefulShutdownHandler {
            try await withTaskCancellationHandler {
                _ = try await shutdownSignal.value()
            } onCancel: {
            }
        } onGracefulShutdown: { [shutdownSignal] in
            shutdownSignal.resume(.success(()))
        }
    }
}

/// Opens an event store, runs `body`, and closes the store whatever happens.
public func withPostgresEventStore<Value>(
    configuration: PostgresConfiguration,
    logger: Logger = Logger(label: "event-store") { _ in SwiftLogNoOpLogHandler() },
    isolation: isolated (any Actor)? = #isolation,
    _ body: (PostgresEventStore) async throws -> Value
) async throws -> Value {
    let store = try PostgresEventStore(configuration: configuration, logger: logger)
    do {
        let value = try await body(store)
        await store.shutdown()
        return value
    } catch {
        await store.shutdown()
        throw error
    }
}
