import Testing

@testable import EventStorePostgres

struct ExclusiveSlotsTests {
    private typealias Slots = ExclusiveSlots<Int, String>

    private func time(_ seconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: seconds * 1_000_000_000)
    }

    private func acquire(_ slots: inout Slots, _ id: UInt64, _ waiter: String, at seconds: Int64 = 0) -> Slots.Actions {
        slots.acquire(id: id, waiter: waiter, now: time(seconds)) { $0 >= 0 }
    }

    private let failure = PostgresError(.connectionFailed, "refused")

    @Test func `waiters are served in the order in which they came`() {
        var slots = Slots(minimum: 0, maximum: 1)
        #expect(acquire(&slots, 1, "a").connects == 1)
        #expect(acquire(&slots, 2, "b").connects == 0)
        #expect(acquire(&slots, 3, "c").connects == 0)
        let first = slots.connected(7, expiry: nil, now: time(0))
        #expect(first.granted.map(\.waiter) == ["a"])
        let second = slots.release(first.granted[0].lease, isReusable: true, now: time(0))
        #expect(second.granted.map(\.waiter) == ["b"])
        #expect(second.granted[0].lease.connection == 7)
        #expect(slots.waiterCount == 1)
    }

    @Test func `no more connections are opened than the maximum, and no more than are waited for`() {
        var slots = Slots(minimum: 0, maximum: 2)
        let connects = (UInt64(1)...5).map { acquire(&slots, $0, "\($0)").connects }
        #expect(connects == [1, 1, 0, 0, 0])
    }

    @Test func `an idle connection is used again, unless it is broken or too old`() {
        var slots = Slots(minimum: 0, maximum: 3)
        _ = acquire(&slots, 1, "a")
        let first = slots.connected(7, expiry: time(100), now: time(0)).granted[0].lease
        _ = slots.release(first, isReusable: true, now: time(1))
        let second = acquire(&slots, 2, "b", at: 2)
        #expect(second.granted.first?.lease.connection == 7)
        _ = slots.release(second.granted[0].lease, isReusable: true, now: time(3))
        let third = acquire(&slots, 3, "c", at: 100)
        #expect(third.discarded == [7])
        #expect(third.connects == 1)
        let broken = slots.connected(-1, expiry: nil, now: time(100)).granted[0].lease
        _ = slots.release(broken, isReusable: true, now: time(101))
        #expect(acquire(&slots, 4, "d", at: 102).discarded == [-1])
    }

    @Test func `a connection that cannot be used again is replaced for those who wait`() {
        var slots = Slots(minimum: 0, maximum: 1)
        _ = acquire(&slots, 1, "a")
        let lease = slots.connected(7, expiry: nil, now: time(0)).granted[0].lease
        _ = acquire(&slots, 2, "b")
        let actions = slots.release(lease, isReusable: false, now: time(0))
        #expect(actions.discarded == [7])
        #expect(actions.connects == 1)
        #expect(actions.granted.isEmpty)
    }

    @Test func `a waiter that gives up frees its place`() {
        var slots = Slots(minimum: 0, maximum: 1)
        _ = acquire(&slots, 1, "a")
        _ = acquire(&slots, 2, "b")
        let abandoned = [slots.abandon(id: 1), slots.abandon(id: 1)]
        #expect(abandoned == [true, false])
        #expect(slots.connected(7, expiry: nil, now: time(0)).granted.map(\.waiter) == ["b"])
    }

    @Test func `after a failed attempt there is one pause, and the waiters go on waiting`() {
        var slots = Slots(minimum: 0, maximum: 2)
        _ = acquire(&slots, 1, "a")
        _ = acquire(&slots, 2, "b")
        #expect(slots.connectFailed(failure, isPermanent: false).retryAfter != nil)
        #expect(slots.connectFailed(failure, isPermanent: false).retryAfter == nil)
        #expect(acquire(&slots, 3, "c").connects == 0)
        #expect(slots.retry().connects == 2)
        #expect(slots.connected(7, expiry: nil, now: time(0)).granted.map(\.waiter) == ["a"])
    }

    @Test func `a permanent failure is told to all who wait`() {
        var slots = Slots(minimum: 0, maximum: 1)
        _ = acquire(&slots, 1, "a")
        _ = acquire(&slots, 2, "b")
        let actions = slots.connectFailed(failure, isPermanent: true)
        #expect(actions.failed.map(\.waiter) == ["a", "b"])
        #expect(acquire(&slots, 3, "c").connects == 1, "the next caller tries again")
    }

    @Test func `maintenance closes spare connections and refills to the minimum`() {
        var slots = Slots(minimum: 1, maximum: 3)
        for id in UInt64(1)...3 { _ = acquire(&slots, id, "\(id)") }
        let leases = (1...3).map { slots.connected($0, expiry: nil, now: time(0)).granted[0].lease }
        for lease in leases { _ = slots.release(lease, isReusable: true, now: time(0)) }
        let closed = slots.maintain(now: time(60), idleTimeout: .seconds(60)) { _ in true }
        #expect(closed.discarded == [1, 2])
        let refilled = slots.maintain(now: time(61), idleTimeout: .seconds(600)) { _ in false }
        #expect(refilled.discarded == [3])
        #expect(refilled.connects == 1)
    }

    @Test func `a closed pool refuses, and is drained when the last connection has come back`() {
        var slots = Slots(minimum: 0, maximum: 2)
        _ = acquire(&slots, 1, "a")
        let lease = slots.connected(7, expiry: nil, now: time(0)).granted[0].lease
        _ = acquire(&slots, 2, "b")
        #expect(slots.close().failed.map(\.waiter) == ["b"])
        #expect(acquire(&slots, 3, "c").failed.first?.error.kind == .poolClosed)
        #expect(slots.connected(8, expiry: nil, now: time(0)).discarded == [8])
        #expect(!slots.isDrained)
        #expect(slots.release(lease, isReusable: true, now: time(0)).discarded == [7])
        #expect(slots.isDrained)
    }
}

