public import Foundation

/// What an ``OutboxRelay`` needs of a store, and what people need to look after an outbox.
///
/// All calls throw ``EventStoreError``; ``EventStoreError/Code/outboxLeaseLost`` says that a lease does not hold a message (any
/// more), and that nothing was changed.
public protocol OutboxStore: Sendable {
    /// Claims pending messages of streams that are due. Nil when there are none.
    func claimOutboxMessages(_ options: OutboxClaimOptions) async throws -> OutboxClaim?

    /// Holds the streams of a lease for `visibilityTimeout` from now on. A lease that has run out is not extended.
    func extendOutboxLease(_ lease: UUID, visibilityTimeout: Duration) async throws

    /// Marks messages as done, each stream's from its first on.
    func completeOutboxMessages(_ positions: [GlobalPosition], lease: UUID) async throws

    /// Notes that publishing a message has failed. Its stream waits, for `delay` or, when that is nil, longer with each failure.
    func retryOutboxMessage(_ position: GlobalPosition, lease: UUID, error: String, delay: Duration?) async throws
        -> OutboxRetry

    /// Sets a message aside; its followers go on without it.
    func parkOutboxMessage(_ position: GlobalPosition, lease: UUID, error: String) async throws

    /// Gives the streams of a lease back; returns how many there were.
    @discardableResult
    func releaseOutboxLease(_ lease: UUID) async throws -> Int

    /// Suspends until events after `position` can be read; returns how far. May be early, and late by the bound that the store
    /// documents.
    func waitForEvents(after position: GlobalPosition) async throws -> GlobalPosition

    /// A page of the parked messages by position, after `position`; `tenant` nil: of all tenants.
    func parkedOutboxMessages(after position: GlobalPosition, limit: Int, tenant: Tenant?) async throws
        -> [OutboxMessage]

    /// Makes parked messages pending again: those at `positions`, or all (nil), at most `limit`. Returns how many.
    @discardableResult
    func replayOutboxMessages(_ positions: [GlobalPosition]?, limit: Int, tenant: Tenant?) async throws -> Int

    /// Deletes messages that were done longer than `age` ago, at most `limit`; with `includingParked` also parked ones as old.
    /// Returns how many.
    @discardableResult
    func cleanOutbox(olderThan age: Duration, limit: Int, includingParked: Bool) async throws -> Int

    /// How the outbox fares; `tenant` nil: of all tenants.
    func outboxStatistics(tenant: Tenant?) async throws -> OutboxStatistics
}
