public import Foundation
import Synchronization

/// A clock that stands still until it is moved, for an ``InMemoryEventStore`` whose times a test wants to know.
///
///     let clock = ManualClock()
///     let store = InMemoryEventStore(clock: clock)
///     clock.advance(by: .seconds(3600))
///
/// An event's timestamp is its writer's: ``NewEvent`` takes it from the system's clock unless given.
public final class ManualClock: Sendable {
    private let date: Mutex<Date>

    /// A clock that shows `date`; the system's time, in whole seconds, unless given.
    public init(_ date: Date = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))) {
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
