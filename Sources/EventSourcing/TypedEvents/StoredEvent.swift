/// A kind of event as a type of its own, for those who prefer one type per event to an enum (``DomainEvent``).
///
///     struct OrderPlaced: StoredEvent {
///         static let eventType: EventType = "OrderPlaced"
///         var customer: String
///     }
public protocol StoredEvent: Codable, Sendable {
    /// The stored type.
    static var eventType: EventType { get }
    /// The version of the data's schema that this program writes and reads, at least 1; 1 unless you say otherwise.
    static var schemaVersion: Int32 { get }
}

extension StoredEvent {
    public static var schemaVersion: Int32 { 1 }
}
