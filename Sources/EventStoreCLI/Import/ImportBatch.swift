/// Events that are appended in one transaction, in the order of the file.
struct ImportBatch: Sendable {
    var events: [ImportedEvent] = []
    /// Lines among them that cannot be read.
    var bad: [BadLine] = []
    /// How much of the input had been read.
    var bytesRead = 0
}
