import Foundation

/// Which events are done, in the order in which they came: up to where all are is what a checkpoint may say.
struct FinishedPrefix {
    private struct Entry {
        let position: GlobalPosition
        let eventID: UUID?
        let count: Int64
        var isFinished: Bool
    }

    /// Everything up to here is done.
    private(set) var position: GlobalPosition
    /// The event there; nil when there is none, or none was told.
    private(set) var eventID: UUID?
    /// How many events up to there were handled.
    private(set) var count: Int64 = 0
    private var entries: [Entry] = []
    /// The entries before are in the prefix already.
    private var head = 0
    /// The number of the first of `entries`.
    private var base = 0

    init(position: GlobalPosition) { self.position = position }

    /// Takes an event up that is to be handled, and gives it a number.
    mutating func begin(_ event: RecordedEvent) -> Int {
        entries.append(Entry(position: event.globalPosition, eventID: event.id, count: 1, isFinished: false))
        return base + entries.count - 1
    }

    /// An event or a position with nothing to handle. What is behind the last one is of no account.
    mutating func pass(_ position: GlobalPosition, eventID: UUID? = nil) {
        guard position > entries.last?.position ?? self.position else { return }
        entries.append(Entry(position: position, eventID: eventID, count: 0, isFinished: true))
        advance()
    }

    mutating func finish(_ number: Int) {
        entries[number - base].isFinished = true
        advance()
    }

    private mutating func advance() {
        while head < entries.count, entries[head].isFinished {
            position = entries[head].position
            eventID = entries[head].eventID
            count += entries[head].count
            head += 1
        }
        guard head > 512, head * 2 > entries.count else { return }
        entries.removeFirst(head)
        base += head
        head = 0
    }
}
