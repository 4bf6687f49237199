public import EventSourcing

extension PostgresEventStore {
    /// SQL: `list_parked_projection_events`.
    public func parkedProjectionEvents(
        named name: String, after position: GlobalPosition = .start, limit: Int = 100, tenant: Tenant = .none
    ) async throws -> [ParkedProjectionEvent] {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendInt8(position.rawValue)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant.rawValue)
        return try await rows(functions.listParkedProjectionEvents, parameters, ProjectionCall.parked)
    }

    /// SQL: `replay_parked_projection_events`.
    @discardableResult
    public func replayParkedProjectionEvents(
        named name: String, at positions: [GlobalPosition]? = nil, tenant: Tenant = .none
    ) async throws -> Int {
        try await replay(name, positions, tenant, discards: false)
    }

    /// SQL: `replay_parked_projection_events` with `p_discard`.
    @discardableResult
    public func discardParkedProjectionEvents(
        named name: String, at positions: [GlobalPosition]? = nil, tenant: Tenant = .none
    ) async throws -> Int {
        try await replay(name, positions, tenant, discards: true)
    }

    private func replay(_ name: String, _ positions: [GlobalPosition]?, _ tenant: Tenant, discards: Bool) async throws
        -> Int
    {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        if let positions {
            parameters.appendInt8Array(positions.lazy.map { $0.rawValue })
        } else {
            parameters.appendNull(PostgresType.int8.array)
        }
        parameters.appendBool(discards)
        parameters.appendText(tenant.rawValue)
        return try await changeProjection(functions.replayParkedProjectionEvents, parameters) {
            Int(try $0.int64(0, 0))
        }
    }

    /// SQL: `begin_parked_projection_event` and `settle_parked_projection_event`, in one transaction with `body`; what `body`
    /// throws is noted in another one.
    public func withParkedProjectionEvent(
        at place: ProjectionPlace, _ body: (RecordedEvent, PostgresTransaction) async throws -> Void
    ) async throws -> Bool {
        var tried: RecordedEvent?
        do {
            return try await withTransaction { transaction in
                let events = try await transaction.events(
                    functions.beginParkedProjectionEvent,
                    ProjectionCall.generation(place.name, place.generation, place.tenant))
                guard let event = events.first else { return false }
                tried = event
                try await body(event, transaction)
                _ = try await transaction.run(
                    functions.settleParkedProjectionEvent,
                    ProjectionCall.settle(place, event.globalPosition, error: nil))
                return true
            }
        } catch {
            guard let event = tried, !(error is CancellationError), (error as? EventStoreError)?.isRetryable != true
            else { throw error }
            try await changeProjection(
                functions.settleParkedProjectionEvent,
                ProjectionCall.settle(place, event.globalPosition, error: String(describing: error))
            ) { _ in }
            return true
        }
    }
}

extension PostgresTransaction {
    /// Calls a function of the contract in this transaction.
    func run(_ statement: Statement, _ parameters: PostgresParameters) async throws -> PostgresResult {
        try await calling { try await call(statement, parameters) }
    }

    func events(_ options: AllReadOptions) async throws -> [RecordedEvent] {
        try await events(functions.readAll, ReadCall.all(options))
    }

    /// Calls a function that returns events in this transaction.
    func events(_ statement: Statement, _ parameters: PostgresParameters) async throws -> [RecordedEvent] {
        let payloads = sender.pool.configuration.payloads
        return try await calling {
            try await RecordedEventDecoder.events(try await call(statement, parameters), payloads)
        }
    }

    func complete(_ place: ProjectionPlace, _ progress: ProjectionProgress) async throws -> Checkpoint.Status {
        let result = try await run(functions.completeProjectionBatch, ProjectionCall.complete(place, progress))
        return Checkpoint.Status(rawValue: try result.string(0, 0)) ?? .failed
    }
}
