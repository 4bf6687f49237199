/// Loads aggregates, has them decide, and appends what they decide.
///
///     let orders = AggregateRepository(Order.self, store: store).withSnapshots(in: store, .everyEvents(100))
///
///     try await orders.execute("4711") { order in try order.pay() }
///
/// A value without a life of its own: make it once and share it.
public struct AggregateRepository<State: Aggregate>: Sendable {
    let store: any EventStore
    let events: EventRegistry<State.Event>
    let options: RepositoryOptions
    let encode: @Sendable (State.Event) throws -> EncodedEvent
    var snapshotting: Snapshotting<State>?

    /// A repository for events that are no enum: `encoding` says how one is stored, for example
    /// `{ try EventCoder.standard.encode($0) }` for a protocol that refines ``StoredEvent``.
    public init(
        _: State.Type = State.self, store: any EventStore, events: EventRegistry<State.Event>,
        options: RepositoryOptions = RepositoryOptions(),
        encoding encode: @escaping @Sendable (State.Event) throws -> EncodedEvent
    ) {
        self.store = store
        self.events = events
        self.options = options
        self.encode = encode
    }

    /// The stream of an aggregate.
    public func stream(_ id: String, tenant: Tenant = .none) -> StreamName {
        StreamName(State.aggregateType, id, tenant: tenant)
    }

    /// One aggregate, for those who call it more than once.
    public func aggregate(_ id: String, tenant: Tenant = .none) -> AggregateHandle<State> {
        AggregateHandle(repository: self, id: id, tenant: tenant)
    }
}

extension AggregateRepository where State.Event: DomainEvent {
    /// A repository for events that are an enum. `events` is given when there are upcasters.
    public init(
        _: State.Type = State.self, store: any EventStore, events: EventRegistry<State.Event>? = nil,
        options: RepositoryOptions = RepositoryOptions()
    ) {
        let events = events ?? EventRegistry(State.Event.self)
        let coder = events.coder
        self.init(State.self, store: store, events: events, options: options) { try coder.encode($0) }
    }
}

extension AggregateRepository where State: SnapshottableAggregate {
    /// The same repository with snapshots: they are looked for when it loads, and taken after it has appended, in a task of
    /// their own. What goes wrong with them is told to the observer of the options and never thrown. `keeping`: so many stay
    /// of each stream.
    public func withSnapshots(
        in store: any SnapshotStore, _ strategy: SnapshotStrategy, keeping: Int = 2, coder: EventCoder = .standard
    ) -> AggregateRepository {
        var copy = self
        copy.snapshotting = Snapshotting(
            store: store, strategy: strategy, keeping: keeping, coder: coder, observer: options.observer)
        return copy
    }
}
