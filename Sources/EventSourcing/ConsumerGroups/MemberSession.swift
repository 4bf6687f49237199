import Foundation
import Logging
import ServiceLifecycle

/// A membership from joining to leaving: extends the lease, fetches, has events handled in order per stream, and settles them.
actor MemberSession {
    let id: UUID
    let member: ConsumerGroupMember
    var store: any ConsumerGroupStore { member.store }
    var options: ConsumerGroupMember.Options { member.options }
    let clock = ContinuousClock()

    /// Until when nobody else can have taken over. By this machine's clock, from before the call that said so.
    var validUntil: ContinuousClock.Instant
    var membership: ConsumerGroupMembership
    var isLost = false
    /// Nothing more begins.
    var isEnding = false
    var failure: (any Error)?

    /// Fetched and not settled.
    var outstanding = 0
    /// By stream. A stream that is here is in `ready`, or with one worker, and with no other.
    var lanes: [Int64: [ConsumerGroupDelivery]] = [:]
    /// Streams of which an event may be handled, longest waiting first.
    var ready: [Int64] = []
    var workers: [CheckedContinuation<Int64?, Never>] = []
    var handlers: [Int: Task<Void, any Error>] = [:]
    var overdue: Set<Int> = []
    var lastHandler = 0
    var acknowledgements: [ConsumerGroupDelivery] = []
    var acknowledging: Task<Void, Never>?
    var acknowledgementPause: Task<Void, Never>?
    var acknowledgedAt: ContinuousClock.Instant
    /// How many wait for what is not acknowledged yet.
    var flushing = 0
    var sleeper: Task<Void, any Error>?
    var isWoken = false
    /// Nothing is fetched before something is settled.
    var wantsRoom = false
    /// A fetch and a failure never cross: what was handed out before the failure was noted would be handled behind it.
    var fetching: Task<ConsumerGroupFetch, any Error>?
    var failing = 0

    init(_ membership: ConsumerGroupMembership, begun: ContinuousClock.Instant, member: ConsumerGroupMember) {
        id = membership.member
        self.membership = membership
        self.member = member
        validUntil = begun + membership.lease
        acknowledgedAt = begun - .seconds(3600)
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                let keepers = [Task { await self.extend() }, Task { await self.watch() }]
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<options.concurrency { group.addTask { await self.work() } }
                    await fetch()
                    end()
                    await group.waitForAll()
                }
                await flush()
                for keeper in keepers { keeper.cancel() }
                if isLost { member.count { $0.leasesLost += 1 } } else { await leave() }
            } onCancel: {
                Task { await self.end(after: .zero) }
            }
        } onGracefulShutdown: {
            Task { await self.end(after: self.options.shutdownGrace) }
        }
        if let failure { throw failure }
    }

    func fail(_ error: any Error) {
        failure = failure ?? error
        end(after: options.shutdownGrace)
    }

    /// Nothing more begins; handlers that still run after `grace` are cancelled.
    func end(after grace: Duration) {
        end()
        let numbers = Set(handlers.keys)
        Task { [clock] in
            try await clock.sleep(for: grace)
            cancelHandlers(numbers)
        }
    }

    func cancelHandlers(_ numbers: Set<Int>) {
        for (number, task) in handlers where numbers.contains(number) { task.cancel() }
    }

    func end() {
        isEnding = true
        for worker in workers { worker.resume(returning: nil) }
        workers = []
        acknowledgementPause?.cancel()
        wake()
    }

    /// Not cancelled with the member, and not for ever.
    func leave() async {
        let leaving = Task { [store, id] in _ = try? await store.leaveConsumerGroup(id) }
        let timer = Task {
            try await Task.sleep(for: .seconds(5))
            leaving.cancel()
        }
        await leaving.value
        timer.cancel()
    }
}
