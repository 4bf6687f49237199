public import EventSourcing
import Foundation

// Looking after consumer groups.
extension PostgresEventStore {
    /// SQL: `create_consumer_group`.
    @discardableResult
    public func createConsumerGroup(_ options: ConsumerGroupOptions) async throws -> Bool {
        var parameters = Self.named(options.name, options.tenant)
        parameters.appendTextArray(ifPresent: options.aggregateTypes)
        parameters.appendTextArray(ifPresent: options.eventTypes?.map(\.rawValue))
        parameters.appendInt8(options.position?.rawValue)
        parameters.appendInt4(Int32(clamping: options.slots))
        parameters.appendSeconds(options.lease)
        parameters.appendInt4(Int32(clamping: options.maxAttempts))
        parameters.appendMilliseconds(options.retryDelay)
        parameters.appendMilliseconds(options.maxRetryDelay)
        parameters.appendInt4(Int32(clamping: options.maxUnacknowledged))
        return try await change(functions.createConsumerGroup, parameters).bool(0, 0)
    }

    /// SQL: `list_consumer_groups`.
    public func consumerGroups(tenant: Tenant? = nil) async throws -> [ConsumerGroupInformation] {
        var parameters = PostgresParameters()
        parameters.appendText(tenant?.rawValue)
        return try await rows(functions.listConsumerGroups, parameters, ConsumerGroupCall.group)
    }

    /// SQL: `list_consumer_group_members`.
    public func consumerGroupMembers(
        _ name: String, tenant: Tenant? = nil
    ) async throws -> [ConsumerGroupMemberInformation] {
        try await rows(functions.listConsumerGroupMembers, Self.named(name, tenant), ConsumerGroupCall.member)
    }

    /// SQL: `list_parked_consumer_group_events`.
    public func parkedConsumerGroupEvents(
        _ name: String, tenant: Tenant? = nil, after position: GlobalPosition = .start, limit: Int = 100
    ) async throws -> [ParkedConsumerGroupEvent] {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendInt8(position.rawValue)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant?.rawValue)
        return try await rows(functions.listParkedConsumerGroupEvents, parameters, ConsumerGroupCall.parked)
    }

    /// SQL: `replay_parked_consumer_group_events`.
    @discardableResult
    public func replayParkedConsumerGroupEvents(
        _ name: String, tenant: Tenant? = nil, positions: [GlobalPosition]? = nil, aggregateTypes: [String]? = nil,
        eventTypes: [EventType]? = nil, limit: Int = 1000
    ) async throws -> Int {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        if let positions {
            parameters.appendInt8Array(positions.lazy.map { $0.rawValue })
        } else {
            parameters.appendNull(PostgresType.int8.array)
        }
        parameters.appendTextArray(ifPresent: aggregateTypes)
        parameters.appendTextArray(ifPresent: eventTypes?.map(\.rawValue))
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant?.rawValue)
        return Int(try await change(functions.replayParkedConsumerGroupEvents, parameters).int64(0, 0))
    }

    /// SQL: `reset_consumer_group`.
    public func resetConsumerGroup(
        _ name: String, tenant: Tenant? = nil, to position: GlobalPosition
    ) async throws {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendInt8(position.rawValue)
        parameters.appendText(tenant?.rawValue)
        _ = try await change(functions.resetConsumerGroup, parameters)
    }

    /// SQL: `rename_consumer_group`.
    public func renameConsumerGroup(_ name: String, tenant: Tenant? = nil, to newName: String) async throws {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendText(newName)
        parameters.appendText(tenant?.rawValue)
        _ = try await change(functions.renameConsumerGroup, parameters)
    }

    /// SQL: `delete_consumer_group`.
    @discardableResult
    public func deleteConsumerGroup(_ name: String, tenant: Tenant? = nil) async throws -> Bool {
        try await change(functions.deleteConsumerGroup, Self.named(name, tenant)).bool(0, 0)
    }

    private static func named(_ name: String, _ tenant: Tenant?) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendText(tenant?.rawValue)
        return parameters
    }
}

extension PostgresParameters {
    fileprivate mutating func appendMilliseconds(_ duration: Duration) {
        appendInt4(Int32(max(-1, min(duration / .milliseconds(1), Double(Int32.max)))))
    }
}
