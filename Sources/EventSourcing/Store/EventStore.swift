public import Foundation

/// A log of events in streams: append, read, subscribe, and remember how far a reader has come.
///
/// Every promise here is one of the store's: it holds for every backend, and a backend that lacks something throws
/// ``EventStoreError/Code/unsupported``. All calls throw ``EventStoreError``, and `CancellationError` when their task is
/// cancelled.
public protocol EventStore: Sendable {
    /// Appends events to one stream.
    ///
    /// All events or none are stored, one after the other and durably, before this returns. Idempotent by event id: when
    /// all of them are stored already in this stream with the same content, the original result is returned.
    func append(_ append: StreamAppend) async throws -> AppendResult

    /// Appends events to several streams, all or nothing. No stream may be named twice.
    func append(_ appends: [StreamAppend]) async throws -> [AppendResult]

    /// Appends events to several streams, each on its own: what a stream refuses touches no other. The outcomes come in the
    /// order of `appends`. Throws only for what concerns the whole call.
    func appendEach(_ appends: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>]

    /// Reads a page of one stream by version. An absent stream has no events.
    func readStream(_ stream: StreamName, _ options: StreamReadOptions) async throws -> [RecordedEvent]

    /// Reads a page of the whole store by global position. Nothing can appear later before what was returned. Fewer events
    /// than the limit mean that everything up to the barrier was looked at.
    func readAll(_ options: AllReadOptions) async throws -> [RecordedEvent]

    /// Reads a page of the events with one correlation id by global position, after `position`.
    func readCorrelation(_ correlationID: String, after position: GlobalPosition?, limit: Int, tenant: Tenant)
        async throws
        -> [RecordedEvent]

    /// The event with this id, or nil.
    func event(withID id: UUID, tenant: Tenant) async throws -> RecordedEvent?

    /// The version of a stream; ``StreamVersion/absent`` when there is none.
    func version(of stream: StreamName) async throws -> StreamVersion

    /// Lists streams, a page at a time.
    func streams(_ options: StreamListOptions) async throws -> [StreamInformation]

    /// The head and the position up to which nothing can still appear.
    func positions() async throws -> StorePositions

    /// Subscribes to events as they are stored. Nothing is read before the sequence is iterated.
    func subscribe(_ options: SubscriptionOptions) -> EventSubscription

    /// The checkpoint of a projection, or nil. Throws ``EventStoreError/Code/checkpointOfOtherHistory`` or
    /// ``EventStoreError/Code/checkpointBeyondHead`` when it does not belong to this history.
    func checkpoint(named name: String, tenant: Tenant) async throws -> Checkpoint?

    /// Saves a checkpoint and returns it as it is then.
    @discardableResult
    func saveCheckpoint(_ update: CheckpointUpdate) async throws -> Checkpoint

    /// All checkpoints of a tenant; nil: of all tenants.
    func checkpoints(tenant: Tenant?) async throws -> [Checkpoint]

    /// Deletes a checkpoint; returns whether there was one.
    @discardableResult
    func deleteCheckpoint(named name: String, tenant: Tenant) async throws -> Bool

    /// Numbers about the store; `tenant` nil: about all tenants. An estimate is immediate and covers all tenants.
    func statistics(exact: Bool, tenant: Tenant?) async throws -> StoreStatistics

    /// Numbers per event type, most events first.
    func statisticsByEventType(tenant: Tenant?) async throws -> [TypeStatistics]

    /// Numbers per aggregate type, most events first.
    func statisticsByAggregateType(tenant: Tenant?) async throws -> [TypeStatistics]
}
