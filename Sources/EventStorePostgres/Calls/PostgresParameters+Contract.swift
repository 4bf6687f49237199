import EventSourcing

// Parameters as the functions of the contract have them.
extension PostgresParameters {
    /// Null for nil.
    mutating func appendTextArray(ifPresent elements: [String]?) {
        if let elements { appendTextArray(elements) } else { appendNull(PostgresType.text.array) }
    }

    /// Aggregate types, event types and the tenant of a filter.
    mutating func appendFilter(_ filter: EventFilter) {
        appendTextArray(ifPresent: filter.aggregateTypes)
        appendTextArray(ifPresent: filter.eventTypes?.map(\.rawValue))
        appendText(filter.tenant?.rawValue)
    }

    /// What went wrong, to be stored: 4,000 characters at most, without zeros, which no text of PostgreSQL can hold.
    mutating func appendError(_ error: String?) {
        appendText(
            error.map { error in
                String(error.unicodeScalars.lazy.map { $0 == "\0" ? "\u{FFFD}" : Character($0) }.prefix(4000))
            })
    }
}
