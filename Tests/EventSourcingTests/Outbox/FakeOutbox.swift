import EventSourcing
import Foundation
import Synchronization

/// An outbox in memory that keeps the contract as far as a relay can see it, and can be told to fail.
final class FakeOutbox: OutboxStore {
    struct State {
        var pending: [StreamName: [OutboxMessage]] = [:]
        var leases: [StreamName: UUID] = [:]
        var claimed: [StreamName: GlobalPosition] = [:]
        var delayed: Set<StreamName> = []
        var done: [GlobalPosition] = []
        var parked: [GlobalPosition: String] = [:]
        var retried: [GlobalPosition] = []
        var delays: [Duration?] = []
        var released = 0
        var extended = 0
        var position: Int64 = 0
        var failuresOfClaim = 0
        var claims = 0
        /// What an extension throws.
        var extensionFailure: EventStoreError?
        var maxAttempts = 20
        /// So many answers of `completeOutboxMessages` are lost: it is done, and fails all the same.
        var lostAnswersOfComplete = 0
        /// What `retryOutboxMessage` throws when it is told a delay, and always.
        var refusalOfDelay: EventStoreError?
        var refusalOfRetry: EventStoreError?
        /// How long the answer of `retryOutboxMessage` takes.
        var slownessOfRetry = Duration.zero
        /// Whether extending a lease that holds nothing any more is refused.
        var extendsHeldLeasesOnly = false
    }

    let state = Mutex(State())

    @discardableResult
    func append(_ count: Int, to id: String) -> StreamName {
        let stream = StreamName("order", id)
        state.withLock { state in
            for _ in 0..<count {
                state.position += 1
                state.pending[stream, default: []].append(.test(state.position, stream))
            }
        }
        return stream
    }

    var isEmpty: Bool { state.withLock { $0.pending.values.allSatisfy(\.isEmpty) } }

    func claimOutboxMessages(_ options: OutboxClaimOptions) async throws -> OutboxClaim? {
        try state.withLock { state in
            state.claims += 1
            if state.failuresOfClaim > 0 {
                state.failuresOfClaim -= 1
                throw EventStoreError(.connectionLost, "lost", isRetryable: true)
            }
            let lease = UUID()
            var messages: [OutboxMessage] = []
            for (stream, pending) in state.pending.sorted(by: { $0.key.aggregateID < $1.key.aggregateID })
            where !pending.isEmpty && state.leases[stream] == nil && !state.delayed.contains(stream) {
                guard messages.count < options.limit else { break }
                state.leases[stream] = lease
                messages += pending.prefix(options.messagesPerStream)
                state.claimed[stream] = messages.last?.event.globalPosition
            }
            return messages.isEmpty ? nil : OutboxClaim(lease: lease, messages: messages)
        }
    }

    private func held(_ state: inout State, _ position: GlobalPosition, _ lease: UUID) throws -> StreamName {
        guard
            let stream = state.pending.first(where: { $0.value.first?.event.globalPosition == position })?.key,
            state.leases[stream] == lease
        else { throw EventStoreError(.outboxLeaseLost, "lost") }
        return stream
    }

    func extendOutboxLease(_ lease: UUID, visibilityTimeout: Duration) async throws {
        try state.withLock { state in
            state.extended += 1
            if let failure = state.extensionFailure { throw failure }
            if state.extendsHeldLeasesOnly, !state.leases.values.contains(lease) {
                throw EventStoreError(.outboxLeaseLost, "lost")
            }
        }
    }

    func completeOutboxMessages(_ positions: [GlobalPosition], lease: UUID) async throws {
        try state.withLock { state in
            for position in positions {
                let stream = try held(&state, position, lease)
                state.pending[stream]?.removeFirst()
                state.done.append(position)
                if state.claimed[stream] == position { state.leases[stream] = nil }
            }
            guard state.lostAnswersOfComplete > 0 else { return }
            state.lostAnswersOfComplete -= 1
            throw EventStoreError(.connectionLost, "lost", isOutcomeUnknown: true, isRetryable: true)
        }
    }

    func retryOutboxMessage(_ position: GlobalPosition, lease: UUID, error: String, delay: Duration?) async throws
        -> OutboxRetry
    {
        let slowness = state.withLock { $0.slownessOfRetry }
        let retry = try note(position, lease: lease, error: error, delay: delay)
        try await Task.sleep(for: slowness)
        return retry
    }

    private func note(_ position: GlobalPosition, lease: UUID, error: String, delay: Duration?) throws -> OutboxRetry {
        try state.withLock { state in
            if let refusal = state.refusalOfRetry { throw refusal }
            if delay != nil, let refusal = state.refusalOfDelay { throw refusal }
            let stream = try held(&state, position, lease)
            state.retried.append(position)
            state.delays.append(delay)
            state.pending[stream]?[0].attempts += 1
            let attempts = state.pending[stream]![0].attempts
            if attempts >= state.maxAttempts {
                state.pending[stream]?.removeFirst()
                state.parked[position] = error
                if state.claimed[stream] == position { state.leases[stream] = nil }
                return OutboxRetry(attempts: attempts, isParked: true, availableAt: nil)
            }
            state.leases[stream] = nil
            state.delayed.insert(stream)
            return OutboxRetry(attempts: attempts, isParked: false, availableAt: Date())
        }
    }

    func parkOutboxMessage(_ position: GlobalPosition, lease: UUID, error: String) async throws {
        try state.withLock { state in
            let stream = try held(&state, position, lease)
            state.pending[stream]?.removeFirst()
            state.parked[position] = error
            if state.claimed[stream] == position { state.leases[stream] = nil }
        }
    }

    func releaseOutboxLease(_ lease: UUID) async throws -> Int {
        state.withLock { state in
            let held = state.leases.filter { $0.value == lease }.keys
            for stream in held { state.leases[stream] = nil }
            state.released += held.count
            return held.count
        }
    }

    func waitForEvents(after position: GlobalPosition) async throws -> GlobalPosition {
        while true {
            let head = GlobalPosition(rawValue: state.withLock { $0.position })
            if head > position { return head }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    func parkedOutboxMessages(after position: GlobalPosition, limit: Int, tenant: Tenant?) async throws
        -> [OutboxMessage]
    { [] }
    func replayOutboxMessages(_ positions: [GlobalPosition]?, limit: Int, tenant: Tenant?) async throws -> Int { 0 }
    func cleanOutbox(olderThan age: Duration, limit: Int, includingParked: Bool) async throws -> Int { 0 }
    func outboxStatistics(tenant: Tenant?) async throws -> OutboxStatistics {
        throw EventStoreError(.unsupported, "not here")
    }
}

extension OutboxMessage {
    static func test(_ position: Int64, _ stream: StreamName) -> OutboxMessage {
        OutboxMessage(
            event: RecordedEvent(
                globalPosition: GlobalPosition(rawValue: position), stream: stream,
                version: StreamVersion(rawValue: position),
                id: UUID(), type: "Tested", schemaVersion: 1, payload: .json("{}"), metadata: EventMetadata(),
                timestamp: Date(), recordedAt: Date(),
                checksum: [UInt8](repeating: 0, count: 32).withUnsafeBytes { EventChecksum($0)! }))
    }
}
