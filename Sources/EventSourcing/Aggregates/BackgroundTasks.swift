import Synchronization

/// Work beside the callers' own: at most one at a time for a stream, and so many in all. What is too much is not queued.
final class BackgroundTasks: Sendable {
    private struct State {
        var running: Set<StreamName> = []
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// False when it was not begun.
    func begin(_ stream: StreamName, _ work: @escaping @Sendable () async -> Void) -> Bool {
        let isFree = state.withLock { $0.running.count < limit && $0.running.insert(stream).inserted }
        guard isFree else { return false }
        Task {
            await work()
            let waiting = state.withLock { state in
                state.running.remove(stream)
                guard state.running.isEmpty else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
        return true
    }

    /// Waits until none is running.
    func finish() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if !state.running.isEmpty { state.waiting.append(continuation) }
                return state.running.isEmpty
            }
            if isIdle { continuation.resume() }
        }
    }
}
