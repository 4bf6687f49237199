public import EventSourcing
public import Foundation

// Calls that write go over a connection of their own: a shared one's other calls would wait behind the flush to disk.
extension PostgresEventStore: OutboxStore {
    /// SQL: `claim_outbox_messages`.
    public func claimOutboxMessages(_ options: OutboxClaimOptions) async throws -> OutboxClaim? {
        var parameters = PostgresParameters()
        parameters.appendText(options.worker)
        parameters.appendInt4(Int32(clamping: options.limit))
        parameters.appendInt4(Int32(clamping: options.messagesPerStream))
        parameters.appendSeconds(options.visibilityTimeout)
        parameters.appendText(options.tenant?.rawValue)
        let result = try await change(functions.claimOutboxMessages, parameters)
        guard result.rowCount > 0 else { return nil }
        return try await calling {
            OutboxClaim(
                lease: try result.uuid(0, 0), messages: try await OutboxCall.messages(result, configuration.payloads))
        }
    }

    /// SQL: `extend_outbox_lease`.
    public func extendOutboxLease(_ lease: UUID, visibilityTimeout: Duration = .seconds(30)) async throws {
        var parameters = PostgresParameters()
        parameters.appendUUID(lease)
        parameters.appendSeconds(visibilityTimeout)
        _ = try await change(functions.extendOutboxLease, parameters)
    }

    /// SQL: `complete_outbox_messages`.
    public func completeOutboxMessages(_ positions: [GlobalPosition], lease: UUID) async throws {
        var parameters = PostgresParameters()
        parameters.appendUUID(lease)
        parameters.appendInt8Array(positions.lazy.map { $0.rawValue })
        _ = try await change(functions.completeOutboxMessages, parameters)
    }

    /// SQL: `retry_outbox_message`.
    @discardableResult
    public func retryOutboxMessage(
        _ position: GlobalPosition, lease: UUID, error: String, delay: Duration? = nil
    ) async throws -> OutboxRetry {
        var parameters = PostgresParameters()
        parameters.appendUUID(lease)
        parameters.appendInt8(position.rawValue)
        parameters.appendError(error)
        parameters.appendSeconds(delay)
        let result = try await change(functions.retryOutboxMessage, parameters)
        return try await calling { try OutboxCall.retry(result) }
    }

    /// SQL: `park_outbox_message`.
    public func parkOutboxMessage(_ position: GlobalPosition, lease: UUID, error: String) async throws {
        var parameters = PostgresParameters()
        parameters.appendUUID(lease)
        parameters.appendInt8(position.rawValue)
        parameters.appendError(error)
        _ = try await change(functions.parkOutboxMessage, parameters)
    }

    /// SQL: `release_outbox_lease`.
    @discardableResult
    public func releaseOutboxLease(_ lease: UUID) async throws -> Int {
        var parameters = PostgresParameters()
        parameters.appendUUID(lease)
        return Int(try await change(functions.releaseOutboxLease, parameters).int64(0, 0))
    }

    /// Shares the LISTEN connection and the questions for the barrier with the store's subscriptions. SQL: `safe_position`.
    public func waitForEvents(after position: GlobalPosition) async throws -> GlobalPosition {
        try await calling {
            guard let answer = try await feed.positions(after: position.rawValue) else {
                throw EventStoreError(.closed, "the store was shut down")
            }
            return answer.positions.safePosition
        }
    }

    /// SQL: `list_parked_outbox_messages`.
    public func parkedOutboxMessages(
        after position: GlobalPosition = .start, limit: Int = 100, tenant: Tenant? = nil
    ) async throws -> [OutboxMessage] {
        var parameters = PostgresParameters()
        parameters.appendInt8(position.rawValue)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant?.rawValue)
        let result = try await query(functions.listParkedOutboxMessages, parameters)
        return try await calling { try await OutboxCall.messages(result, configuration.payloads) }
    }

    /// SQL: `replay_outbox_messages`.
    @discardableResult
    public func replayOutboxMessages(
        _ positions: [GlobalPosition]? = nil, limit: Int = 1000, tenant: Tenant? = nil
    ) async throws -> Int {
        var parameters = PostgresParameters()
        if let positions {
            parameters.appendInt8Array(positions.lazy.map { $0.rawValue })
        } else {
            parameters.appendNull(PostgresType.int8.array)
        }
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant?.rawValue)
        return Int(try await change(functions.replayOutboxMessages, parameters).int64(0, 0))
    }

    /// SQL: `clean_outbox`.
    @discardableResult
    public func cleanOutbox(
        olderThan age: Duration = .seconds(7 * 86_400), limit: Int = 10_000, includingParked: Bool = false
    ) async throws -> Int {
        var parameters = PostgresParameters()
        parameters.appendSeconds(age)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendBool(includingParked)
        return Int(try await change(functions.cleanOutbox, parameters).int64(0, 0))
    }

    /// SQL: `outbox_statistics`.
    public func outboxStatistics(tenant: Tenant? = nil) async throws -> OutboxStatistics {
        var parameters = PostgresParameters()
        parameters.appendText(tenant?.rawValue)
        let result = try await query(functions.outboxStatistics, parameters)
        return try await calling { try OutboxCall.statistics(result) }
    }
}
