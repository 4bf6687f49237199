import Foundation

/// When an ``AggregateRepository`` takes a snapshot, after an append and never in its way.
public enum SnapshotStrategy: Hashable, Sendable {
    /// Never, and none is looked for.
    case never
    /// Only when ``AggregateRepository/takeSnapshot(of:tenant:)`` is called; those that are there are used.
    case manual
    /// When so many events have come since the last one, at least 1.
    case everyEvents(Int)
    /// When the last one is so old; where there is none, when the oldest event that was replayed is.
    case every(Duration)
    /// When replaying the events since the last one would take longer than this, by what the repository has measured: so
    /// rarely for cheap events, often for dear ones.
    case adaptive(replayTime: Duration)

    /// Whether it is time.
    func isDue(_ situation: SnapshotSituation) -> Bool {
        guard situation.eventsSinceSnapshot > 0 else { return false }
        return switch self {
        case .never, .manual: false
        case .everyEvents(let count): situation.eventsSinceSnapshot >= max(1, count)
        case .every(let age):
            situation.now.timeIntervalSince(situation.oldest) >= age / .seconds(1)
        case .adaptive(let replayTime): situation.costPerEvent * situation.eventsSinceSnapshot >= replayTime
        }
    }
}

/// What a strategy decides by.
struct SnapshotSituation {
    var eventsSinceSnapshot: Int
    /// When the last snapshot was saved; without one, when the first event that was replayed was stored.
    var oldest: Date
    var now: Date
    var costPerEvent: Duration
}

/// What it costs to replay an event, by measurement: reading, decoding and applying.
struct ReplayCost: Sendable {
    /// Until something was measured.
    static let assumed = Duration.microseconds(20)
    /// Shorter replays are not measured: they cost what one call costs, whatever is read.
    static let fewest = 32

    private(set) var perEvent = Self.assumed
    private var isMeasured = false

    /// A new measurement counts for a fifth, the first one for all.
    mutating func measure(_ duration: Duration, events: Int) {
        guard events >= Self.fewest else { return }
        let measured = duration / events
        perEvent = isMeasured ? perEvent * 0.8 + measured * 0.2 : measured
        isMeasured = true
    }
}
