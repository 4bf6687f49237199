/// Sends messages of an outbox to another system.
///
/// Implement ``publish(_:)-(OutboxMessage)``; where the other system takes several at once, also
/// ``publish(_:)-([OutboxMessage])``. What is thrown says what becomes of the message: ``PublishingError/park(_:)``,
/// ``PublishingError/retry(_:after:)``, ``PublishingError/stop(_:)``; any other error means to try again later.
///
/// A message counts as published when the call returns. It may come again, after a crash or when its lease was lost.
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
        /// Try again later: after a time, or when that is nil, after a pause that grows with each failure.
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

    public init(_ disposition: Disposition, published: Int = 0, underlying: any Error) {
        self.disposition = disposition
        self.published = published
        self.underlying = underlying
    }

    /// No retry can help.
    public static func park(_ reason: String) -> PublishingError {
        PublishingError(.park, underlying: Reason(description: reason))
    }

    /// To be tried again later.
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

/// Publishes by a closure.
public struct ClosurePublisher: MessagePublisher {
    private let body: @Sendable (OutboxMessage) async throws -> Void

    public init(_ body: @escaping @Sendable (OutboxMessage) async throws -> Void) { self.body = body }

    public func publish(_ message: OutboxMessage) async throws { try await body(message) }
}
