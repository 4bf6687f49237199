import CLibPQ
import Foundation

/// Told by the loop's thread that its socket is ready. Must not block.
protocol ReadinessHandler: AnyObject, Sendable {
    func ready(_ readiness: Readiness)
}

/// One thread that waits for all sockets, runs timers and closures, and can run Swift tasks.
///
/// Tasks that prefer it as their executor (`withTaskExecutorPreference(loop.taskExecutor)`) save two thread switches per
/// call; such tasks must not block or compute for long, since every connection waits for them.
///
/// A loop lives as long as the process; use `shared` unless a second thread has been shown to help.
package final class EventLoop: TaskExecutor {
    package static let shared = EventLoop()

    private enum Job {
        case closure(@Sendable () -> Void)
        case task(UnownedJob)
    }

    private struct Registration {
        weak var handler: (any ReadinessHandler)?
    }

    private struct State {
        var jobs: [Job] = []
        var timers = TimerQueue()
        var registrations: [UInt64: Registration] = [:]
        var lastToken: UInt64 = Poller.wakeToken
        /// The thread waits, or is about to, and has looked at everything above.
        var isWaiting = false
    }

    private let poller = Poller()
    private let state = Lock(State())

    package init() {
        let thread = Thread { [self] in run() }
        thread.name = "event-store-loop"
        thread.start()
    }

    package var taskExecutor: any TaskExecutor { self }

    /// Runs `body` on the loop's thread, soon.
    package func push(_ body: @escaping @Sendable () -> Void) {
        push(.closure(body))
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        push(.task(UnownedJob(job)))
    }

    private func push(_ job: Job) {
        let mustWake = state.withLock { state in
            state.jobs.append(job)
            return state.isWaiting.take()
        }
        if mustWake { poller.wake() }
    }

    /// Runs `body` on the loop's thread at `due`; the returned id cancels it.
    @discardableResult
    package func schedule(at due: MonotonicTime, _ body: @escaping @Sendable () -> Void) -> UInt64 {
        let (id, mustWake) = state.withLock { state in
            let earliest = state.timers.next()
            let id = state.timers.add(due: due, body)
            guard earliest.map({ due < $0 }) ?? true else { return (id, false) }
            return (id, state.isWaiting.take())
        }
        if mustWake { poller.wake() }
        return id
    }

    /// Without effect when the timer has fired or is firing.
    package func cancelTimer(_ id: UInt64) {
        state.withLock { $0.timers.cancel(id) }
    }

    // MARK: Sockets

    /// Watches a socket for input. The handler is held weakly; the caller forgets the socket before closing it.
    func register(_ socket: Int32, _ handler: any ReadinessHandler) -> UInt64? {
        let token = state.withLock { state in
            state.lastToken += 1
            state.registrations[state.lastToken] = Registration(handler: handler)
            return state.lastToken
        }
        if poller.watch(socket, token: token, for: .readable) { return token }
        state.withLock { _ = $0.registrations.removeValue(forKey: token) }
        return nil
    }

    func wait(for interest: Readiness, on socket: Int32, token: UInt64) {
        poller.change(socket, token: token, to: interest)
    }

    func unregister(_ socket: Int32, token: UInt64) {
        poller.forget(socket)
        state.withLock { _ = $0.registrations.removeValue(forKey: token) }
    }

    // MARK: The thread

    private func run() -> Never {
        let buffer = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 128)
        var ready: [(UInt64, Readiness)] = []
        var handlers: [(any ReadinessHandler, Readiness)] = []
        var jobs: [Job] = []
        var timers: [TimerQueue.Body] = []
        let executor = asUnownedTaskExecutor()
        while true {
            poller.wait(nanoseconds: timeout(), buffer: buffer, into: &ready)
            state.withLock { state in
                state.isWaiting = false
                for (token, readiness) in ready {
                    if let handler = state.registrations[token]?.handler { handlers.append((handler, readiness)) }
                }
                if state.timers.next() != nil { state.timers.takeDue(at: .now, into: &timers) }
                swap(&state.jobs, &jobs)
            }
            for (handler, readiness) in handlers { handler.ready(readiness) }
            for timer in timers { timer() }
            for job in jobs {
                switch job {
                case .closure(let body): body()
                case .task(let task): task.runSynchronously(on: executor)
                }
            }
            ready.removeAll(keepingCapacity: true)
            handlers.removeAll(keepingCapacity: true)
            timers.removeAll(keepingCapacity: true)
            jobs.removeAll(keepingCapacity: true)
        }
    }

    /// How long the thread may wait; from here on a push has to wake it.
    private func timeout() -> Int64 {
        state.withLock { state in
            guard state.jobs.isEmpty else { return 0 }
            state.isWaiting = true
            guard let due = state.timers.next() else { return -1 }
            return max(0, (due - .now).nanoseconds)
        }
    }
}

extension Bool {
    /// The value, leaving false behind.
    fileprivate mutating func take() -> Bool {
        defer { self = false }
        return self
    }
}
