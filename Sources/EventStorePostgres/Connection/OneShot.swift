/// A continuation that several parties (an answer, a timer, a cancellation) may try to resume; the first one wins.
final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case waiting(UnsafeContinuation<Value, any Error>)
        case early(Result<Value, any Error>)
        case done
    }

    private let state = Lock(State.empty)

    /// Whether this call decided the outcome.
    @discardableResult
    func resume(_ result: Result<Value, any Error>) -> Bool {
        let (won, continuation): (Bool, UnsafeContinuation<Value, any Error>?) = state.withLock { state in
            switch state {
            case .empty:
                state = .early(result)
                return (true, nil)
            case .waiting(let continuation):
                state = .done
                return (true, continuation)
            case .early, .done:
                return (false, nil)
            }
        }
        continuation?.resume(with: result)
        return won
    }

    /// The outcome is there and nobody has waited for it yet.
    var isEarly: Bool {
        state.withLock { if case .early = $0 { true } else { false } }
    }

    /// Waits for the outcome; at most one task. Its cancellation ends the wait with `CancellationError`.
    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Value, any Error>) in
                let early: Result<Value, any Error>? = state.withLock { state in
                    guard case .early(let result) = state else {
                        state = .waiting(continuation)
                        return nil
                    }
                    state = .done
                    return result
                }
                if let early { continuation.resume(with: early) }
            }
        } onCancel: {
            resume(.failure(CancellationError()))
        }
    }
}
