import EventSourcing

/// The appends that wait to travel together, in the order in which they came.
struct GatheredAppends {
    struct Entry {
        let id: UInt64
        let append: StreamAppend
        let answer: OneShot<AppendResult>
        let bytes: Int
    }

    private var entries: [Entry] = []
    private var lastID: UInt64 = 0

    var count: Int { entries.count }

    /// Adds an append at the end and returns its id.
    mutating func add(_ append: StreamAppend, _ answer: OneShot<AppendResult>) -> UInt64 {
        lastID += 1
        let bytes = append.events.reduce(0) { $0 + $1.payload.data.count + ($1.metadata.additional?.count ?? 0) }
        entries.append(Entry(id: lastID, append: append, answer: answer, bytes: bytes))
        return lastID
    }

    /// Forgets an append whose caller has gone.
    mutating func remove(_ id: UInt64) {
        entries.removeAll { $0.id == id }
    }

    /// Takes the next batch: appends to different streams, within the limits, at least one if there is any. Of one stream
    /// only the first may travel, and of a stream in `busy` none; the others stay in their order.
    mutating func take(maxEvents: Int, maxBytes: Int, except busy: Set<StreamName> = []) -> [Entry] {
        var batch: [Entry] = []
        var left: [Entry] = []
        var streams: Set<StreamName> = []
        var events = 0
        var bytes = 0
        for (index, entry) in entries.enumerated() {
            let isFull =
                !batch.isEmpty && (events + entry.append.events.count > maxEvents || bytes + entry.bytes > maxBytes)
            if isFull {
                left += entries[index...]
                break
            }
            guard !busy.contains(entry.append.stream), streams.insert(entry.append.stream).inserted else {
                left.append(entry)
                continue
            }
            batch.append(entry)
            events += entry.append.events.count
            bytes += entry.bytes
        }
        entries = left
        return batch
    }
}
