import EventSourcing

/// Group commit: what callers append while calls are in flight is gathered and travels as the next call, each append with
/// its own expected version and outcome.
///
/// A caller with few beside it sends at once and from its own task: `concurrentCalls` may be in flight, so that one call
/// computes while another waits for the disk. One that is stuck does not count: a call that takes longer than `patience`
/// waits, as a rule, for a stream that somebody's transaction holds. Then the next call sets out beside it, without its
/// streams.
final class AppendGatherer: Sendable {
    typealias Outcome = Result<AppendResult, any Error>
    typealias Send = @Sendable ([StreamAppend]) async -> [Outcome]

    private struct Call {
        let id: UInt64
        let entries: [GatheredAppends.Entry]
    }

    private struct State {
        var queue = GatheredAppends()
        var lastCall: UInt64 = 0
        /// The calls behind which appends gather.
        var active: Set<UInt64> = []
        var stuck: Set<UInt64> = []
        /// The streams of all calls in flight.
        var busy: Set<StreamName> = []
        var isWatched = false

        mutating func begin(_ streams: some Sequence<StreamName>) -> UInt64 {
            lastCall += 1
            active.insert(lastCall)
            busy.formUnion(streams)
            return lastCall
        }

        /// The next call, if it need not wait.
        mutating func next(_ limits: PostgresConfiguration.Append) -> Call? {
            guard active.count < limits.concurrentCalls else { return nil }
            let entries = queue.take(maxEvents: limits.maxEvents, maxBytes: limits.maxBytes, except: busy)
            return entries.isEmpty ? nil : Call(id: begin(entries.map(\.append.stream)), entries: entries)
        }
    }

    private static let mostStuck = 4

    private let state = Lock(State())
    private let limits: PostgresConfiguration.Append
    private let patience: Duration
    private let send: Send

    /// - Parameter send: sends appends to different streams as one call, or a single append, and returns their outcomes in
    ///   order; never longer than the call's deadline.
    init(
        limits: PostgresConfiguration.Append, patience: Duration = .milliseconds(50), send: @escaping Send
    ) {
        self.limits = limits
        self.patience = patience
        self.send = send
    }

    /// How many appends wait for the call in flight.
    var waiting: Int { state.withLock { $0.queue.count } }

    /// Appends alone when little is in flight, in company otherwise. Cancelled while it waits, nothing was sent; cancelled
    /// later, the outcome is not known.
    func append(_ append: StreamAppend) async throws -> AppendResult {
        let first = state.withLock { state -> UInt64? in
            if state.active.count >= limits.concurrentCalls || state.busy.contains(append.stream) { return nil }
            return state.begin([append.stream])
        }
        if let first {
            let outcome = await send([append])
            if let next = finish(first, [append.stream]) { run(next) }
            return try outcome[0].get()
        }
        let answer = OneShot<AppendResult>()
        let (id, next) = state.withLock { state in
            // A call in flight may have returned since the look above.
            (state.queue.add(append, answer), state.next(limits))
        }
        if let next { run(next) }
        watch()
        do {
            return try await answer.value()
        } catch is CancellationError {
            state.withLock { $0.queue.remove(id) }
            throw CancellationError()
        }
    }

    /// Sends what has gathered, call after call, until nothing is left or enough others are in flight.
    private func run(_ call: Call) {
        Task.detached { [self] in
            var next: Call? = call
            while let call = next {
                let outcomes = await send(call.entries.map(\.append))
                for (entry, outcome) in zip(call.entries, outcomes) { entry.answer.resume(outcome) }
                next = finish(call.id, call.entries.map(\.append.stream))
            }
        }
    }

    private func finish(_ call: UInt64, _ streams: [StreamName]) -> Call? {
        state.withLock { state in
            state.busy.subtract(streams)
            if state.stuck.remove(call) == nil { state.active.remove(call) }
            return state.next(limits)
        }
    }

    /// Comes back when the active calls have had their time.
    private func watch() {
        let active = state.withLock { state -> Set<UInt64> in
            guard !state.isWatched, state.queue.count > 0, !state.active.isEmpty else { return [] }
            state.isWatched = true
            return state.active
        }
        guard !active.isEmpty else { return }
        EventLoop.shared.schedule(at: .now + patience) { [weak self] in self?.relieve(active) }
    }

    /// Those of the calls that are still active are stuck, and the next one sets out beside them.
    private func relieve(_ calls: Set<UInt64>) {
        let next = state.withLock { state in
            state.isWatched = false
            for call in calls.sorted() where state.active.contains(call) && state.stuck.count < Self.mostStuck {
                state.stuck.insert(call)
                state.active.remove(call)
            }
            var next: [Call] = []
            while let call = state.next(limits) { next.append(call) }
            return next
        }
        for call in next { run(call) }
        watch()
    }
}
