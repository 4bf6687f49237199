import Synchronization

/// Those that wait until the head has passed a position. Whoever wakes them resumes them outside the lock.
struct PositionWaiters {
    private var waiting: [UInt64: (position: Int64, waiter: Waiter)] = [:]
    private var lastID: UInt64 = 0

    mutating func add(after position: Int64, _ waiter: Waiter) -> UInt64 {
        lastID += 1
        waiting[lastID] = (position, waiter)
        return lastID
    }

    mutating func remove(_ id: UInt64) { waiting[id] = nil }

    mutating func wake(head: Int64) -> [Waiter] {
        guard !waiting.isEmpty else { return [] }
        let ready = waiting.filter { $0.value.position < head }
        for id in ready.keys { waiting[id] = nil }
        return ready.values.map(\.waiter)
    }

    mutating func wakeAll() -> [Waiter] {
        defer { waiting = [:] }
        return waiting.values.map(\.waiter)
    }
}

/// One wait, which ends once: by ``resume()`` or by cancellation of its task.
final class Waiter: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Void, Never>)
        case done
    }

    private let state = Mutex(State.idle)

    func resume() {
        let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .done }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        continuation?.resume()
    }

    /// Suspends until it is resumed or its task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if case .done = state { return true }
                    state = .waiting(continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            resume()
        }
    }
}
