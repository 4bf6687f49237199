public import Foundation

/// Changes payloads on their way into a store, and back: compression, encryption. A store with transforms in its configuration
/// applies them to every event that it appends or gives out, whichever call that is.
public protocol PayloadTransform: Sendable {
    /// The form in which a payload is stored; the payload itself when it is to be stored as it is.
    ///
    /// The stored form must say by its content type that it is one, and of which transform (see ``PayloadEncoding``), for whoever
    /// reads it without. A payload that says so already is left alone by the transform that it names; that it can be brought
    /// back has been tried by then.
    func stored(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload

    /// The payload as its writer gave it; the payload itself when it is not a stored form of this transform. Throws
    /// ``UnreadablePayload`` when it cannot be brought back.
    func original(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload
}

/// The event whose payload is transformed, as far as it is known before it is stored.
public struct PayloadOwner: Hashable, Sendable {
    public var stream: StreamName
    public var eventType: EventType
    public var eventID: UUID

    public init(stream: StreamName, eventType: EventType, eventID: UUID) {
        self.stream = stream
        self.eventType = eventType
        self.eventID = eventID
    }
}

/// Why a ``PayloadTransform`` cannot bring a payload back. A store throws it as ``EventStoreError/Code/payloadUnreadable``, which
/// names the event.
public struct UnreadablePayload: Error, Hashable, Sendable {
    /// How it is stored, for example `zstd`.
    public var encoding: String
    /// What is wrong; never what is in the payload.
    public var reason: String
    /// What to do about it.
    public var hint: String

    public init(encoding: String, reason: String, hint: String) {
        self.encoding = encoding
        self.reason = reason
        self.hint = hint
    }
}
