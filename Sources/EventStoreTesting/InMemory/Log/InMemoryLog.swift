import EventSourcing
import Foundation

/// All that an ``InMemoryEventStore`` holds, as a value without a lock: the streams, the events in the order of their
/// positions, the ids, and the checkpoints.
struct InMemoryLog {
    /// A stream: the arbiter of its version.
    struct Stream {
        /// Its number, unique over the store, as a part of the checksums.
        let number: Int64
        var version: Int64 = 0
        /// The position of each event that is there, from `scavengedBefore` on.
        var positions: [Int64] = []
        /// Events of lower versions are gone.
        var scavengedBefore: Int64 = 1
        var firstTimestamp: StoredTime
        var lastTimestamp: StoredTime
        var createdAt: StoredTime
        var updatedAt: StoredTime
        var deletedAt: StoredTime?
        var truncateBefore: Int64?
        var maxCount: Int64?
        var maxAge: Duration?
        /// How many messages of the outbox its appends have written.
        var messages: Int64 = 0

        /// Whether an event is not read because of the stream's limits.
        func hides(_ entry: Entry, at now: StoredTime) -> Bool {
            if deletedAt != nil { return true }
            if let truncateBefore, entry.event.version.rawValue < truncateBefore { return true }
            if let maxCount, entry.event.version.rawValue <= version - maxCount { return true }
            if let maxAge, entry.recordedAt < now - maxAge { return true }
            return false
        }

        var hasLimits: Bool { deletedAt != nil || truncateBefore != nil || maxCount != nil || maxAge != nil }
    }

    /// An event with what the reads ask for.
    struct Entry {
        let event: RecordedEvent
        let stream: StreamKey
        let timestamp: StoredTime
        let recordedAt: StoredTime
        let isMessage: Bool

        var position: Int64 { event.globalPosition.rawValue }
    }

    let options: InMemoryOptions
    var epoch = UUID()
    var head: Int64 = 0
    var streamCount: Int64 = 0
    var streams: [StreamKey: Stream] = [:]
    /// In the order of their positions.
    var entries: [Entry] = []
    /// Where the event with an id is.
    var ids: [UUID: Int64] = [:]
    var checkpoints: [CheckpointKey: Checkpoint] = [:]
    /// Up to here events have been removed on purpose.
    var removedUntil: Int64 = 0

    init(options: InMemoryOptions) { self.options = options }

    /// The index of the first event after a position.
    func index(after position: Int64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The event at exactly this position.
    func entry(at position: Int64) -> Entry? {
        let index = index(after: position - 1)
        return index < entries.count && entries[index].position == position ? entries[index] : nil
    }

    func entry(withID id: UUID) -> Entry? { ids[id].flatMap(entry(at:)) }

    /// Whether an event is left out of the reads by position and by id.
    func isHidden(_ entry: Entry, at now: StoredTime) -> Bool {
        streams[entry.stream]?.hides(entry, at: now) ?? false
    }

    /// Removes the events at these positions, and their ids.
    mutating func remove(_ positions: [Int64]) {
        guard let last = positions.max() else { return }
        let gone = Set(positions)
        entries.removeAll { entry in
            guard gone.contains(entry.position) else { return false }
            ids[entry.event.id] = nil
            return true
        }
        removedUntil = max(removedUntil, last)
    }
}
