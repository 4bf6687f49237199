public import Foundation

/// A message for other systems: a whole copy of an event that was appended with outbox.
///
/// Its identity is the event's: the global position, or the event id. It may be published more than once, so a receiver passes
/// over ids that it has seen.
public struct OutboxMessage: Hashable, Sendable {
    public var event: RecordedEvent
    /// How often publishing it has failed.
    public var attempts: Int
    /// What the last failure said.
    public var lastError: String?
    /// When it was parked; nil when it is not.
    public var parkedAt: Date?

    public init(event: RecordedEvent, attempts: Int = 0, lastError: String? = nil, parkedAt: Date? = nil) {
        self.event = event
        self.attempts = attempts
        self.lastError = lastError
        self.parkedAt = parkedAt
    }
}

/// Messages of whole streams that a worker holds for a time: nobody else gets messages of these streams meanwhile.
public struct OutboxClaim: Hashable, Sendable {
    /// Names the claim in all further calls.
    public var lease: UUID
    /// Grouped by stream, each stream's in order.
    public var messages: [OutboxMessage]

    public init(lease: UUID, messages: [OutboxMessage]) {
        self.lease = lease
        self.messages = messages
    }

    /// The messages by stream, in the order of the claim.
    public var streams: [[OutboxMessage]] {
        var streams: [[OutboxMessage]] = []
        for message in messages {
            if streams.last?.last?.event.stream == message.event.stream {
                streams[streams.count - 1].append(message)
            } else {
                streams.append([message])
            }
        }
        return streams
    }
}
