import Dispatch
import Synchronization

/// A store for code that is not async: scripts, old threads. Each call blocks its thread until the store has answered.
///
///     let orders = BlockingEventStore(store)
///     try orders.append([placed], to: StreamName("order", "1"), expectedVersion: .noStream)
///     let events = try orders.call { try await $0.readAll(AllReadOptions()) }
///
/// Its limits:
/// - Never from async code, nor from what that calls: a blocked thread of the cooperative pool is missing to everybody, and a few of
///   them are a deadlock. A call inside a task throws ``BlockingCallError/insideTask`` before anything happens. What it cannot
///   tell is a closure that a task hands to another thread and waits for.
/// - The work itself runs as a task of the cooperative pool. A body that needs the main actor never ends when the main thread waits.
/// - One call after the other per thread, so no group commit unless many threads call; for throughput use the store itself.
/// - Subscriptions are not offered: page with `readAll` after the last position.
///
/// Task-local values such as ``EventContext`` are those of the caller.
public struct BlockingEventStore: Sendable {
    public let store: any EventStore
    /// How long a call may take; nil: as long as the store lets it.
    public let timeout: Duration?

    public init(_ store: any EventStore, timeout: Duration? = nil) {
        self.store = store
        self.timeout = timeout
    }

    /// Runs `body` and blocks until it has ended. Throws what it throws; ``BlockingCallError/insideTask``; and
    /// ``EventStoreError/Code/deadlineExceeded`` after the timeout, when the body has been cancelled but may still take effect.
    @available(*, noasync, message: "call the store itself")
    public func call<Value: Sendable>(_ body: @escaping @Sendable (any EventStore) async throws -> Value) throws
        -> Value
    {
        guard withUnsafeCurrentTask(body: { $0 == nil }) else { throw BlockingCallError.insideTask }
        let answer = Answer<Value>()
        let task = Task { [store] in
            do {
                answer.give(.success(try await body(store)))
            } catch {
                answer.give(.failure(error))
            }
        }
        guard let result = answer.wait(for: timeout) else {
            task.cancel()
            throw EventStoreError(
                .deadlineExceeded, "the call has not ended within \(timeout ?? .zero)", isOutcomeUnknown: true,
                isRetryable: true)
        }
        return try result.get()
    }
}

/// A call that would block where nothing may block.
public enum BlockingCallError: Error, Hashable {
    /// It was made inside a task. Call the store itself, with `await`.
    case insideTask
}

/// A value that one thread waits for.
private final class Answer<Value: Sendable>: Sendable {
    private let given = DispatchSemaphore(value: 0)
    private let result = Mutex<Result<Value, any Error>?>(nil)

    func give(_ value: Result<Value, any Error>) {
        result.withLock { $0 = value }
        given.signal()
    }

    /// Nil after the timeout.
    func wait(for timeout: Duration?) -> Result<Value, any Error>? {
        if let timeout {
            let nanoseconds = min(max(timeout / .nanoseconds(1), 0), 1e18)
            guard given.wait(timeout: .now() + .nanoseconds(Int(nanoseconds))) == .success else { return nil }
        } else {
            given.wait()
        }
        return result.withLock { $0 }
    }
}
