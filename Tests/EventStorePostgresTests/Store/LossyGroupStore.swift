import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization

/// A store that carries out the first call of a kind and loses its answer, and counts the calls that acknowledge.
final class LossyGroupStore: ConsumerGroupStore {
    enum Kind { case fetch, park }

    let store: PostgresEventStore
    private let loss: Mutex<Kind?>
    private let acknowledging = Mutex(0)

    init(_ store: PostgresEventStore, loses kind: Kind? = nil) {
        self.store = store
        loss = Mutex(kind)
    }

    var hasLost: Bool { loss.withLock { $0 == nil } }
    var acknowledgements: Int { acknowledging.withLock { $0 } }

    private func answer(_ kind: Kind, _ isLost: Bool = true) throws {
        let isLost = loss.withLock { loss in
            guard isLost, loss == kind else { return false }
            loss = nil
            return true
        }
        if isLost { throw EventStoreError(.connectionLost, "lost", isOutcomeUnknown: true, isRetryable: true) }
    }

    func createConsumerGroup(_ options: ConsumerGroupOptions) async throws -> Bool {
        try await store.createConsumerGroup(options)
    }
    func joinConsumerGroup(_ name: String, tenant: Tenant?, memberName: String) async throws
        -> ConsumerGroupMembership
    { try await store.joinConsumerGroup(name, tenant: tenant, memberName: memberName) }
    func extendConsumerGroupLease(_ member: UUID) async throws -> ConsumerGroupMembership {
        try await store.extendConsumerGroupLease(member)
    }
    func leaveConsumerGroup(_ member: UUID) async throws -> Bool { try await store.leaveConsumerGroup(member) }
    func fetchConsumerGroupEvents(_ member: UUID, limit: Int) async throws -> ConsumerGroupFetch {
        let fetch = try await store.fetchConsumerGroupEvents(member, limit: limit)
        try answer(.fetch, !fetch.deliveries.isEmpty)
        return fetch
    }
    func acknowledgeConsumerGroupEvents(_ deliveries: [ConsumerGroupDelivery], member: UUID) async throws -> Int {
        acknowledging.withLock { $0 += 1 }
        return try await store.acknowledgeConsumerGroupEvents(deliveries, member: member)
    }
    func retryConsumerGroupEvent(_ delivery: ConsumerGroupDelivery, member: UUID, error: String, delay: Duration?)
        async throws -> ConsumerGroupRetry
    { try await store.retryConsumerGroupEvent(delivery, member: member, error: error, delay: delay) }
    func parkConsumerGroupEvent(_ delivery: ConsumerGroupDelivery, member: UUID, error: String) async throws {
        try await store.parkConsumerGroupEvent(delivery, member: member, error: error)
        try answer(.park)
    }
    func waitForEvents(after position: GlobalPosition) async throws -> GlobalPosition {
        try await store.waitForEvents(after: position)
    }
    func consumerGroups(tenant: Tenant?) async throws -> [ConsumerGroupInformation] {
        try await store.consumerGroups(tenant: tenant)
    }
    func consumerGroupMembers(_ name: String, tenant: Tenant?) async throws -> [ConsumerGroupMemberInformation] {
        try await store.consumerGroupMembers(name, tenant: tenant)
    }
    func parkedConsumerGroupEvents(_ name: String, tenant: Tenant?, after position: GlobalPosition, limit: Int)
        async throws -> [ParkedConsumerGroupEvent]
    { try await store.parkedConsumerGroupEvents(name, tenant: tenant, after: position, limit: limit) }
    func replayParkedConsumerGroupEvents(
        _ name: String, tenant: Tenant?, positions: [GlobalPosition]?, aggregateTypes: [String]?,
        eventTypes: [EventType]?, limit: Int
    ) async throws -> Int {
        try await store.replayParkedConsumerGroupEvents(
            name, tenant: tenant, positions: positions, aggregateTypes: aggregateTypes, eventTypes: eventTypes,
            limit: limit)
    }
    func resetConsumerGroup(_ name: String, tenant: Tenant?, to position: GlobalPosition) async throws {
        try await store.resetConsumerGroup(name, tenant: tenant, to: position)
    }
    func renameConsumerGroup(_ name: String, tenant: Tenant?, to newName: String) async throws {
        try await store.renameConsumerGroup(name, tenant: tenant, to: newName)
    }
    func deleteConsumerGroup(_ name: String, tenant: Tenant?) async throws -> Bool {
        try await store.deleteConsumerGroup(name, tenant: tenant)
    }
}
