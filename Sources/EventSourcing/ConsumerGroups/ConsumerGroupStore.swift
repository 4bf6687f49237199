public import Foundation

/// What a ``ConsumerGroupMember`` needs of a store, and what people need to look after consumer groups.
///
/// A group is named by its name and tenant; tenant nil is a group of all tenants, not all groups. All calls throw
/// ``EventStoreError``: ``EventStoreError/Code/consumerGroupNotFound`` when there is no such group, and
/// ``EventStoreError/Code/consumerLeaseLost`` when a member does not hold what it would settle (any more), and nothing was changed.
public protocol ConsumerGroupStore: Sendable {
    /// Makes a group; returns false where there is one of this name, which stays as it is.
    @discardableResult
    func createConsumerGroup(_ options: ConsumerGroupOptions) async throws -> Bool

    /// Makes the caller a member. `memberName` is for people.
    func joinConsumerGroup(_ name: String, tenant: Tenant?, memberName: String) async throws -> ConsumerGroupMembership

    /// Holds what the member holds for another lease from now on, and takes what has become free, up to its share. A lease that has
    /// run out is not extended.
    func extendConsumerGroupLease(_ member: UUID) async throws -> ConsumerGroupMembership

    /// Gives all back at once; returns whether it was a member.
    @discardableResult
    func leaveConsumerGroup(_ member: UUID) async throws -> Bool

    /// Hands out at most `limit` events, 1 to 10,000, and no more than the group's bound together with those the member has.
    func fetchConsumerGroupEvents(_ member: UUID, limit: Int) async throws -> ConsumerGroupFetch

    /// Says that events are handled, each stream's in order; returns how many had not been settled before. All or nothing.
    @discardableResult
    func acknowledgeConsumerGroupEvents(_ deliveries: [ConsumerGroupDelivery], member: UUID) async throws -> Int

    /// Notes that handling an event has failed. Its stream waits, longer with each failure, and at least for `delay`.
    func retryConsumerGroupEvent(_ delivery: ConsumerGroupDelivery, member: UUID, error: String, delay: Duration?)
        async throws -> ConsumerGroupRetry

    /// Sets an event aside; what stands behind it goes on.
    func parkConsumerGroupEvent(_ delivery: ConsumerGroupDelivery, member: UUID, error: String) async throws

    /// Suspends until events after `position` can be read; returns how far. May be early, and late by the bound that the store
    /// documents.
    func waitForEvents(after position: GlobalPosition) async throws -> GlobalPosition

    /// The groups of a tenant; nil: all.
    func consumerGroups(tenant: Tenant?) async throws -> [ConsumerGroupInformation]

    func consumerGroupMembers(_ name: String, tenant: Tenant?) async throws -> [ConsumerGroupMemberInformation]

    /// A page of the parked events by position, after `position`.
    func parkedConsumerGroupEvents(_ name: String, tenant: Tenant?, after position: GlobalPosition, limit: Int)
        async throws -> [ParkedConsumerGroupEvent]

    /// Has parked events handed out again: those at `positions`, of these types, each nil for all, at most `limit`. Returns how
    /// many.
    @discardableResult
    func replayParkedConsumerGroupEvents(
        _ name: String, tenant: Tenant?, positions: [GlobalPosition]?, aggregateTypes: [String]?,
        eventTypes: [EventType]?, limit: Int
    ) async throws -> Int

    /// Has a group go on after a position. What its members have is taken from them.
    func resetConsumerGroup(_ name: String, tenant: Tenant?, to position: GlobalPosition) async throws

    /// Its members go on; whoever joins under the old name finds none.
    func renameConsumerGroup(_ name: String, tenant: Tenant?, to newName: String) async throws

    /// Deletes a group with all it knows; returns whether there was one.
    @discardableResult
    func deleteConsumerGroup(_ name: String, tenant: Tenant?) async throws -> Bool
}
