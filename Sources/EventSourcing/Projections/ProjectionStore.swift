/// An event store that keeps projections: their place, their status, and what they have set aside.
///
/// All calls throw ``EventStoreError``: ``EventStoreError/Code/projectionNotFound`` when there is no projection of that name, and
/// ``EventStoreError/Code/projectionMoved`` when it is not where or how the caller thinks.
public protocol ProjectionStore<ProjectionTransaction>: EventStore {
    /// What a handler works through. On PostgreSQL a transaction, so that its work commits together with the checkpoint; a backend
    /// that has none says that handlers run at least once.
    associatedtype ProjectionTransaction: Sendable

    /// Makes a projection, or takes the one that is there, with this filter. A checkpoint of this name is kept. Returns whether
    /// it was made.
    @discardableResult
    func createProjection(
        named name: String, filter: EventFilter, startingAfter position: GlobalPosition, tenant: Tenant
    ) async throws -> Bool

    /// All projections, or that of a name, with how they fare, a value for each generation; `tenant` nil: of all tenants.
    func projections(named name: String?, tenant: Tenant?) async throws -> [ProjectionInformation]

    /// Lets `body` handle a batch. Begins only where the projection is; `body` is told where it is to stop (nil: nowhere) and
    /// returns what it has done, no further. All of it takes effect, or nothing. Returns the status after it.
    func withProjectionBatch(
        at place: ProjectionPlace,
        _ body: (ProjectionTransaction, _ stopPosition: GlobalPosition?) async throws -> ProjectionProgress
    ) async throws -> Checkpoint.Status

    /// Notes that the event at `position` has failed, and when it is tried again; with `stops` the projection has failed. Returns
    /// how often in a row it has; 0 when the projection has moved on since.
    func noteProjectionFailure(
        at place: ProjectionPlace, position: GlobalPosition, error: String, retryAfter delay: Duration, stops: Bool
    ) async throws -> Int

    /// Pauses a generation (nil: the one in use) when the batch under way has ended. Returns where it stands.
    @discardableResult
    func pauseProjection(named name: String, generation: ProjectionGeneration?, tenant: Tenant) async throws
        -> GlobalPosition

    /// Lets a paused or failed generation run again, on request behind the event that it failed at. Returns where it goes on.
    @discardableResult
    func resumeProjection(
        named name: String, generation: ProjectionGeneration?, skippingFailedEvent: Bool, tenant: Tenant
    ) async throws -> GlobalPosition

    /// Lets a projection run up to `position` and pause there; nil takes that back.
    func stopProjection(named name: String, at position: GlobalPosition?, tenant: Tenant) async throws

    /// Sets a projection to `position`. `clearing` removes what it has built, and takes effect together with that.
    func resetProjection(
        named name: String, to position: GlobalPosition, tenant: Tenant,
        clearing: (ProjectionTransaction) async throws -> Void
    ) async throws

    /// Begins to build a projection anew beside the generation in use. Returns the new generation, or the one that is being
    /// built already.
    @discardableResult
    func beginProjectionRebuild(named name: String, tenant: Tenant) async throws -> ProjectionGeneration

    /// Puts the generation at `place` in use. `catchUp` handles the events that the one in use is ahead; `activate` lets readers
    /// see what was built. Nothing moves meanwhile, and all of it takes effect together.
    func switchProjection(
        at place: ProjectionPlace, filter: EventFilter,
        catchUp: ([RecordedEvent], ProjectionTransaction) async throws -> Void,
        activate: (ProjectionTransaction) async throws -> Void
    ) async throws

    /// Gives the generation up that is being built; `discarding` removes what it has built. Nil when there is none.
    @discardableResult
    func abandonProjectionRebuild(
        named name: String, tenant: Tenant,
        discarding: (ProjectionGeneration, ProjectionTransaction) async throws -> Void
    ) async throws -> ProjectionGeneration?

    /// Removes a projection with its checkpoints and parked events. `discarding` removes what it has built, and takes effect
    /// together with that: a projection of this name that is made later begins anew, also its generations. Returns whether there
    /// was one.
    @discardableResult
    func dropProjection(
        named name: String, tenant: Tenant, discarding: (ProjectionTransaction) async throws -> Void
    ) async throws -> Bool

    /// The events that a projection has set aside, by position, after `position`.
    func parkedProjectionEvents(
        named name: String, after position: GlobalPosition, limit: Int, tenant: Tenant
    ) async throws -> [ParkedProjectionEvent]

    /// Asks that parked events are tried again: those at `positions`, or all (nil). Whoever runs the projection does it, out of
    /// their order. Returns how many.
    @discardableResult
    func replayParkedProjectionEvents(named name: String, at positions: [GlobalPosition]?, tenant: Tenant) async throws
        -> Int

    /// Gives parked events up: those at `positions`, or all (nil). Returns how many.
    @discardableResult
    func discardParkedProjectionEvents(named name: String, at positions: [GlobalPosition]?, tenant: Tenant) async throws
        -> Int

    /// Lets `body` handle one parked event whose replay was asked for. When it throws, that is noted and the event stays parked.
    /// Returns whether there was one.
    func withParkedProjectionEvent(
        at place: ProjectionPlace, _ body: (RecordedEvent, ProjectionTransaction) async throws -> Void
    ) async throws -> Bool
}

extension ProjectionStore {
    /// The generation of a projection that is in use; nil when there is no projection of this name.
    public func projection(named name: String, tenant: Tenant = .none) async throws -> ProjectionInformation? {
        try await projections(named: name, tenant: tenant).first(where: \.isInUse)
    }
}
