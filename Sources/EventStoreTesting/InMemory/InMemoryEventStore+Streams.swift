public import EventSourcing

// The protocol's calls: deletion and limits.
extension InMemoryEventStore {
    @discardableResult
    public func deleteStream(_ stream: StreamName, expectedVersion: ExpectedVersion = .any) async throws
        -> StreamVersion
    {
        try await call(.deleteStream) { log, now in try log.delete(stream, expectedVersion, at: now) }
    }

    @discardableResult
    public func reopenStream(_ stream: StreamName) async throws -> StreamVersion {
        try await call(.reopenStream) { log, _ in try log.reopen(stream) }
    }

    @discardableResult
    public func truncateStream(_ stream: StreamName, before version: StreamVersion) async throws -> StreamVersion {
        try await call(.truncateStream) { log, _ in try log.truncate(stream, before: version) }
    }

    @discardableResult
    public func setStreamMetadata(of stream: StreamName, maxCount: Int64?, maxAge: Duration?) async throws
        -> StreamVersion
    {
        try await call(.setStreamMetadata) { log, _ in
            try log.setMetadata(stream, maxCount: maxCount, maxAge: maxAge)
        }
    }

    public func streamMetadata(of stream: StreamName) async throws -> StreamMetadata {
        try await call(.streamMetadata) { log, _ in try log.metadata(stream) }
    }

    @discardableResult
    public func deleteStreamPermanently(_ stream: StreamName, expectedVersion: ExpectedVersion) async throws
        -> StreamRemoval
    {
        try await call(.deleteStreamPermanently) { log, _ in try log.deletePermanently(stream, expectedVersion) }
    }
}
