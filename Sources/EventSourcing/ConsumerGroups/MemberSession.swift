import Foundation
import Logging
import ServiceLifecycle

/// A membership from joining to leaving: extends the lease, fetches, has events handled in order per stream, and settles them.
actor MemberSession {
    private let id: UUID
    private let member: ConsumerGroupMember
    private var store: any ConsumerGroupStore { member.store }
    private var options: ConsumerGroupMember.Options { member.options }
    private let clock = ContinuousClock()

    /// Until when nobody else can have taken over. By this machine's clock, from before the call that said so.
    private var validUntil: ContinuousClock.Instant
    private var membership: ConsumerGroupMembership
    private var isLost = false
    /// Nothing more begins.
    private var isEnding = false
    private var failure: (any Error)?

    /// Fetched and not settled.
    private var outstanding = 0
    /// By stream. A stream that is here is in `ready`, or with one worker, and with no other.
    private var lanes: [Int64: [ConsumerGroupDelivery]] = [:]
    /// Streams of which an event may be handled, longest waiting first.
    private var ready: [Int64] = []
    private var workers: [CheckedContinuation<Int64?, Never>] = []
    private var handlers: [Int: Task<Void, any Error>] = [:]
    private var overdue: Set<Int> = []
    private var lastHandler = 0
    private var acknowledgements: [ConsumerGroupDelivery] = []
    private var acknowledging: Task<Void, Never>?
    private var sleeper: Task<Void, any Error>?
    private var isWoken = false
    /// Nothing is fetched before something is settled.
    private var wantsRoom = false
    /// A fetch and a failure never cross: what was handed out before the failure was noted would be handled behind it.
    private var fetching: Task<ConsumerGroupFetch, any Error>?
    private var failing = 0

    init(_ membership: ConsumerGroupMembership, begun: ContinuousClock.Instant, member: ConsumerGroupMember) {
        id = membership.member
        self.membership = membership
        self.member = member
        validUntil = begun + membership.lease
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

    // MARK: Holding

    private var margin: Duration { membership.lease / 10 }
    private var isHeld: Bool { !isLost && clock.now < validUntil - margin }

    private func extend() async {
        var pause = membership.lookAgainAfter
        while !isLost, (try? await clock.sleep(for: pause)) != nil {
            let begun = clock.now
            do {
                let extended = try await store.extendConsumerGroupLease(id)
                validUntil = begun + extended.lease
                let gained = extended.slotsHeld != membership.slotsHeld
                membership = extended
                pause = max(extended.lookAgainAfter, .milliseconds(10))
                if gained { wake() }
            } catch {
                if Task.isCancelled { return }
                if let error = error as? EventStoreError, error.code == .consumerLeaseLost { return lose(error) }
                member.logger.info(
                    "the lease of a member was not extended", metadata: ["event_store.error": "\(error)"])
                pause = membership.lease / 20
            }
        }
    }

    /// Gives up shortly before the lease can run out, whatever a call to extend it is waiting for.
    private func watch() async {
        while !isLost, (try? await clock.sleep(until: validUntil - margin)) != nil {
            if clock.now >= validUntil - margin {
                return lose(EventStoreError(.consumerLeaseLost, "the lease could not be extended in time"))
            }
        }
    }

    private func lose(_ error: EventStoreError) {
        guard !isLost else { return }
        isLost = true
        failure = failure ?? error
        member.logger.warning("the lease of a member is lost", metadata: ["event_store.error": "\(error)"])
        end()
        for task in handlers.values { task.cancel() }
    }

    // MARK: Ending

    private func fail(_ error: any Error) {
        failure = failure ?? error
        end(after: options.shutdownGrace)
    }

    /// Nothing more begins; handlers that still run after `grace` are cancelled.
    private func end(after grace: Duration) {
        end()
        let numbers = Set(handlers.keys)
        Task { [clock] in
            try await clock.sleep(for: grace)
            cancelHandlers(numbers)
        }
    }

    private func cancelHandlers(_ numbers: Set<Int>) {
        for (number, task) in handlers where numbers.contains(number) { task.cancel() }
    }

    private func end() {
        isEnding = true
        for worker in workers { worker.resume(returning: nil) }
        workers = []
        wake()
    }

    /// Not cancelled with the member, and not for ever.
    private func leave() async {
        let leaving = Task { [store, id] in _ = try? await store.leaveConsumerGroup(id) }
        let timer = Task {
            try await Task.sleep(for: .seconds(5))
            leaving.cancel()
        }
        await leaving.value
        timer.cancel()
    }

    // MARK: Fetching

    private func fetch() async {
        var pause = Duration.milliseconds(50)
        while !isEnding {
            guard isHeld, failing == 0, outstanding <= options.prefetch / 2 else {
                wantsRoom = true
                await rest(for: .milliseconds(100), orEventsAfter: nil)
                continue
            }
            do {
                let limit = options.prefetch - outstanding
                let task = Task {
                    let fetched = try await store.fetchConsumerGroupEvents(id, limit: limit)
                    take(fetched.deliveries)
                    return fetched
                }
                fetching = task
                defer { fetching = nil }
                let fetched = try await task.value
                fetching = nil
                pause = .milliseconds(50)
                if fetched.deliveries.isEmpty {
                    await rest(for: options.pollInterval, orEventsAfter: fetched.lookedAt)
                }
            } catch {
                if isEnding { return }
                guard let error = error as? EventStoreError else { return fail(error) }
                if error.code == .consumerLeaseLost { return lose(error) }
                // What it handed out, if it did, nobody here knows of, and the next fetch does not hand it out again.
                guard error.isRetryable, !error.mayHaveTakenEffect else { return fail(error) }
                member.logger.info("a member fetches again", metadata: ["event_store.error": "\(error)"])
                await rest(for: pause, orEventsAfter: nil)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// Until the time is over, events are there, or something calls for another look.
    private func rest(for time: Duration, orEventsAfter position: GlobalPosition?) async {
        if isWoken || isEnding {
            isWoken = false
            return
        }
        let task = Task { [store] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Task.sleep(for: time) }
                if let position { group.addTask { _ = try await store.waitForEvents(after: position) } }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        sleeper = task
        let result = await task.result
        sleeper = nil
        isWoken = false
        // The store is away: not again at once.
        if case .failure(let error) = result, !(error is CancellationError), !isEnding {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func wake() {
        isWoken = true
        sleeper?.cancel()
    }

    private func take(_ deliveries: [ConsumerGroupDelivery]) {
        outstanding += deliveries.count
        for delivery in deliveries {
            let isNew = lanes[delivery.streamID] == nil
            lanes[delivery.streamID, default: []].append(delivery)
            if isNew { offer(delivery.streamID) }
        }
    }

    /// A stream has something to handle and is with no worker.
    private func offer(_ stream: Int64) {
        if let worker = workers.popLast() {
            worker.resume(returning: stream)
        } else {
            ready.append(stream)
        }
    }

    // MARK: Handling

    private func next() async -> Int64? {
        if isEnding { return nil }
        if !ready.isEmpty { return ready.removeFirst() }
        return await withCheckedContinuation { workers.append($0) }
    }

    private func work() async {
        while let stream = await next() {
            guard !isEnding, isHeld, let delivery = lanes[stream]?.first else {
                // What is dropped is still this member's: it has to join anew, even if the lease is extended after all.
                if !isEnding, !isHeld {
                    lose(EventStoreError(.consumerLeaseLost, "the lease could not be extended in time"))
                }
                drop(stream)
                lanes[stream] = nil
                continue
            }
            lanes[stream]?.removeFirst()
            await handle(delivery)
            if lanes[stream]?.isEmpty ?? true {
                lanes[stream] = nil
            } else {
                offer(stream)
            }
        }
    }

    /// What is left of a stream comes again; but for what was given under a later token.
    private func drop(_ stream: Int64, upTo token: Int64 = .max) {
        guard let queue = lanes[stream] else { return }
        lanes[stream] = queue.filter { $0.token > token }
        outstanding -= queue.count - (lanes[stream]?.count ?? 0)
    }

    private func handle(_ delivery: ConsumerGroupDelivery) async {
        lastHandler += 1
        let number = lastHandler
        let task = Task { [member] in
            try await handling([delivery.event], by: "process \(member.group)") { try await member.handler(delivery) }
        }
        handlers[number] = task
        let timer = Task { [clock, options] in
            try await clock.sleep(for: options.handlerTimeout)
            cancelOverdue(number)
        }
        let result = await task.result
        timer.cancel()
        handlers[number] = nil
        let wasOverdue = overdue.remove(number) != nil
        switch result {
        case .success:
            member.count { $0.handled += 1 }
            acknowledge(delivery)
        case .failure(let error):
            if let error = error as? ConsumerGroupFailure, case .stop = error.disposition {
                drop(delivery.streamID)
                outstanding -= 1
                return fail(error.underlying)
            }
            // Cancelled because the member ends or the lease is lost: no failure of its own.
            if isEnding, !wasOverdue, Task.isCancelled || isLost || error is CancellationError { return }
            await settle(
                delivery,
                wasOverdue
                    ? ConsumerGroupFailure.retry("the handler did not return within \(options.handlerTimeout)")
                    : error as? ConsumerGroupFailure
                        ?? ConsumerGroupFailure(.retry(after: nil), underlying: error))
        }
    }

    private func cancelOverdue(_ number: Int) {
        guard let task = handlers[number] else { return }
        overdue.insert(number)
        task.cancel()
    }

    // MARK: Settling

    /// Notes a failure. What stands in front of it is acknowledged first.
    private func settle(_ delivery: ConsumerGroupDelivery, _ failure: ConsumerGroupFailure) async {
        failing += 1
        defer {
            failing -= 1
            settled()
        }
        if let fetching { _ = await fetching.result }
        await flush()
        do {
            var isParked = true
            if case .retry(let delay) = failure.disposition {
                let delay = delay.map { min(max($0, .zero), .seconds(30 * 86_400)) }
                let retry = try await repeating {
                    try await $0.retryConsumerGroupEvent(
                        delivery, member: $1, error: failure.description, delay: delay)
                }
                isParked = retry.isParked
            } else {
                try await repeating {
                    try await $0.parkConsumerGroupEvent(delivery, member: $1, error: failure.description)
                }
            }
            member.count { if isParked { $0.parked += 1 } else { $0.retried += 1 } }
            outstanding -= 1
            // What was given of the stream behind it comes again after it.
            if !isParked, !delivery.isReplay { drop(delivery.streamID) }
        } catch {
            dropLost([delivery], error)
        }
    }

    private func settled() {
        if outstanding == 0 || (wantsRoom && outstanding <= options.prefetch / 2) {
            wantsRoom = false
            wake()
        }
    }

    private func acknowledge(_ delivery: ConsumerGroupDelivery) {
        acknowledgements.append(delivery)
        sendAcknowledgements()
    }

    /// Waits until what was handled so far is acknowledged, or refused.
    private func flush() async {
        while let acknowledging { await acknowledging.value }
    }

    /// What comes while a call is in flight goes together with the next.
    private func sendAcknowledgements() {
        guard acknowledging == nil, !acknowledgements.isEmpty else { return }
        let batch = acknowledgements
        acknowledgements = []
        // Not cancelled with the member: what was handled is to be noted.
        acknowledging = Task {
            await self.send(batch)
            self.acknowledging = nil
            self.sendAcknowledgements()
        }
    }

    private func send(_ batch: [ConsumerGroupDelivery]) async {
        do {
            _ = try await repeating { try await $0.acknowledgeConsumerGroupEvents(batch, member: $1) }
            outstanding -= batch.count
        } catch let error as EventStoreError where error.code == .consumerLeaseLost && !isLost {
            // All or nothing: only some of the streams may have been taken.
            let streams = Dictionary(grouping: batch, by: \.streamID)
            if streams.count > 1 {
                for deliveries in streams.values { await send(deliveries) }
            } else {
                dropLost(batch, error)
            }
        } catch {
            dropLost(batch, error)
        }
        settled()
    }

    /// A stream whose events could not be settled: it was taken over, or the store cannot go on. What is dropped may still be this
    /// member's, as when the answer to an earlier try was lost: so it leaves, and joins anew where that helps.
    private func dropLost(_ deliveries: [ConsumerGroupDelivery], _ error: any Error) {
        outstanding -= deliveries.count
        for delivery in deliveries where !delivery.isReplay { drop(delivery.streamID, upTo: delivery.token) }
        member.logger.info("a member drops events of a stream", metadata: ["event_store.error": "\(error)"])
        fail(error)
    }

    /// Repeats a call that settles events while the lease lasts. It changes nothing a second time, but a failure may be counted twice.
    private func repeating<Value: Sendable>(
        _ body: @Sendable (any ConsumerGroupStore, UUID) async throws -> Value
    ) async throws -> Value {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await body(store, id)
            } catch let error as EventStoreError where error.isRetryable && isHeld {
                try? await clock.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }
}

extension EventStoreError {
    /// The call may have been carried out: its answer was lost, or came too late.
    fileprivate var mayHaveTakenEffect: Bool {
        isOutcomeUnknown || code == .connectionLost || code == .deadlineExceeded
    }
}
