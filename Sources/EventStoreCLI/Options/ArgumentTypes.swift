import ArgumentParser
import EventSourcing
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

extension Tenant: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument) }
}

extension EventType: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension StreamListOptions.Order: @retroactive ExpressibleByArgument {}

extension GlobalPosition: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        guard let number = Int64(argument), number >= 0 else { return nil }
        self.init(rawValue: number)
    }
}

extension StreamVersion: @retroactive ExpressibleByArgument {
    public init?(argument: String) {
        guard let number = Int64(argument), number >= 0 else { return nil }
        self.init(rawValue: number)
    }
}

extension UUID: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(uuidString: argument) }
}

/// An offset from UTC, for example `+01:00`.
struct OffsetArgument: ExpressibleByArgument {
    let seconds: Int

    init?(argument: String) {
        guard let date = try? Timestamp.parse("1970-01-02T00:00:00" + argument) else { return nil }
        seconds = 86_400 - Int(date.timeIntervalSince1970)
    }
}
