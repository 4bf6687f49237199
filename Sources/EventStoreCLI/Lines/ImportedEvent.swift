import EventSourcing

/// An event of the input, where it goes, and the line it came from.
struct ImportedEvent: Hashable, Sendable {
    var lineNumber: Int
    var stream: StreamName
    var event: NewEvent
}
