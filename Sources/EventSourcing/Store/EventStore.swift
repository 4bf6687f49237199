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

    /// Reads a page of one stream by version. An absent stream has no events. Those that are truncated or beyond the stream's
    /// limits are left out; throws ``EventStoreError/Code/streamDeleted`` when the stream is deleted.
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

    /// The version of a stream, deleted or not; ``StreamVersion/absent`` when there is none.
    func version(of stream: StreamName) async throws -> StreamVersion

    /// Deletes a stream softly: reading it and appending to it throw ``EventStoreError/Code/streamDeleted``, and no other read
    /// returns its events, until ``reopenStream(_:)``. Its events stay for a time that is a setting of the store (7 days unless
    /// changed); its version stays for ever. Returns the version. A stream that is deleted already stays as it is.
    ///
    /// Throws ``EventStoreError/Code/streamNotFound``, and ``EventStoreError/Code/wrongExpectedVersion``.
    @discardableResult
    func deleteStream(_ stream: StreamName, expectedVersion: ExpectedVersion) async throws -> StreamVersion

    /// Takes back ``deleteStream(_:expectedVersion:)``: the stream is read and appended to again, at the version that is
    /// returned. Its events are visible again, as far as they have not been removed meanwhile.
    @discardableResult
    func reopenStream(_ stream: StreamName) async throws -> StreamVersion

    /// Leaves out the events below `version` from every read, at once and for good; they are removed later. Versions and
    /// positions stay, and appends go on. `version` is at most the one after the last, which leaves no event. Returns the
    /// stream's version.
    @discardableResult
    func truncateStream(_ stream: StreamName, before version: StreamVersion) async throws -> StreamVersion

    /// Sets how many of the last events are kept, and for how long; nil is no limit. Both are set. Reads honour it at once, and
    /// what is beyond is removed later. Returns the stream's version.
    @discardableResult
    func setStreamMetadata(of stream: StreamName, maxCount: Int64?, maxAge: Duration?) async throws -> StreamVersion

    /// What is set for a stream, deleted or not. Throws ``EventStoreError/Code/streamNotFound``.
    func streamMetadata(of stream: StreamName) async throws -> StreamMetadata

    /// Deletes a stream with all its events, at once and for good, and says how many went. Nothing is left but gaps in the
    /// positions; versions begin at 1 when the name is used again.
    @discardableResult
    func deleteStreamPermanently(_ stream: StreamName, expectedVersion: ExpectedVersion) async throws -> StreamRemoval

    /// Lists streams, a page at a time. Deleted ones are among them.
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
