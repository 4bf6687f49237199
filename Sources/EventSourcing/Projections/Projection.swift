/// What an application builds from events: a table, a search index, a cache. Run by a ``ProjectionRunner``.
///
///     struct OrderTotals: Projection {
///         let name = "order-totals"
///         let filter = EventFilter(aggregateTypes: ["order"])
///
///         func handle(
///             _ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration
///         ) async throws {
///             try await transaction.query("INSERT INTO …", [.text(event.stream.aggregateID)])
///         }
///     }
///
/// What a handler does through `transaction` commits together with the projection's checkpoint: each event counts once,
/// whatever is killed and however many processes run the projection. What it does besides may be done again.
public protocol Projection<Transaction>: Sendable {
    /// What the store's backend hands to a handler, for example a transaction of its database.
    associatedtype Transaction: Sendable

    /// 1 to 240 bytes without control characters and `@`. The checkpoint bears it.
    var name: String { get }
    /// Whose projection it is; part of its name. ``Tenant/none`` unless given.
    var tenant: Tenant { get }
    /// Which events it is handed. All unless given; of a tenant's projection the tenant's.
    var filter: EventFilter { get }

    /// Makes what the handler needs, for example its tables, before the first events of a run. Called at each start, so it must
    /// not mind what is there already. Nothing unless given.
    func prepare(_ generation: ProjectionGeneration, in transaction: Transaction) async throws

    /// Handles one event.
    func handle(_ event: RecordedEvent, in transaction: Transaction, generation: ProjectionGeneration) async throws

    /// Handles events in the order of their positions, at least one. One after the other unless given; a handler that does them
    /// with one statement is many times faster. When it throws, the events are handed to it again one by one, to find the one
    /// that fails.
    func handle(_ events: [RecordedEvent], in transaction: Transaction, generation: ProjectionGeneration) async throws

    /// Lets readers see a generation that was built beside `previous`, for example by replacing a view, in the transaction
    /// that puts it in use. Nothing unless given.
    func activate(
        _ generation: ProjectionGeneration, replacing previous: ProjectionGeneration, in transaction: Transaction
    ) async throws

    /// Removes what a generation has built: the one that was replaced, or one that was given up. Nothing unless given.
    func discard(_ generation: ProjectionGeneration, in transaction: Transaction) async throws
}

extension Projection {
    public var tenant: Tenant { .none }
    public var filter: EventFilter { .all }

    public func prepare(_ generation: ProjectionGeneration, in transaction: Transaction) async throws {}

    public func handle(_ events: [RecordedEvent], in transaction: Transaction, generation: ProjectionGeneration)
        async throws
    {
        for event in events { try await handle(event, in: transaction, generation: generation) }
    }

    public func activate(
        _ generation: ProjectionGeneration, replacing previous: ProjectionGeneration, in transaction: Transaction
    ) async throws {}

    public func discard(_ generation: ProjectionGeneration, in transaction: Transaction) async throws {}
}

extension Projection {
    /// What is read for it: a tenant's projection gets no other tenant's events unless it names them.
    var readFilter: EventFilter {
        var filter = filter
        if filter.tenant == nil, tenant != .none { filter.tenant = tenant }
        return filter
    }
}
