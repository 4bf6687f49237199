import Foundation

/// What the events of the present task have in common: who and what causes them. Typed appends and aggregates put it into
/// the metadata of every event; child tasks inherit it.
///
///     try await EventContext(correlationID: request.id, userID: user.id).run {
///         try await orders.execute(id) { try $0.pay() }
///     }
public struct EventContext: Hashable, Sendable {
    /// The context of the present task; empty unless ``run(_:)`` set one.
    @TaskLocal public static var current = EventContext()

    /// What belongs together across streams. At most 255 bytes.
    public var correlationID: String?
    /// What the events are caused by: an event's id, or a command's. At most 255 bytes.
    public var causationID: String?
    /// Who causes them. At most 255 bytes.
    public var userID: String?
    /// Free keys of the metadata.
    public var additional: [String: JSONValue]

    public init(
        correlationID: String? = nil, causationID: String? = nil, userID: String? = nil,
        additional: [String: JSONValue] = [:]
    ) {
        self.correlationID = correlationID
        self.causationID = causationID
        self.userID = userID
        self.additional = additional
    }

    /// The context of what follows from an event: the same correlation (or the event's id where it has none), caused by the
    /// event, for the same user.
    public static func caused(by event: RecordedEvent) -> EventContext {
        let id = event.id.uuidString.lowercased()
        return EventContext(
            correlationID: event.metadata.correlationID ?? id, causationID: id, userID: event.metadata.userID)
    }

    /// Runs `body` and the tasks that it begins in this context.
    @discardableResult
    public func run<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async rethrows -> Value {
        try await Self.$current.withValue(self, operation: body, isolation: isolation)
    }

    /// The same as metadata of an event.
    public var metadata: EventMetadata {
        EventMetadata(
            correlationID: correlationID, causationID: causationID, userID: userID,
            // JSON values always encode but for numbers that are none, which no literal or decoder gives.
            additional: additional.isEmpty ? nil : try? EventCoder.standard.encoder.encode(additional))
    }
}
