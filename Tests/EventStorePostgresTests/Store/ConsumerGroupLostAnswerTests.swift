import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization
import Testing

/// A store that carries out the first call of a kind and loses its answer.
private final class LossyStore: ConsumerGroupStore {
    enum Kind { case fetch, park }

    let store: PostgresEventStore
    private let loss: Mutex<Kind?>

    init(_ store: PostgresEventStore, loses kind: Kind) {
        self.store = store
        loss = Mutex(kind)
    }

    var hasLost: Bool { loss.withLock { $0 == nil } }

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
        try await store.acknowledgeConsumerGroupEvents(deliveries, member: member)
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

@Suite("Consumer groups and lost answers")
struct ConsumerGroupLostAnswerTests {
    /// The events handled, in order, until nothing is left. One stream of six events; the second is parked.
    private func handled(losing kind: LossyStore.Kind) async throws -> [Int64] {
        try await TestStore.with { store in
            try await store.append(
                (0..<6).map { _ in .test() }, to: StreamName("s", "1"), expectedVersion: .noStream)
            try await store.createConsumerGroup(ConsumerGroupOptions("g"))
            let lossy = LossyStore(store, loses: kind)
            var options = ConsumerGroupMember.Options(name: "m")
            options.pollInterval = .milliseconds(20)
            let versions = Mutex<[Int64]>([])
            let member = try ConsumerGroupMember(store: lossy, group: "g", options: options) { delivery in
                if delivery.event.version.rawValue == 2 { throw ConsumerGroupFailure.park("never") }
                versions.withLock { $0.append(delivery.event.version.rawValue) }
            }
            let running = Task { try await member.run() }
            try await waitUntil("all are settled") {
                let group = try await store.consumerGroups()[0]
                return lossy.hasLost && group.lag == 0 && group.unacknowledged == 0 && group.waitingStreams == 0
            }
            running.cancel()
            try await running.value
            let group = try await store.consumerGroups()[0]
            #expect(group.parkedEvents == 1)
            // Nothing waited for the end of a lease: the member gave back what it had.
            #expect(member.counts.leasesLost == 0)
            return versions.withLock { $0 }
        }
    }

    @Test("what a fetch handed out whose answer was lost comes again, in order")
    func fetch() async throws {
        #expect(try await handled(losing: .fetch) == [1, 3, 4, 5, 6])
    }

    @Test("what stands behind an event whose parking was carried out and not answered is handled, in order")
    func park() async throws {
        #expect(try await handled(losing: .park) == [1, 3, 4, 5, 6])
    }
}
