import ArgumentParser
import Foundation

/// A time on the command line, in the line format's writing, or a day.
struct TimeArgument: ExpressibleByArgument {
    let date: Date

    init?(argument: String) {
        let text = argument.count == 10 ? argument + "T00:00:00Z" : argument
        guard let date = try? Timestamp.parse(text) else { return nil }
        self.date = date
    }
}

/// An offset from UTC, for example `+01:00`.
struct OffsetArgument: ExpressibleByArgument {
    let seconds: Int

    init?(argument: String) {
        guard let date = try? Timestamp.parse("1970-01-02T00:00:00" + argument) else { return nil }
        seconds = 86_400 - Int(date.timeIntervalSince1970)
    }
}
