public import Foundation
import Synchronization

/// A clock that stands still until it is moved, for an ``InMemoryEventStore`` whose times a test wants to know.
///
///     let clock = ManualClock()
///     let store = InMemoryEventStore(clock: clock)
///     clock.advance(by: .seconds(3600))
public final class ManualClock: Sendable {
    private let date: Mutex<Date>

    /// A clock that shows `date`; 2026-01-01 at midnight UTC unless given.
    public init(_ date: Date = Date(timeIntervalSince1970: 1_767_225_600)) {
        self.date = Mutex(date)
    }

    /// What the clock shows.
    public var now: Date { date.withLock { $0 } }

    /// Moves the clock, also backwards.
    public func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        date.withLock { $0 += Double(seconds) + Double(attoseconds) / 1e18 }
    }

    /// Sets the clock.
    public func set(to date: Date) {
        self.date.withLock { $0 = date }
    }
}
