public import EventSourcing

// The protocol's calls: checkpoints and statistics.
extension InMemoryEventStore {
    public func checkpoint(named name: String, tenant: Tenant = .none) async throws -> Checkpoint? {
        try await call(.checkpoint) { log, _ in try log.checkpoint(CheckpointKey(name, tenant)) }
    }

    @discardableResult
    public func saveCheckpoint(_ update: CheckpointUpdate) async throws -> Checkpoint {
        try await call(.saveCheckpoint) { log, now in try log.save(update, at: now) }
    }

    public func checkpoints(tenant: Tenant? = nil) async throws -> [Checkpoint] {
        try await call(.checkpoints) { log, _ in
            log.checkpoints
                .filter { key, _ in tenant.map { ByteText($0.rawValue) == key.tenant } ?? true }
                .sorted { $0.key < $1.key }
                .map(\.value)
        }
    }

    @discardableResult
    public func deleteCheckpoint(named name: String, tenant: Tenant = .none) async throws -> Bool {
        try await call(.deleteCheckpoint) { log, _ in
            log.checkpoints.removeValue(forKey: CheckpointKey(name, tenant)) != nil
        }
    }

    public func statistics(exact: Bool = true, tenant: Tenant? = nil) async throws -> StoreStatistics {
        try await call(.statistics) { log, _ in log.statistics(exact: exact, tenant: tenant) }
    }

    public func statisticsByEventType(tenant: Tenant? = nil) async throws -> [TypeStatistics] {
        try await call(.statisticsByEventType) { log, _ in log.statisticsByEventType(tenant: tenant) }
    }

    public func statisticsByAggregateType(tenant: Tenant? = nil) async throws -> [TypeStatistics] {
        try await call(.statisticsByAggregateType) { log, _ in log.statisticsByAggregateType(tenant: tenant) }
    }
}