struct SharedSlotsTests {
    private typealias Slots = SharedSlots<Int, String>

    private let failure = PostgresError(.connectionFailed, "refused")

    private func acquire(_ slots: inout Slots, usable: Bool = true) -> (used: Int?, actions: Slots.Actions) {
        var actions = Slots.Actions()
        if case .use(let connection) = slots.acquire(&actions, isUsable: { _ in usable }) {
            return (connection, actions)
        }
        return (nil, actions)
    }

    @Test func `connections are used in turn`() {
        var slots = Slots(count: 2)
        #expect(acquire(&slots).actions.connects.sorted() == [0, 1])
        _ = slots.connected(slot: 0, 10, expiry: nil)
        _ = slots.connected(slot: 1, 11, expiry: nil)
        #expect(Set((0..<2).compactMap { _ in acquire(&slots).used }) == [10, 11])
    }

    @Test func `one attempt serves all who wait`() {
        var slots = Slots(count: 1)
        #expect(acquire(&slots).actions.connects == [0])
        slots.wait(id: 1, "a")
        #expect(acquire(&slots).actions.connects.isEmpty)
        slots.wait(id: 2, "b")
        #expect(slots.connected(slot: 0, 10, expiry: nil).granted.map(\.waiter) == ["a", "b"])
    }

    @Test func `a dead connection is replaced at the next use`() {
        var slots = Slots(count: 1)
        _ = acquire(&slots)
        _ = slots.connected(slot: 0, 10, expiry: nil)
        let (used, actions) = acquire(&slots, usable: false)
        #expect(used == nil)
        #expect(actions.connects == [0])
    }

    @Test func `after a failed attempt there is a pause while somebody waits`() {
        var slots = Slots(count: 1)
        _ = acquire(&slots)
        slots.wait(id: 1, "a")
        #expect(slots.connectFailed(slot: 0, failure, isPermanent: false).retryAfter != nil)
        #expect(acquire(&slots).actions.connects.isEmpty)
        #expect(slots.retry(slot: 0).connects == [0])
        slots.abandon(id: 1)
        #expect(slots.connectFailed(slot: 0, failure, isPermanent: false).retryAfter == nil)
        #expect(acquire(&slots).actions.connects == [0])
    }

    @Test func `an old connection serves until its successor is there`() {
        var slots = Slots(count: 1)
        let expiry = MonotonicTime(nanoseconds: 100)
        _ = acquire(&slots)
        _ = slots.connected(slot: 0, 10, expiry: expiry)
        let early = slots.maintain(now: MonotonicTime(nanoseconds: 99)) { _ in false }
        #expect(early.connects.isEmpty)
        let due = slots.maintain(now: expiry) { _ in false }
        #expect(due.connects == [0])
        let again = slots.maintain(now: expiry) { _ in true }
        #expect(again.connects.isEmpty)
        #expect(acquire(&slots).used == 10)
        #expect(slots.connected(slot: 0, 11, expiry: nil).retired == [10])
        #expect(acquire(&slots).used == 11)
    }

    @Test func `a worn connection is replaced`() {
        var slots = Slots(count: 1)
        _ = acquire(&slots)
        _ = slots.connected(slot: 0, 10, expiry: nil)
        let actions = slots.maintain(now: MonotonicTime(nanoseconds: 0)) { $0 == 10 }
        #expect(actions.connects == [0])
    }

    @Test func `closing retires connections and fails those who wait`() {
        var slots = Slots(count: 2)
        _ = acquire(&slots)
        slots.wait(id: 1, "a")
        _ = slots.connectFailed(slot: 1, failure, isPermanent: false)
        let actions = slots.close()
        #expect(actions.failed.map(\.waiter) == ["a"])
        #expect(!slots.isDrained)
        #expect(slots.connected(slot: 0, 10, expiry: nil).retired == [10])
        #expect(slots.isDrained)
    }

    @Test func `pauses grow up to a bound`() {
        var backoff = Backoff()
        let pauses = (0..<12).map { _ in backoff.next() }
        #expect(pauses[0] >= .milliseconds(50) && pauses[0] <= .milliseconds(100))
        #expect(pauses.allSatisfy { $0 <= .seconds(5) })
        #expect(pauses[11] >= .milliseconds(2500))
    }
}
