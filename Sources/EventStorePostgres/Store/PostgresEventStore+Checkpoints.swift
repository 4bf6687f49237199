public import EventSourcing
import Foundation

// The protocol's calls: checkpoints and statistics.
extension PostgresEventStore {
    /// SQL: `load_checkpoint`.
    public func checkpoint(named name: String, tenant: Tenant = .none) async throws -> Checkpoint? {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendText(tenant.rawValue)
        return try await rows(functions.loadCheckpoint, parameters, CheckpointCall.decode).first
    }

    /// SQL: `save_checkpoint`. To save it together with a projection's own work, use
    /// ``PostgresTransaction/saveCheckpoint(_:)``.
    @discardableResult
    public func saveCheckpoint(_ update: CheckpointUpdate) async throws -> Checkpoint {
        try await rows(functions.saveCheckpoint, CheckpointCall.parameters(update), CheckpointCall.decode)[0]
    }

    /// SQL: `list_checkpoints`.
    public func checkpoints(tenant: Tenant? = nil) async throws -> [Checkpoint] {
        var parameters = PostgresParameters()
        parameters.appendText(tenant?.rawValue)
        return try await rows(functions.listCheckpoints, parameters, CheckpointCall.decodeListed)
    }

    /// SQL: `delete_checkpoint`.
    @discardableResult
    public func deleteCheckpoint(named name: String, tenant: Tenant = .none) async throws -> Bool {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendText(tenant.rawValue)
        return try await query(functions.deleteCheckpoint, parameters).bool(0, 0)
    }

    /// SQL: `statistics`.
    public func statistics(exact: Bool = true, tenant: Tenant? = nil) async throws -> StoreStatistics {
        var parameters = PostgresParameters()
        parameters.appendBool(exact)
        parameters.appendText(tenant?.rawValue)
        return try await rows(functions.statistics, parameters) { result, row in
            StoreStatistics(
                events: try result.int64(row, 0),
                streams: try result.int64(row, 1),
                eventTypes: try result.ifPresent(row, 2, result.int64),
                aggregateTypes: try result.ifPresent(row, 3, result.int64),
                firstPosition: try result.ifPresent(row, 4, result.int64).map(GlobalPosition.init(rawValue:)),
                lastPosition: try result.ifPresent(row, 5, result.int64).map(GlobalPosition.init(rawValue:)),
                sizeBytes: try result.ifPresent(row, 6, result.int64),
                size: try result.ifPresent(row, 7, result.string),
                isExact: try result.bool(row, 8))
        }[0]
    }

    /// SQL: `statistics_by_event_type`.
    public func statisticsByEventType(tenant: Tenant? = nil) async throws -> [TypeStatistics] {
        try await typeStatistics(functions.statisticsByEventType, tenant, hasStreams: false)
    }

    /// SQL: `statistics_by_aggregate_type`.
    public func statisticsByAggregateType(tenant: Tenant? = nil) async throws -> [TypeStatistics] {
        try await typeStatistics(functions.statisticsByAggregateType, tenant, hasStreams: true)
    }

    private func typeStatistics(_ statement: Statement, _ tenant: Tenant?, hasStreams: Bool) async throws
        -> [TypeStatistics]
    {
        var parameters = PostgresParameters()
        parameters.appendText(tenant?.rawValue)
        let bytes = hasStreams ? 3 : 2
        return try await rows(statement, parameters) { result, row in
            TypeStatistics(
                name: try result.string(row, 0),
                events: try result.int64(row, 1),
                streams: hasStreams ? try result.int64(row, 2) : nil,
                dataSizeBytes: try result.int64(row, bytes),
                firstTimestamp: Date(microsecondsSince2000: try result.timestamp(row, bytes + 1)),
                lastTimestamp: Date(microsecondsSince2000: try result.timestamp(row, bytes + 2)))
        }
    }
}
