public import EventSourcing
public import Foundation

// Calls that write go over a connection of their own: a shared one's other calls would wait behind the flush to disk.
extension PostgresEventStore: ConsumerGroupStore {
    /// SQL: `join_consumer_group`.
    public func joinConsumerGroup(
        _ name: String, tenant: Tenant? = nil, memberName: String
    ) async throws -> ConsumerGroupMembership {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendText(memberName)
        parameters.appendText(tenant?.rawValue)
        let result = try await change(functions.joinConsumerGroup, parameters)
        return try await calling { try ConsumerGroupCall.membership(result) }
    }

    /// SQL: `extend_consumer_group_lease`.
    @discardableResult
    public func extendConsumerGroupLease(_ member: UUID) async throws -> ConsumerGroupMembership {
        var parameters = PostgresParameters()
        parameters.appendUUID(member)
        let result = try await change(functions.extendConsumerGroupLease, parameters)
        return try await calling { try ConsumerGroupCall.membership(result) }
    }

    /// SQL: `leave_consumer_group`.
    @discardableResult
    public func leaveConsumerGroup(_ member: UUID) async throws -> Bool {
        var parameters = PostgresParameters()
        parameters.appendUUID(member)
        return try await change(functions.leaveConsumerGroup, parameters).bool(0, 0)
    }

    /// SQL: `fetch_consumer_group_events`.
    public func fetchConsumerGroupEvents(_ member: UUID, limit: Int = 100) async throws -> ConsumerGroupFetch {
        var parameters = PostgresParameters()
        parameters.appendUUID(member)
        parameters.appendInt4(Int32(clamping: limit))
        let result = try await change(functions.fetchConsumerGroupEvents, parameters)
        return try await calling { try await ConsumerGroupCall.fetch(result, configuration.payloads) }
    }

    /// SQL: `acknowledge_consumer_group_events`.
    @discardableResult
    public func acknowledgeConsumerGroupEvents(
        _ deliveries: [ConsumerGroupDelivery], member: UUID
    ) async throws -> Int {
        var parameters = PostgresParameters()
        parameters.appendUUID(member)
        parameters.appendInt8Array(deliveries.lazy.map { $0.streamID })
        parameters.appendInt8Array(deliveries.lazy.map { $0.token })
        parameters.appendInt8Array(deliveries.lazy.map { $0.event.version.rawValue })
        return Int(try await change(functions.acknowledgeConsumerGroupEvents, parameters).int64(0, 0))
    }

    /// SQL: `retry_consumer_group_event`.
    @discardableResult
    public func retryConsumerGroupEvent(
        _ delivery: ConsumerGroupDelivery, member: UUID, error: String, delay: Duration? = nil
    ) async throws -> ConsumerGroupRetry {
        var parameters = Self.parameters(delivery, member, error)
        parameters.appendSeconds(delay)
        let result = try await change(functions.retryConsumerGroupEvent, parameters)
        return try await calling { try ConsumerGroupCall.retry(result) }
    }

    /// SQL: `park_consumer_group_event`.
    public func parkConsumerGroupEvent(
        _ delivery: ConsumerGroupDelivery, member: UUID, error: String
    ) async throws {
        _ = try await change(functions.parkConsumerGroupEvent, Self.parameters(delivery, member, error))
    }

    private static func parameters(_ delivery: ConsumerGroupDelivery, _ member: UUID, _ error: String)
        -> PostgresParameters
    {
        var parameters = PostgresParameters()
        parameters.appendUUID(member)
        parameters.appendInt8(delivery.streamID)
        parameters.appendInt8(delivery.token)
        parameters.appendInt8(delivery.event.version.rawValue)
        parameters.appendError(error)
        return parameters
    }
}
