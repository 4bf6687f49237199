import Foundation
import Testing

@testable import EventSourcing

@Suite("When a snapshot is due")
struct SnapshotStrategyTests {
    private static let now = Date(timeIntervalSince1970: 1_000_000)

    private static func situation(
        _ events: Int, age: TimeInterval = 0, cost: Duration = .microseconds(20)
    ) -> SnapshotSituation {
        SnapshotSituation(eventsSinceSnapshot: events, oldest: now - age, now: now, costPerEvent: cost)
    }

    @Test("never and by hand it never is")
    func never() {
        for strategy in [SnapshotStrategy.never, .manual] {
            #expect(!strategy.isDue(Self.situation(1_000_000, age: 1e9, cost: .seconds(1))))
        }
    }

    @Test("by events it is at the number; less than one counts as one")
    func events() {
        #expect(!SnapshotStrategy.everyEvents(10).isDue(Self.situation(9)))
        #expect(SnapshotStrategy.everyEvents(10).isDue(Self.situation(10)))
        #expect(SnapshotStrategy.everyEvents(0).isDue(Self.situation(1)))
        #expect(!SnapshotStrategy.everyEvents(0).isDue(Self.situation(0)), "without events nothing is new")
    }

    @Test("by time it is at the age, if anything has happened")
    func time() {
        let daily = SnapshotStrategy.every(.seconds(86_400))
        #expect(!daily.isDue(Self.situation(1000, age: 86_399)))
        #expect(daily.isDue(Self.situation(1, age: 86_400)))
        #expect(!daily.isDue(Self.situation(0, age: 86_400)))
    }

    @Test("adaptively it is often for dear events and rarely for cheap ones")
    func adaptive() {
        let strategy = SnapshotStrategy.adaptive(replayTime: .milliseconds(10))
        #expect(!strategy.isDue(Self.situation(499, cost: .microseconds(20))))
        #expect(strategy.isDue(Self.situation(500, cost: .microseconds(20))))
        #expect(strategy.isDue(Self.situation(5, cost: .milliseconds(2))))
        #expect(!strategy.isDue(Self.situation(5000, cost: .microseconds(1))))
    }

    @Test("the cost is measured on replays that are long enough, the latest weighing a fifth")
    func cost() {
        var cost = ReplayCost()
        cost.measure(.seconds(10), events: ReplayCost.fewest - 1)
        #expect(cost.perEvent == ReplayCost.assumed)
        cost.measure(.milliseconds(100), events: 100)
        #expect(cost.perEvent == .milliseconds(1))
        cost.measure(.milliseconds(600), events: 100)
        #expect(cost.perEvent > .microseconds(1999) && cost.perEvent < .microseconds(2001))
    }
}
