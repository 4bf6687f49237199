public import Foundation

/// The calls of ``EventStore`` that scripts make most; all others through ``BlockingEventStore/call(_:)``.
@available(*, noasync, message: "call the store itself")
extension BlockingEventStore {
    /// See ``EventStore/append(_:)-(StreamAppend)``.
    @discardableResult
    public func append(_ events: [NewEvent], to stream: StreamName, expectedVersion: ExpectedVersion) throws
        -> AppendResult
    {
        let append = StreamAppend(events, to: stream, expectedVersion: expectedVersion)
        return try call { try await $0.append(append) }
    }

    /// All or nothing. See ``EventStore/append(_:)-([StreamAppend])``.
    @discardableResult
    public func append(_ appends: [StreamAppend]) throws -> [AppendResult] {
        try call { try await $0.append(appends) }
    }

    /// See ``EventStore/readStream(_:_:)``.
    public func readStream(_ stream: StreamName, _ options: StreamReadOptions = StreamReadOptions()) throws
        -> [RecordedEvent]
    {
        try call { try await $0.readStream(stream, options) }
    }

    /// See ``EventStore/readAll(_:)``.
    public func readAll(_ options: AllReadOptions = AllReadOptions()) throws -> [RecordedEvent] {
        try call { try await $0.readAll(options) }
    }

    /// See ``EventStore/event(withID:tenant:)``.
    public func event(withID id: UUID, tenant: Tenant = .none) throws -> RecordedEvent? {
        try call { try await $0.event(withID: id, tenant: tenant) }
    }

    /// See ``EventStore/version(of:)``.
    public func version(of stream: StreamName) throws -> StreamVersion {
        try call { try await $0.version(of: stream) }
    }

    /// See ``EventStore/checkpoint(named:tenant:)``.
    public func checkpoint(named name: String, tenant: Tenant = .none) throws -> Checkpoint? {
        try call { try await $0.checkpoint(named: name, tenant: tenant) }
    }

    /// See ``EventStore/saveCheckpoint(_:)``.
    @discardableResult
    public func saveCheckpoint(_ update: CheckpointUpdate) throws -> Checkpoint {
        try call { try await $0.saveCheckpoint(update) }
    }
}
