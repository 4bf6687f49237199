import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization
import Testing

/// What handlers saw.
private final class Handled: Sendable {
    private struct State {
        var events: [StreamName: [Int64]] = [:]
        var running: [StreamName: Int] = [:]
        var overlaps = 0
        var attempts: [Int] = []
    }

    private let state = Mutex(State())

    func begin(_ delivery: ConsumerGroupDelivery) {
        state.withLock { state in
            state.attempts.append(delivery.attempts)
            state.running[delivery.event.stream, default: 0] += 1
            if state.running[delivery.event.stream] != 1 { state.overlaps += 1 }
        }
    }

    func end(_ delivery: ConsumerGroupDelivery, isDone: Bool = true) {
        state.withLock { state in
            state.running[delivery.event.stream, default: 0] -= 1
            if isDone { state.events[delivery.event.stream, default: []].append(delivery.event.version.rawValue) }
        }
    }

    var overlaps: Int { state.withLock { $0.overlaps } }
    var count: Int { state.withLock { $0.events.values.reduce(0) { $0 + $1.count } } }
    var streams: [StreamName: [Int64]] { state.withLock { $0.events } }
    var attempts: [Int] { state.withLock { $0.attempts } }
}

@Suite("Consumer groups")
struct ConsumerGroupTests {
    private static func fill(_ store: PostgresEventStore, streams: Int, events: Int) async throws {
        for stream in 0..<streams {
            try await store.append(
                (0..<events).map { _ in .test() }, to: StreamName("s", "\(stream)"), expectedVersion: .noStream)
        }
    }

    private static func group(_ store: PostgresEventStore, _ body: (inout ConsumerGroupOptions) -> Void = { _ in })
        async throws
    {
        var options = ConsumerGroupOptions("g")
        options.retryDelay = .zero
        options.lease = .seconds(2)
        body(&options)
        try await store.createConsumerGroup(options)
    }

    private static func options(_ name: String = "m") -> ConsumerGroupMember.Options {
        var options = ConsumerGroupMember.Options(name: name)
        options.pollInterval = .milliseconds(20)
        return options
    }

    private static func isSettled(_ store: PostgresEventStore) async throws -> Bool {
        let group = try await store.consumerGroups()[0]
        return group.lag == 0 && group.unacknowledged == 0 && group.waitingStreams == 0
    }

