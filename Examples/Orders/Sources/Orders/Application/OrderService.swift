import EventSourcing
import Foundation

/// Everything that can be done to orders.
public struct OrderService: Sendable {
    /// What a caller may say about a command.
    public struct Terms: Sendable {
        /// The command's id, when it may come twice: it takes effect once. Another command under it is refused.
        public var commandID: UUID?
        /// The version that the caller has seen; nil: whatever it is.
        public var seen: StreamVersion?

        public init(commandID: UUID? = nil, seen: StreamVersion? = nil) {
            self.commandID = commandID
            self.seen = seen
        }
    }

    private let orders: AggregateRepository<Order>

    public init(
        store: any EventStore, snapshots: any SnapshotStore, options: RepositoryOptions, strategy: SnapshotStrategy
    ) {
        var options = options
        // Each event becomes a message for other systems, in the append's own transaction.
        options.outbox = true
        orders = AggregateRepository(Order.self, store: store, events: OrderEvent.registry, options: options)
            .withSnapshots(in: snapshots, strategy)
    }

    /// The order now, or at a version.
    public func order(_ id: String, upTo version: StreamVersion? = nil) async throws -> LoadedAggregate<Order> {
        let loaded = try await orders.load(id, upTo: version)
        guard loaded.state.status != nil else { throw OrderRefusal.notFound }
        return loaded
    }

    public func place(_ id: String, customer: String, _ terms: Terms = Terms()) async throws -> CommandResult<Order> {
        try await execute(id, terms) { try $0.place(customer: customer) }
    }

    public func add(_ line: OrderLine, to id: String, _ terms: Terms = Terms()) async throws -> CommandResult<Order> {
        try await execute(id, terms) { try $0.add(line) }
    }

    public func remove(sku: String, from id: String, _ terms: Terms = Terms()) async throws -> CommandResult<Order> {
        try await execute(id, terms) { try $0.remove(sku: sku) }
    }

    public func confirm(_ id: String, _ terms: Terms = Terms()) async throws -> CommandResult<Order> {
        try await execute(id, terms) { try $0.confirm() }
    }

    public func ship(_ id: String, trackingCode: String, _ terms: Terms = Terms()) async throws -> CommandResult<Order>
    {
        try await execute(id, terms) { try $0.ship(trackingCode: trackingCode) }
    }

    public func cancel(_ id: String, reason: String, _ terms: Terms = Terms()) async throws -> CommandResult<Order> {
        try await execute(id, terms) { try $0.cancel(reason: reason) }
    }

    private func execute(
        _ id: String, _ terms: Terms, _ decide: @Sendable (Order) throws -> [OrderEvent]
    ) async throws -> CommandResult<Order> {
        let result = try await orders.execute(
            id, commandID: terms.commandID, expectedVersion: terms.seen.map { .exactly($0) } ?? .any, decide)
        if result.wasRepeated, let commandID = terms.commandID {
            // What was done then must be what this command does there; otherwise it is another one, and was not done.
            let version = StreamVersion(rawValue: result.version.rawValue - Int64(result.events.count))
            let before = try await orders.load(id, upTo: version).state
            guard (try? decide(before)) == result.events else {
                throw AggregateError.commandIDReused(commandID, result.stream)
            }
        }
        return result
    }
}
