public import EventSourcing

// Calls that write go over a connection of their own: a shared one's other calls would wait behind the flush to disk.
extension PostgresEventStore: SnapshotStore {
    /// SQL: `save_snapshot`.
    public func saveSnapshot(_ snapshot: Snapshot, keeping: Int? = nil) async throws {
        _ = try await change(functions.saveSnapshot, SnapshotCall.parameters(snapshot, keeping: keeping))
    }

    /// SQL: `latest_snapshot`.
    public func latestSnapshot(
        of stream: StreamName, stateType: String, schemaVersion: Int32 = 1, atOrBelow version: StreamVersion? = nil
    ) async throws -> Snapshot? {
        var parameters = PostgresParameters()
        parameters.appendText(stream.aggregateType)
        parameters.appendText(stream.aggregateID)
        parameters.appendText(stateType)
        parameters.appendInt4(schemaVersion)
        parameters.appendInt8(version?.rawValue)
        parameters.appendText(stream.tenant.rawValue)
        return try await rows(functions.latestSnapshot, parameters) {
            try SnapshotCall.snapshot($0, $1, stream: stream, stateType: stateType, schemaVersion: schemaVersion)
        }.first
    }

    /// SQL: `list_snapshots`.
    public func snapshots(of stream: StreamName, stateType: String? = nil) async throws -> [SnapshotInformation] {
        try await rows(functions.listSnapshots, Self.parameters(stream, stateType), SnapshotCall.information)
    }

    /// SQL: `prune_snapshots`.
    @discardableResult
    public func pruneSnapshots(_ options: SnapshotPruneOptions = SnapshotPruneOptions()) async throws -> Int {
        var parameters = PostgresParameters()
        parameters.appendInt4(Int32(clamping: options.keeping))
        parameters.appendSeconds(options.olderThan)
        parameters.appendInt4(Int32(clamping: options.limit))
        parameters.appendText(options.aggregateType)
        parameters.appendText(options.tenant?.rawValue)
        return Int(try await change(functions.pruneSnapshots, parameters).int64(0, 0))
    }

    /// SQL: `delete_snapshots`.
    @discardableResult
    public func deleteSnapshots(of stream: StreamName, stateType: String? = nil) async throws -> Int {
        Int(try await change(functions.deleteSnapshots, Self.parameters(stream, stateType)).int64(0, 0))
    }

    private static func parameters(_ stream: StreamName, _ stateType: String?) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(stream.aggregateType)
        parameters.appendText(stream.aggregateID)
        parameters.appendText(stateType)
        parameters.appendText(stream.tenant.rawValue)
        return parameters
    }
}
