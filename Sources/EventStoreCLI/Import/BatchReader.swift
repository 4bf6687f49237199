import Dispatch
import EventSourcing
import Synchronization

/// Reads and parses batches on a thread of its own, so that the next one is ready when the last one has been stored.
// @unchecked: source and file are touched on `queue` alone.
final class BatchReader: @unchecked Sendable {
    /// The input's size; nil when it is not known.
    let size: Int?
    private let queue = DispatchQueue(label: "eventstore.import")
    private let cancelled: CancellationFlag
    private let file: InputFile
    private var source: any EventSource
    private let batchSize: Int
    private let stopsAtBadLine: Bool

    /// The most bytes of payload in one batch, whatever its number of events.
    private static let maximumBytes = 8 << 20

    init(
        path: String, batchSize: Int, stopsAtBadLine: Bool, makeSource: (InputFile) throws -> any EventSource
    ) throws {
        let cancelled = CancellationFlag()
        self.cancelled = cancelled
        file = try InputFile(path: path) { cancelled.isSet }
        size = file.size
        source = try makeSource(file)
        self.batchSize = batchSize
        self.stopsAtBadLine = stopsAtBadLine
    }

    /// The next batch; nil at the end. Throws the first bad line when the import stops at it.
    func next() async throws -> ImportBatch? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try self.readBatch() }) }
            }
        } onCancel: {
            cancelled.set()
        }
    }

    private func readBatch() throws -> ImportBatch? {
        var batch = ImportBatch()
        batch.events.reserveCapacity(batchSize)
        var bytes = 0
        while batch.events.count < batchSize, bytes < Self.maximumBytes, batch.bad.count < batchSize {
            guard let item = try source.next() else { break }
            switch item {
            case .event(let event):
                batch.events.append(event)
                bytes += event.event.payload.data.count
            case .bad(let line):
                if stopsAtBadLine { throw line }
                batch.bad.append(line)
            }
        }
        batch.bytesRead = file.bytesRead
        return batch.events.isEmpty && batch.bad.isEmpty ? nil : batch
    }
}

/// Set once, from any thread.
final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
