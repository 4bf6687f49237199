import EventSourcing
import EventStorePostgres
import Logging
import ServiceLifecycle

/// The application: what serves callers, and what runs beside.
public struct Shop: Sendable {
    public let store: PostgresEventStore
    public let orders: OrderService
    public let customerOrders: CustomerOrders
    public let revenue: RevenueReport
    public let mails: MailServer
    private let settings: EventStoreSettings

    public init(store: PostgresEventStore, settings: EventStoreSettings) {
        self.store = store
        self.settings = settings
        orders = OrderService(
            store: store, snapshots: store, options: settings.repositoryOptions, strategy: settings.snapshotStrategy)
        customerOrders = CustomerOrders(store: store)
        revenue = RevenueReport(store: store)
        mails = MailServer(store: store)
    }

    /// Makes what is missing in the database, and brings schema and functions up to date. At each start; several processes may
    /// do it at once. A projection or consumer group that is there stays as it is; the log tells where the program has others.
    public func install(logger: Logger) async throws {
        try await store.migrate()
        try await store.createPartitionsAhead()
        try await store.withTransaction { transaction in
            // One process after the other, and the files find the store's types.
            try await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended('orders', 0))")
            try await transaction.query(
                "SELECT set_config('search_path', quote_ident($1), true)", [.text(store.configuration.schema)])
            try await transaction.execute(String(decoding: PackageResources.orders_sql, as: UTF8.self))
            try await transaction.execute(String(decoding: PackageResources.project_customer_orders_sql, as: UTF8.self))
        }
        try await customerOrders.install(logger: logger)
        try await OrderMails.install(in: store, settings, logger: logger)
    }

    /// What runs beside the callers: upkeep, the asynchronous projection, two members of the consumer group, the relay of the
    /// outbox.
    public func services(notices: some MessagePublisher, logger: Logger) throws -> [any Service] {
        let mailer = OrderMails(orders: orders, server: mails)
        let members = try (1...2).map { number in
            try ConsumerGroupMember(
                store: store, group: OrderMails.groupName, options: settings.memberOptions(name: "mailer \(number)"),
                logger: logger
            ) { try await mailer.send($0) }
        }
        return [
            Upkeep(store: store, logger: logger),
            try ProjectionRunner(
                store: store, projection: Revenue(), options: settings.projectionOptions, logger: logger),
            members[0], members[1],
            try OutboxRelay(store: store, publisher: notices, options: settings.relayOptions(), logger: logger),
        ]
    }
}
