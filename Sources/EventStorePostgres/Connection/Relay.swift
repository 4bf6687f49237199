extension OneShot where Value == Void {
    /// An outcome that may come at any time, for which one task waits again and again, a while each time.
    final class Relay: Sendable {
        private struct State {
            var outcome: Result<Void, any Error>?
            var waiter: OneShot<Void>?
        }

        private let state = Lock(State())

        func fire(_ outcome: Result<Void, any Error>) {
            let waiter = state.withLock { state in
                state.outcome = outcome
                return state.waiter
            }
            waiter?.resume(outcome)
        }

        /// Returns after `duration`; throws earlier when the outcome is a failure or the task is cancelled.
        func wait(for duration: Duration, loop: EventLoop) async throws {
            let waiter = OneShot<Void>()
            let outcome = state.withLock { state in
                state.waiter = waiter
                return state.outcome
            }
            if let outcome { waiter.resume(outcome) }
            let timer = loop.schedule(at: .now + duration) { waiter.resume(.success(())) }
            defer { loop.cancelTimer(timer) }
            try await waiter.value()
        }
    }
}
