/// The fields of the line format.
enum LineField: String, CaseIterable, Sendable {
    case aggregateType = "aggregate_type"
    case aggregateID = "aggregate_id"
    case eventType = "event_type"
    case timestamp
    case data
    /// JSON as a string, for text that has line breaks.
    case dataText = "data_text"
    case dataBase64 = "data_base64"
    case contentType = "content_type"
    case metadata
    /// The free metadata as a string, for text that cannot stand in `metadata` as it is.
    case metadataText = "metadata_text"
    case userID = "user_id"
    case correlationID = "correlation_id"
    case causationID = "causation_id"
    case eventID = "event_id"
    case schemaVersion = "schema_version"
    case tenant
    case version
    case globalPosition = "global_position"
    case recordedAt = "recorded_at"
    case checksum

    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}