    @Test("create, join, fetch, acknowledge, retry, park, list, replay, extend, reset, rename, leave, delete")
    func calls() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, streams: 1, events: 4)
            try await Self.group(store) { $0.slots = 2 }
            #expect(try await store.createConsumerGroup(ConsumerGroupOptions("g")) == false)
            let membership = try await store.joinConsumerGroup("g", memberName: "m")
            #expect(membership.slotsHeld == 2 && membership.fairShare == 2 && membership.lease == .seconds(2))
            let fetch = try await store.fetchConsumerGroupEvents(membership.member, limit: 3)
            #expect(fetch.deliveries.map(\.event) == Array(try await store.everything().prefix(3)))
            let deliveries = fetch.deliveries
            #expect(try await store.acknowledgeConsumerGroupEvents([deliveries[0]], member: membership.member) == 1)
            try await store.parkConsumerGroupEvent(deliveries[1], member: membership.member, error: "never\u{0}")
            let retry = try await store.retryConsumerGroupEvent(
                deliveries[2], member: membership.member, error: "not now", delay: .seconds(3600))
            #expect(retry.attempts == 1 && !retry.isParked && retry.availableAt != nil)
            let refused = await storeError {
                try await store.acknowledgeConsumerGroupEvents([deliveries[2]], member: membership.member)
            }
            #expect(refused?.code == .consumerLeaseLost)
            let parked = try await store.parkedConsumerGroupEvents("g")
            #expect(parked.map(\.eventID) == [deliveries[1].event.id])
            #expect(parked[0].lastError == "never\u{FFFD}" && parked[0].attempts == 1 && parked[0].replayAt == nil)
            #expect(try await store.replayParkedConsumerGroupEvents("g", eventTypes: ["Other"]) == 0)
            #expect(
                try await store.replayParkedConsumerGroupEvents("g", positions: [parked[0].globalPosition]) == 1)
            let replay = try await store.fetchConsumerGroupEvents(membership.member).deliveries
            #expect(replay.map(\.isReplay) == [true])
            let group = try await store.consumerGroups()[0]
            #expect(group.name == "g" && group.tenant == nil && group.members == 1 && group.waitingStreams == 1)
            #expect(group.lastError == "not now" && group.isOfThisHistory && group.lease == .seconds(2))
            #expect(try await store.extendConsumerGroupLease(membership.member).slotsHeld == 2)
            #expect(try await store.consumerGroupMembers("g").map(\.name) == ["m"])
            try await store.resetConsumerGroup("g", to: .start)
            #expect(try await store.fetchConsumerGroupEvents(membership.member).deliveries.count == 4)
            try await store.renameConsumerGroup("g", to: "h")
            let lost = await storeError { _ = try await store.joinConsumerGroup("g", memberName: "n") }
            #expect(lost?.code == .consumerGroupNotFound)
            #expect(try await store.leaveConsumerGroup(membership.member))
            #expect(try await store.deleteConsumerGroup("h"))
            #expect(try await store.consumerGroups().isEmpty)
        }
    }

    @Test(
        "members handle every event once, each stream's in order and one at a time, while members come and go in peace")
    func members() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, streams: 40, events: 10)
            try await Self.group(store) { $0.slots = 16 }
            let handled = Handled()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<3 {
                    let member = try ConsumerGroupMember(
                        store: store, group: "g", options: Self.options("m\(number)")
                    ) { delivery in
                        handled.begin(delivery)
                        try? await Task.sleep(for: .microseconds(Int.random(in: 0...500)))
                        handled.end(delivery)
                    }
                    group.addTask {
                        if number == 2 { try await waitUntil("some") { handled.count > 50 } }
                        let running = Task { try await member.run() }
                        if number == 0 {
                            try await waitUntil("some more") { handled.count > 150 }
                        } else {
                            try await waitUntil("all") { try await Self.isSettled(store) && handled.count >= 800 }
                        }
                        running.cancel()
                        try await running.value
                        #expect(member.counts.leasesLost == 0)
                    }
                }
                group.addTask {
                    for stream in 0..<40 {
                        try await store.append(
                            (0..<10).map { _ in .test() }, to: StreamName("s", "\(stream)"), expectedVersion: .any)
                    }
                }
                try await group.waitForAll()
            }
            #expect(handled.overlaps == 0)
            // What a member that left had handled and not yet acknowledged would come again; these wait for it.
            #expect(handled.streams.values.allSatisfy { $0 == Array(1...20) })
            #expect(try await store.consumerGroupMembers("g").isEmpty)
        }
    }

    @Test(
        "a handler that fails keeps its stream waiting, in order, and one that cannot be helped is parked and replayed")
    func failures() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, streams: 3, events: 5)
            try await Self.group(store) { $0.maxAttempts = 3 }
            let handled = Handled()
            let isMended = Mutex(false)
            let member = try ConsumerGroupMember(store: store, group: "g", options: Self.options()) { delivery in
                handled.begin(delivery)
                let (stream, version) = (delivery.event.stream.aggregateID, delivery.event.version)
                do {
                    if stream == "0", version == 2, delivery.attempts < 2 { throw CancellationError() }
                    if stream == "1", version == 3, !isMended.withLock({ $0 }) {
                        throw ConsumerGroupFailure.park("broken")
                    }
                    if stream == "2", version == 1, !isMended.withLock({ $0 }) {
                        throw ConsumerGroupFailure.retry("never")
                    }
                } catch {
                    handled.end(delivery, isDone: false)
                    throw error
                }
                handled.end(delivery)
            }
            let running = Task { try await member.run() }
            try await waitUntil("13 of 15 are done") { try await Self.isSettled(store) && handled.count == 13 }
            #expect(handled.streams[StreamName("s", "0")] == [1, 2, 3, 4, 5])
            #expect(handled.streams[StreamName("s", "1")] == [1, 2, 4, 5])
            #expect(handled.streams[StreamName("s", "2")] == [2, 3, 4, 5])
            #expect(member.counts.retried == 4 && member.counts.parked == 2)
            #expect(Set(try await store.parkedConsumerGroupEvents("g").map(\.lastError)) == ["broken", "never"])
            isMended.withLock { $0 = true }
            #expect(try await store.replayParkedConsumerGroupEvents("g") == 2)
            try await waitUntil("the rest") { handled.count == 15 }
            try await waitUntil("is acknowledged") { try await store.parkedConsumerGroupEvents("g").isEmpty }
            running.cancel()
            try await running.value
            #expect(handled.overlaps == 0)
        }
    }

    @Test("a handler that hangs is cancelled after its time and tried again, and one that stops the member ends it")
    func hanging() async throws {
        struct Enough: Error {}
        try await TestStore.with { store in
            try await Self.fill(store, streams: 1, events: 2)
            try await Self.group(store)
            var options = Self.options()
            options.handlerTimeout = .milliseconds(50)
            let handled = Handled()
            let member = try ConsumerGroupMember(store: store, group: "g", options: options) { delivery in
                handled.begin(delivery)
                defer { handled.end(delivery, isDone: false) }
                if delivery.event.version == 2 { throw ConsumerGroupFailure.stop(Enough()) }
                if delivery.attempts == 0 { try await Task.sleep(for: .seconds(600)) }
            }
            await #expect(throws: Enough.self) { try await member.run() }
            #expect(handled.attempts == [0, 1, 0] && member.counts.retried == 1)
            #expect(try await store.consumerGroupMembers("g").isEmpty)
            #expect(try await store.consumerGroups()[0].waitingStreams == 1)
        }
    }

    @Test("a group that is renamed goes on, and a member that has to join again ends with an error that says so")
    func renamed() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, streams: 1, events: 1)
            try await Self.group(store)
            let handled = Handled()
            let member = try ConsumerGroupMember(store: store, group: "g", options: Self.options()) {
                handled.begin($0)
                handled.end($0)
            }
            let running = Task { try await member.run() }
            try await waitUntil("one") { handled.count == 1 }
            try await store.renameConsumerGroup("g", to: "h")
            try await store.append([.test()], to: StreamName("s", "0"), expectedVersion: .any)
            try await waitUntil("the next") { handled.count == 2 }
            try await store.sql("DELETE FROM \(store.quotedSchema).consumer_group_members")
            let error = await storeError { try await running.value }
            #expect(error?.code == .consumerGroupNotFound)
            #expect(member.counts.leasesLost == 1)
        }
    }

    @Test("a member that has vanished is taken over when its lease ends")
    func vanished() async throws {
        try await TestStore.with { store in
            try await Self.fill(store, streams: 20, events: 1)
            try await Self.group(store) { $0.lease = .seconds(1) }
            let gone = try await store.joinConsumerGroup("g", memberName: "gone")
            #expect(try await store.fetchConsumerGroupEvents(gone.member).deliveries.count == 20)
            let begun = ContinuousClock.now
            let handled = Handled()
            let member = try ConsumerGroupMember(store: store, group: "g", options: Self.options()) {
                handled.begin($0)
                handled.end($0)
            }
            let running = Task { try await member.run() }
            try await waitUntil("all", within: .seconds(20)) { handled.count == 20 }
            #expect(ContinuousClock.now - begun >= .milliseconds(900))
            #expect(handled.attempts.allSatisfy { $0 == 1 })
            running.cancel()
            try await running.value
        }
    }
}
