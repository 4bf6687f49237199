/// Sends messages of an outbox to another system.
///
/// Implement ``publish(_:)-(OutboxMessage)``; where the other system takes several at once, also
/// ``publish(_:)-([OutboxMessage])``. What is thrown says what becomes of the message: ``PublishingError/park(_:)``,
/// ``PublishingError/retry(_:after:)``, ``PublishingError/stop(_:)``; any other error means to try again later.
///
/// A message counts as published when the call returns. It may come again, after a crash or when its lease was lost. The task is
/// cancelled when the lease is lost, when the relay ends, and when the call takes longer than
/// ``OutboxRelay/Options/publishTimeout``: a call should end soon then.
public protocol MessagePublisher: Sendable {
    /// Publishes one message.
    func publish(_ message: OutboxMessage) async throws

    /// Publishes messages of one stream, in their order. When only the first ones were published, it throws a
    /// ``PublishingError`` that says how many (``PublishingError/published``).
    func publish(_ messages: [OutboxMessage]) async throws
}

extension MessagePublisher {
    public func publish(_ messages: [OutboxMessage]) async throws {
        for (index, message) in messages.enumerated() {
            do {
                try Task.checkCancellation()
                try await publish(message)
            } catch var error as PublishingError {
                error.published = index
                throw error
            } catch {
                throw PublishingError(.retry(after: nil), published: index, underlying: error)
            }
        }
    }
}

/// Why a message was not published, and what is to become of it.
public struct PublishingError: Error, Sendable, CustomStringConvertible {
    public enum Disposition: Hashable, Sendable {
        /// Try again later, after a pause that grows with each failure, and no sooner than after a time if one is given: 0 to 30
        /// days; what lies beyond is cut.
        case retry(after: Duration?)
        /// No retry can help: set it aside, its followers go on.
        case park
        /// Publishing itself cannot go on: the relay ends and throws ``PublishingError/underlying``. The message counts no
        /// attempt.
        case stop
    }

    public var disposition: Disposition
    /// How many messages in front of this one were published by the same call.
    public var published: Int
    public var underlying: any Error

    /// The most that a message can be told to wait.
    static let longestDelay = Duration.seconds(30 * 86_400)

    public init(_ disposition: Disposition, published: Int = 0, underlying: any Error) {
        self.disposition = disposition
        self.published = published
        self.underlying = underlying
    }

    /// No retry can help.
    public static func park(_ reason: String) -> PublishingError {
        PublishingError(.park, underlying: Reason(description: reason))
    }

    /// To be tried again later: after the pause that grows with each failure, or after `delay` (0 to 30 days) if that is longer.
    public static func retry(_ reason: String, after delay: Duration? = nil) -> PublishingError {
        PublishingError(.retry(after: delay), underlying: Reason(description: reason))
    }

    /// The relay has to end.
    public static func stop(_ error: any Error) -> PublishingError { PublishingError(.stop, underlying: error) }

    public var description: String { "\(underlying)" }

    private struct Reason: Error, CustomStringConvertible {
        let description: String
    }
}

/// A call of the publisher took too long and was cancelled.
struct PublishingOverdue: Error, CustomStringConvertible {
    let timeout: Duration

    var description: String { "the publisher did not return within \(timeout)" }

    /// What an overdue call has thrown, with the reason instead of what cancellation made of it.
    static func error(_ error: any Error, _ timeout: Duration) -> PublishingError {
        guard let error = error as? PublishingError else {
            return PublishingError(.retry(after: nil), underlying: PublishingOverdue(timeout: timeout))
        }
        guard case .retry = error.disposition else { return error }
        return PublishingError(
            error.disposition, published: error.published, underlying: PublishingOverdue(timeout: timeout))
    }
}

/// Publishes by a closure.
public struct ClosurePublisher: MessagePublisher {
    private let body: @Sendable (OutboxMessage) async throws -> Void

    public init(_ body: @escaping @Sendable (OutboxMessage) async throws -> Void) { self.body = body }

    public func publish(_ message: OutboxMessage) async throws { try await body(message) }
}
