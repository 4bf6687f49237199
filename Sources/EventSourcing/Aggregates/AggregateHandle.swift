public import Foundation

/// One aggregate of a repository.
public struct AggregateHandle<State: Aggregate>: Sendable {
    public let repository: AggregateRepository<State>
    public let id: String
    public let tenant: Tenant

    public var stream: StreamName { repository.stream(id, tenant: tenant) }

    /// See ``AggregateRepository/load(_:tenant:upTo:)``.
    public func load(upTo version: StreamVersion? = nil) async throws -> LoadedAggregate<State> {
        try await repository.load(id, tenant: tenant, upTo: version)
    }

    /// See ``AggregateRepository/execute(_:tenant:commandID:expectedVersion:_:)``.
    @discardableResult
    public func execute(
        commandID: UUID? = nil, expectedVersion: ExpectedVersion = .any,
        _ decide: @Sendable (State) async throws -> [State.Event]
    ) async throws -> CommandResult<State> {
        try await repository.execute(
            id, tenant: tenant, commandID: commandID, expectedVersion: expectedVersion, decide)
    }
}

extension AggregateHandle where State: SnapshottableAggregate {
    /// See ``AggregateRepository/takeSnapshot(of:tenant:)``.
    @discardableResult
    public func takeSnapshot() async throws -> Snapshot { try await repository.takeSnapshot(of: id, tenant: tenant) }
}
