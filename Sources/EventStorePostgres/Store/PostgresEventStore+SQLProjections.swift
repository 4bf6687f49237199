public import EventSourcing

/// How a projection fares whose events a function of the database handles. SQL: a row of `run_projection`.
public struct SQLProjectionRun: Hashable, Sendable {
    /// How many events were handled.
    public var events: Int
    /// How many have failed.
    public var failed: Int
    public var globalPosition: GlobalPosition
    public var status: Checkpoint.Status
    /// How many positions lie between it and the head.
    public var lag: Int64
}

// Projections whose handler is a function of the database.
extension PostgresEventStore {
    /// Makes a projection whose events the function `function` handles; it takes `(p_events recorded_event[], p_generation
    /// integer)`. The policy, the number of attempts and the first delay of `options` hold; its other parts are for a
    /// ``ProjectionRunner``. Only the owner of the schema may. SQL: `create_sql_projection`.
    public func createProjection(
        named name: String, function: String, filter: EventFilter = .all,
        options: ProjectionOptions = ProjectionOptions(), tenant: Tenant = .none
    ) async throws {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendText(function)
        parameters.appendFilter(filter)
        parameters.appendInt8(options.startAfter.rawValue)
        parameters.appendText(options.onFailure.rawValue)
        parameters.appendInt4(Int32(clamping: options.maxAttempts))
        parameters.appendInt4(Int32(clamping: options.retryDelay.milliseconds))
        parameters.appendText(tenant.rawValue)
        try await changeProjection(functions.createSQLProjection, parameters) { _ in }
    }

    /// Does one batch of such a projection. SQL: `run_projection`.
    public func runProjection(
        named name: String, limit: Int = 1000, generation: ProjectionGeneration? = nil, tenant: Tenant = .none
    ) async throws -> SQLProjectionRun {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendInt4(generation.map { Int32(clamping: $0.rawValue) })
        parameters.appendText(tenant.rawValue)
        return try await changeProjection(functions.runProjection, parameters) { result in
            SQLProjectionRun(
                events: Int(try result.int32(0, 0)), failed: Int(try result.int32(0, 1)),
                globalPosition: GlobalPosition(rawValue: try result.int64(0, 2)),
                status: Checkpoint.Status(rawValue: try result.string(0, 3)) ?? .failed, lag: try result.int64(0, 4))
        }
    }

    /// Lets each append call the projection's function in its own transaction from now on. Keeps appends waiting while it does
    /// what is left, at most `limit` events. SQL: `make_projection_inline`.
    public func makeProjectionInline(named name: String, limit: Int = 10_000, tenant: Tenant = .none) async throws {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant.rawValue)
        try await changeProjection(functions.makeProjectionInline, parameters) { _ in }
    }

    /// Takes ``makeProjectionInline(named:limit:tenant:)`` back, exactly where the appends left off. SQL:
    /// `make_projection_asynchronous`.
    public func makeProjectionAsynchronous(named name: String, tenant: Tenant = .none) async throws {
        try await changeProjection(functions.makeProjectionAsynchronous, ProjectionCall.name(name, tenant)) { _ in }
    }
}

extension PostgresTransaction {
    /// Appends in this transaction and lets projections handle the events in it: inline projections in Swift. Those events that
    /// had been stored before are not handled again. Only appends that are made so are handled; what every append has to do,
    /// whoever appends, is the work of a function (``PostgresEventStore/makeProjectionInline(named:limit:tenant:)``). Such a projection
    /// has no checkpoint and only its first generation: do not give it to a ``ProjectionRunner`` as well.
    @discardableResult
    public func append(
        _ append: StreamAppend, applying projections: [any Projection<PostgresTransaction>]
    ) async throws -> AppendResult {
        let result = try await self.append(append)
        guard !result.wasAlreadyStored, !projections.isEmpty else { return result }
        let first = StreamVersion(rawValue: result.version.rawValue - Int64(append.events.count) + 1)
        let events = try await events(
            functions.readStream,
            ReadCall.stream(append.stream, StreamReadOptions(fromVersion: first, limit: max(append.events.count, 1))))
        for projection in projections {
            let due = events.filter(projection.filter.matches)
            if !due.isEmpty { try await projection.handle(due, in: self, generation: .first) }
        }
        return result
    }
}
