/// What a source of events gives next.
enum SourceItem: Hashable, Sendable {
    case event(ImportedEvent)
    case bad(BadLine)
}

/// Events from a file, in its order, read piece by piece.
protocol EventSource {
    /// The next event or the next line that cannot be read; nil at the end.
    mutating func next() throws -> SourceItem?
}
