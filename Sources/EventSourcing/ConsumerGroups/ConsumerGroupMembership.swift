public import Foundation

/// What a member of a consumer group holds after it has joined or extended its lease.
public struct ConsumerGroupMembership: Hashable, Sendable {
    /// Names the member in all further calls.
    public var member: UUID
    /// For how long nobody else gets what the member holds, from before the call that returned this.
    public var lease: Duration
    /// How many parts of the streams it has.
    public var slotsHeld: Int
    /// How many it is to have; others give some back when they have settled what they have of them.
    public var fairShare: Int
    /// When to extend again: a third of the lease, or sooner when something may become free.
    public var lookAgainAfter: Duration

    public init(member: UUID, lease: Duration, slotsHeld: Int, fairShare: Int, lookAgainAfter: Duration) {
        self.member = member
        self.lease = lease
        self.slotsHeld = slotsHeld
        self.fairShare = fairShare
        self.lookAgainAfter = lookAgainAfter
    }
}
