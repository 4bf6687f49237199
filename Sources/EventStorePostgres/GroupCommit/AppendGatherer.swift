import EventSourcing

/// Group commit: what callers append while one call is in flight is gathered and travels as the next call, each append with
/// its own expected version and outcome.
///
/// A lone caller sends at once and from its own task. At most one call is in flight; the queue moves when it returns.
final class AppendGatherer: Sendable {
    typealias Outcome = Result<AppendResult, any Error>
    typealias Send = @Sendable ([StreamAppend]) async -> [Outcome]

    private struct State {
        var queue = GatheredAppends()
        var isSending = false
    }

    private let state = Lock(State())
    private let limits: PostgresConfiguration.Append
    private let send: Send

    /// - Parameter send: sends appends to different streams as one call, or a single append, and returns their outcomes in
    ///   order; never longer than the call's deadline.
    init(limits: PostgresConfiguration.Append, send: @escaping Send) {
        self.limits = limits
        self.send = send
    }

    /// How many appends wait for the call in flight.
    var waiting: Int { state.withLock { $0.queue.count } }

    /// Appends alone when nothing is in flight, in company otherwise. Cancelled while it waits, nothing was sent; cancelled
    /// later, the outcome is not known.
    func append(_ append: StreamAppend) async throws -> AppendResult {
        let isFirst = state.withLock { state in
            if state.isSending { return false }
            state.isSending = true
            return true
        }
        if isFirst {
            let outcome = await send([append])
            sendNext()
            return try outcome[0].get()
        }
        let answer = OneShot<AppendResult>()
        let (id, mustSend) = state.withLock { state in
            let id = state.queue.add(append, answer)
            // The call in flight may have returned since the look above.
            let mustSend = !state.isSending
            if mustSend { state.isSending = true }
            return (id, mustSend)
        }
        if mustSend { sendNext() }
        do {
            return try await answer.value()
        } catch is CancellationError {
            state.withLock { $0.queue.remove(id) }
            throw CancellationError()
        }
    }

    /// Sends what has gathered, batch after batch, until nothing is left.
    private func sendNext() {
        guard let batch = takeBatch() else { return }
        Task.detached { [self] in
            var next: [GatheredAppends.Entry]? = batch
            while let batch = next {
                let outcomes = await send(batch.map(\.append))
                for (entry, outcome) in zip(batch, outcomes) { entry.answer.resume(outcome) }
                next = takeBatch()
            }
        }
    }

    private func takeBatch() -> [GatheredAppends.Entry]? {
        state.withLock { state in
            let batch = state.queue.take(maxEvents: limits.maxEvents, maxBytes: limits.maxBytes)
            if batch.isEmpty { state.isSending = false }
            return batch.isEmpty ? nil : batch
        }
    }
}
