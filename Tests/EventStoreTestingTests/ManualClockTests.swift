import EventStoreTesting
import Foundation
import Testing

@Suite struct ManualClockTests {
    @Test("a manual clock shows the same time until it is moved")
    func standsStill() {
        let clock = ManualClock(Date(timeIntervalSince1970: 100))
        #expect(clock.now == Date(timeIntervalSince1970: 100))
        clock.advance(by: .milliseconds(1500))
        #expect(clock.now == Date(timeIntervalSince1970: 101.5))
        clock.advance(by: .seconds(-2))
        #expect(clock.now == Date(timeIntervalSince1970: 99.5))
        clock.set(to: Date(timeIntervalSince1970: 7))
        #expect(clock.now == Date(timeIntervalSince1970: 7))
    }
}
