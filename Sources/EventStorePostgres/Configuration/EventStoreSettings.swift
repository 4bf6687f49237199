/// The settings that decide how a program behaves, in one place: begin with a preset, change what you know better, have it
/// checked, and make the options of everything that runs from it.
///
///     var settings = EventStoreSettings.production
///     settings.projections = 3
///     for finding in settings.check(with: configuration) { logger.warning("\(finding)") }
///
///     settings.apply(to: &configuration)
///     let runner = try ProjectionRunner(store: store, projection: totals, options: settings.projectionOptions)
///
/// docs/settings.md has the values of the presets side by side, with their reasons.
public struct EventStoreSettings: Hashable, Sendable {
    // MARK: Appending and reading

    /// The most events that travel together (group commit). ``PostgresConfiguration/Append/maxEvents``.
    public var appendBatch = 1000
    /// How often an append is repeated when its connection was lost. ``PostgresConfiguration/Append/retries``.
    public var appendRetries = 3
    /// How many events are read at once, 1 to 100,000: by aggregates and subscriptions.
    public var readPage = 1000
    /// Payloads and snapshots of so many bytes are compressed, at least 0; for `PayloadCompression` and `CompressingSnapshotStore`
    /// where they are used.
    public var compressFrom = 1024
    /// After so many events an aggregate is saved as a snapshot; nil: never.
    public var snapshotEvery: Int? = 100

    // MARK: Handling events

    /// A projection saves its place with each batch, so this is how often: after at most so many events, 1 to 100,000.
    public var checkpointEvery = 500
    /// How often a projection saves its place while no event is its own.
    public var idleCheckpointInterval = Duration.seconds(1)
    /// How long a projection may take for a batch.
    public var projectionTimeout = Duration.seconds(20)
    /// How long a member of a consumer group may take for an event, and a publisher of the outbox for a call.
    public var handlerTimeout = Duration.seconds(300)
    /// How long what a vanished member or relay held is waited for, 1 second to 1 day.
    public var lease = Duration.seconds(30)
    /// How long what runs may go on when the program ends.
    public var shutdownGrace = Duration.seconds(10)

    // MARK: Connections and deadlines

    /// The most connections for transactions and appends. ``PostgresConfiguration/Pool/maxConnections``.
    public var maxConnections = 20
    /// Kept open once they were needed. ``PostgresConfiguration/Pool/minConnections``.
    public var minConnections = 2
    /// How long a caller waits for a connection. ``PostgresConfiguration/Pool/acquireTimeout``.
    public var acquireTimeout = Duration.seconds(10)
    /// `statement_timeout`; nil: the server's.
    public var statementTimeout: Duration? = .seconds(30)
    /// `lock_timeout`; nil: the server's.
    public var lockTimeout: Duration? = .seconds(10)
    /// `idle_in_transaction_session_timeout`; nil: the server's.
    public var idleInTransactionTimeout: Duration? = .seconds(30)
    /// How long a call waits for its answer; nil: for ever.
    public var callTimeout: Duration? = .seconds(40)

    // MARK: What runs in the process, for check()

    /// Projections that run in this process. One that is rebuilt runs twice.
    public var projections = 0
    /// Transactions and appends besides, that the program makes at the same time.
    public var concurrentWriters = 2

    /// The same as ``production``.
    public init() {}

    /// For a server with many clients: patient with the database, impatient with whoever holds it up.
    public static let production = EventStoreSettings()

    /// For one developer's machine and for tests: what is wrong shows in seconds, few connections, and snapshots so often that the
    /// code that reads them runs.
    public static let development: EventStoreSettings = {
        var settings = EventStoreSettings()
        settings.readPage = 100
        settings.compressFrom = 0
        settings.snapshotEvery = 10
        settings.checkpointEvery = 50
        settings.idleCheckpointInterval = .milliseconds(200)
        settings.projectionTimeout = .seconds(5)
        settings.handlerTimeout = .seconds(30)
        settings.lease = .seconds(20)
        settings.shutdownGrace = .seconds(1)
        settings.maxConnections = 5
        settings.minConnections = 0
        settings.acquireTimeout = .seconds(3)
        settings.statementTimeout = .seconds(10)
        settings.lockTimeout = .seconds(3)
        settings.idleInTransactionTimeout = .seconds(10)
        settings.callTimeout = .seconds(15)
        return settings
    }()
}
