extension AggregateRepository where State: SnapshottableAggregate {
    /// Loads an aggregate and saves its state as a snapshot, whatever the strategy says. Throws
    /// ``AggregateError/nothingToSnapshot(_:)`` for one without events or a repository without snapshots,
    /// ``AggregateError/incompleteState(_:eventsPassedOver:)``, and ``EventStoreError``.
    @discardableResult
    public func takeSnapshot(of id: String, tenant: Tenant = .none) async throws -> Snapshot {
        let stream = stream(id, tenant: tenant)
        guard let snapshotting else { throw AggregateError.nothingToSnapshot(stream) }
        return try await snapshotting.save(try await load(stream))
    }

    /// Waits until the snapshots that are being taken are saved, or have failed: before a program ends, or in a test.
    public func finishSnapshots() async { await snapshotting?.finish() }
}
