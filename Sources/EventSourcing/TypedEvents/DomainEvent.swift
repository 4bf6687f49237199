/// The events of one aggregate as a `Codable` enum.
///
///     enum OrderEvent: DomainEvent {
///         case placed(customer: String, total: Decimal)
///         case paid(Payment)
///         case cancelled
///     }
///
/// The name of the case is the stored type; declare `CodingKeys` to store another one (`case placed = "OrderPlaced"`). The
/// associated values are the data: labelled ones are the keys of a JSON object, a single one without a label is the data
/// itself, a case without any is stored as `{}`. So the cases above are stored as `placed {"customer": …, "total": …}`,
/// `paid` with whatever `Payment` encodes to, and `cancelled {}`. Swift makes all of it; nothing is to be written.
///
/// Renaming a case changes what is stored: an ``EventRegistry`` then does not know the old name. A golden file
/// (`EventGoldenFile` in EventStoreTesting) turns that into a failing test.
public protocol DomainEvent: Codable, Sendable {
    /// The version of the data's schema that this program writes and reads for a stored type, at least 1; 1 unless you say
    /// otherwise. Raise it when the data changes so that old data does not decode, and give the registry an ``Upcaster``.
    static func schemaVersion(of type: EventType) -> Int32
}

extension DomainEvent {
    public static func schemaVersion(of type: EventType) -> Int32 { 1 }
}
