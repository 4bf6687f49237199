public import EventSourcing

// Handlers work in the transaction that saves the checkpoint: each event counts once.
extension PostgresEventStore: ProjectionStore {
    public typealias ProjectionTransaction = PostgresTransaction

    /// SQL: `create_projection`.
    @discardableResult
    public func createProjection(
        named name: String, filter: EventFilter = .all, startingAfter position: GlobalPosition = .start,
        tenant: Tenant = .none
    ) async throws -> Bool {
        try await changeProjection(
            functions.createProjection, ProjectionCall.create(name, filter, position, tenant)
        ) { try $0.bool(0, 0) }
    }

    /// SQL: `list_projections`.
    public func projections(named name: String? = nil, tenant: Tenant? = nil) async throws -> [ProjectionInformation] {
        var parameters = PostgresParameters()
        parameters.appendText(tenant?.rawValue)
        parameters.appendText(name)
        return try await rows(functions.listProjections, parameters, ProjectionCall.information)
    }

    /// SQL: `begin_projection_batch`, `park_projection_event`, `complete_projection_batch`, in one transaction with `body`.
    public func withProjectionBatch(
        at place: ProjectionPlace,
        _ body: (PostgresTransaction, GlobalPosition?) async throws -> ProjectionProgress
    ) async throws -> Checkpoint.Status {
        try await withTransaction { transaction in
            let begun = try await transaction.run(functions.beginProjectionBatch, ProjectionCall.begin(place))
            let stop = try begun.ifPresent(0, 0, begun.int64).map(GlobalPosition.init(rawValue:))
            let progress = try await body(transaction, stop)
            for event in progress.parked {
                _ = try await transaction.run(functions.parkProjectionEvent, ProjectionCall.park(place, event))
            }
            return try await transaction.complete(place, progress)
        }
    }

    /// SQL: `note_projection_failure`.
    public func noteProjectionFailure(
        at place: ProjectionPlace, position: GlobalPosition, error: String, retryAfter delay: Duration, stops: Bool
    ) async throws -> Int {
        try await changeProjection(
            functions.noteProjectionFailure, ProjectionCall.failure(place, position, error, delay, stops: stops)
        ) { Int(try $0.int32(0, 0)) }
    }

    /// SQL: `pause_projection`.
    @discardableResult
    public func pauseProjection(named name: String, generation: ProjectionGeneration? = nil, tenant: Tenant = .none)
        async throws -> GlobalPosition
    {
        try await changeProjection(
            functions.pauseProjection, ProjectionCall.generation(name, generation, tenant)
        ) { GlobalPosition(rawValue: try $0.int64(0, 0)) }
    }

    /// SQL: `resume_projection`.
    @discardableResult
    public func resumeProjection(
        named name: String, generation: ProjectionGeneration? = nil, skippingFailedEvent: Bool = false,
        tenant: Tenant = .none
    ) async throws -> GlobalPosition {
        var parameters = ProjectionCall.generation(name, generation)
        parameters.appendBool(skippingFailedEvent)
        parameters.appendText(tenant.rawValue)
        return try await changeProjection(functions.resumeProjection, parameters) {
            GlobalPosition(rawValue: try $0.int64(0, 0))
        }
    }

    /// SQL: `stop_projection_at`.
    public func stopProjection(named name: String, at position: GlobalPosition?, tenant: Tenant = .none) async throws {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendInt8(position?.rawValue)
        parameters.appendText(tenant.rawValue)
        try await changeProjection(functions.stopProjectionAt, parameters) { _ in }
    }

    /// SQL: `reset_projection`, in one transaction with `clearing`.
    public func resetProjection(
        named name: String, to position: GlobalPosition = .start, tenant: Tenant = .none,
        clearing: (PostgresTransaction) async throws -> Void = { _ in }
    ) async throws {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendInt8(position.rawValue)
        parameters.appendText(tenant.rawValue)
        try await withTransaction { transaction in
            _ = try await transaction.run(functions.resetProjection, parameters)
            try await clearing(transaction)
        }
    }

    /// SQL: `begin_projection_rebuild`.
    @discardableResult
    public func beginProjectionRebuild(named name: String, tenant: Tenant = .none) async throws -> ProjectionGeneration
    {
        try await changeProjection(functions.beginProjectionRebuild, ProjectionCall.name(name, tenant)) {
            ProjectionGeneration(rawValue: Int(try $0.int32(0, 0)))
        }
    }

    /// SQL: `begin_projection_switch`, `complete_projection_batch`, `switch_projection`, in one transaction. Throws
    /// ``EventStoreError/Code/projectionMoved`` when more than 10,000 events are left.
    public func switchProjection(
        at place: ProjectionPlace, filter: EventFilter = .all,
        catchUp: ([RecordedEvent], PostgresTransaction) async throws -> Void,
        activate: (PostgresTransaction) async throws -> Void
    ) async throws {
        let generation = ProjectionCall.generation(place.name, place.generation, place.tenant)
        try await withTransaction { transaction in
            let begun = try await transaction.run(functions.beginProjectionSwitch, generation)
            let from = GlobalPosition(rawValue: try begun.int64(0, 0))
            let until = GlobalPosition(rawValue: try begun.int64(0, 1))
            if until > from {
                let limit = 10_000
                // Nothing can appear any more below where a projection is.
                let events = try await transaction.events(
                    AllReadOptions(
                        position: from, limit: limit + 1, until: until, untilIsSafe: true, filter: filter))
                guard events.count <= limit else {
                    throw EventStoreError(
                        .projectionMoved,
                        "generation \(place.generation) of projection \(place.name) is more than \(limit) events behind",
                        hint: "Let it catch up, then switch again.")
                }
                if !events.isEmpty { try await catchUp(events, transaction) }
                _ = try await transaction.complete(
                    place,
                    ProjectionProgress(
                        globalPosition: until,
                        lastEvent: events.last.flatMap { $0.globalPosition == until ? $0.id : nil },
                        eventsProcessed: events.count))
            }
            try await activate(transaction)
            _ = try await transaction.run(functions.switchProjection, generation)
        }
    }

    /// SQL: `abandon_projection_rebuild`, in one transaction with `discarding`.
    @discardableResult
    public func abandonProjectionRebuild(
        named name: String, tenant: Tenant = .none,
        discarding: (ProjectionGeneration, PostgresTransaction) async throws -> Void = { _, _ in }
    ) async throws -> ProjectionGeneration? {
        try await withTransaction { transaction in
            let result = try await transaction.run(
                functions.abandonProjectionRebuild, ProjectionCall.name(name, tenant))
            let generation = try result.ifPresent(0, 0, result.int32).map { ProjectionGeneration(rawValue: Int($0)) }
            if let generation { try await discarding(generation, transaction) }
            return generation
        }
    }

    /// SQL: `drop_projection`, in one transaction with `discarding`.
    @discardableResult
    public func dropProjection(
        named name: String, tenant: Tenant = .none,
        discarding: (PostgresTransaction) async throws -> Void = { _ in }
    ) async throws -> Bool {
        try await withTransaction { transaction in
            let wasThere = try await transaction.run(
                functions.dropProjection, ProjectionCall.name(name, tenant)
            ).bool(0, 0)
            if wasThere { try await discarding(transaction) }
            return wasThere
        }
    }

    func changeProjection<Value>(
        _ statement: Statement, _ parameters: PostgresParameters, _ decode: (PostgresResult) throws -> Value
    ) async throws -> Value {
        // Such a call may wait for a batch under way.
        try await calling { try decode(try await pool.callAlone(statement, parameters)) }
    }
}
