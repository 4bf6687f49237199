import Foundation
import Testing

@testable import EventStoreCLI

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "a time is printed in UTC with the fraction it needs",
        arguments: [
            ("2011-10-01T00:38:44.546+02:00", "2011-09-30T22:38:44.546Z"),
            ("2011-10-11 13:42:22.688000+02:00", "2011-10-11T11:42:22.688Z"),
            ("2026-02-28T23:59:59.999999Z", "2026-02-28T23:59:59.999999Z"),
            ("2024-02-29T00:00:00+00", "2024-02-29T00:00:00Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
            ("2000-01-01T12:00-0530", "2000-01-01T17:30:00Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("2026-01-01T00:00:00.123456000Z", "2026-01-01T00:00:00.123456Z"),
            ("1582-10-15T08:00:00Z", "1582-10-15T08:00:00Z"),
        ])
    func printing(given: String, printed: String) throws {
        let date = try Timestamp.parse(given)
        #expect(Timestamp.print(date) == printed)
        #expect(Timestamp.microseconds(try Timestamp.parse(Timestamp.print(date))) == Timestamp.microseconds(date))
    }

    @Test("every microsecond survives a round trip")
    func everyMicrosecond() throws {
        var microseconds: Int64 = 1_317_422_324_546_001
        for _ in 0..<20_000 {
            microseconds += 7_919_317_777
            let date = Timestamp.date(microseconds: microseconds)
            #expect(Timestamp.microseconds(date) == microseconds)
            #expect(Timestamp.microseconds(try Timestamp.parse(Timestamp.print(date))) == microseconds)
        }
    }

    @Test(
        "what is not a time with an offset is refused",
        arguments: [
            "", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
            "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00Z ", "2026-01-01T00:00:00+1", "2026-01-01T00:00:00.1234567Z", "26-01-01T00:00:00Z",
            "2026-01-01T00:00:00+01:0", "yesterday",
        ])
    func refusal(text: String) {
        #expect(throws: LineProblem.self) { try Timestamp.parse(text) }
    }

    @Test("a time without an offset takes the offset that was given for such times")
    func defaultOffset() throws {
        let date = try Timestamp.parse("2026-01-01 12:00:00", defaultOffset: 3600)
        #expect(Timestamp.print(date) == "2026-01-01T11:00:00Z")
        #expect(OffsetArgument(argument: "-02:30")?.seconds == -9000)
    }

    @Test("months are those of UTC")
    func months() throws {
        let last = try Timestamp.parse("2026-01-31T23:59:59.999999Z")
        let first = try Timestamp.parse("2026-02-01T00:00:00Z")
        #expect(Timestamp.month(first) == Timestamp.month(last) + 1)
        #expect(Timestamp.month(last) == 2026 * 12)
    }
}
