#if EVENT_STORE_TSAN
    import Foundation

    /// State that is reached only with its lock held; here a pthread mutex. The thread sanitizer does not understand
    /// `Synchronization.Mutex` on Linux and reports races that are none, so builds for it define `EVENT_STORE_TSAN`.
    // Unchecked: the state is reached only with the mutex held.
    package final class Lock<State>: @unchecked Sendable {
        private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private var state: State

        package init(_ state: State) {
            self.state = state
            pthread_mutex_init(mutex, nil)
        }

        deinit {
            pthread_mutex_destroy(mutex)
            mutex.deallocate()
        }

        package func withLock<Result, Failure: Error>(
            _ body: (inout State) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            pthread_mutex_lock(mutex)
            defer { pthread_mutex_unlock(mutex) }
            return try body(&state)
        }
    }
#else
    import Synchronization

    /// State that is reached only with its lock held.
    // Unchecked: the state is reached only with the mutex held; what `body` returns is its caller's responsibility.
    package struct Lock<State>: ~Copyable, @unchecked Sendable {
        private let mutex: Mutex<LockedState<State>>

        package init(_ state: State) {
            mutex = Mutex(LockedState(value: state))
        }

        package borrowing func withLock<Result, Failure: Error>(
            _ body: (inout State) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            try mutex.withLock { (state) throws(Failure) in LockedState(value: try body(&state.value)) }.value
        }
    }

    // Unchecked: `Lock` hands it out only with its mutex held.
    struct LockedState<Value>: @unchecked Sendable {
        var value: Value
    }
#endif
