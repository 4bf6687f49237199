import EventSourcing

/// Which columns of a CSV file become which fields of an event.
struct CSVMapping: Sendable {
    /// All events have this aggregate type.
    var aggregateType: String
    var aggregateIDColumn: String
    var eventTypeColumn: String
    var timestampColumn: String
    var userIDColumn: String?
    var correlationIDColumn: String?
    var causationIDColumn: String?
    /// Columns that become free metadata.
    var metadataColumns: [String] = []
    /// Columns that become the data; nil: all that are not used otherwise.
    var dataColumns: [String]?

    /// Where the columns of a mapping are in one file.
    struct Layout: Sendable {
        var aggregateID: Int
        var eventType: Int
        var timestamp: Int
        var userID: Int?
        var correlationID: Int?
        var causationID: Int?
        var metadata: [(name: String, index: Int)]
        var data: [(name: String, index: Int)]
        var columnCount: Int
    }

    /// Finds the columns in the file's first record.
    func layout(header: [String]) throws -> Layout {
        func index(_ name: String) throws -> Int {
            guard let index = header.firstIndex(of: name) else {
                throw CommandFailure(
                    .usage, "the file has no column \"\(name)\"",
                    hint: "Its columns are \(header.map { "\"\($0)\"" }.joined(separator: ", ")).")
            }
            return index
        }
        var layout = Layout(
            aggregateID: try index(aggregateIDColumn), eventType: try index(eventTypeColumn),
            timestamp: try index(timestampColumn), userID: try userIDColumn.map(index),
            correlationID: try correlationIDColumn.map(index), causationID: try causationIDColumn.map(index),
            metadata: try metadataColumns.map { ($0, try index($0)) }, data: [], columnCount: header.count)
        if let dataColumns {
            layout.data = try dataColumns.map { ($0, try index($0)) }
        } else {
            var used = Set([layout.aggregateID, layout.eventType, layout.timestamp] + layout.metadata.map(\.index))
            used.formUnion([layout.userID, layout.correlationID, layout.causationID].compactMap { $0 })
            layout.data = header.enumerated().filter { !used.contains($0.offset) }.map { ($0.element, $0.offset) }
        }
        return layout
    }
}
