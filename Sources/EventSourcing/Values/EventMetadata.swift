public import Foundation

/// What accompanies an event: who and what caused it, and free keys.
public struct EventMetadata: Hashable, Sendable {
    /// What belongs together across streams, for example one request. At most 255 bytes.
    public var correlationID: String?
    /// What this event was caused by, for example the id of a command or of another event. At most 255 bytes.
    public var causationID: String?
    /// Who caused it. At most 255 bytes.
    public var userID: String?
    /// Free keys: a JSON object as UTF-8, or nil when there are none.
    public var additional: Data?

    public init(
        correlationID: String? = nil, causationID: String? = nil, userID: String? = nil, additional: Data? = nil
    ) {
        self.correlationID = correlationID
        self.causationID = causationID
        self.userID = userID
        self.additional = additional
    }

    /// No metadata.
    public static let none = EventMetadata()
}
