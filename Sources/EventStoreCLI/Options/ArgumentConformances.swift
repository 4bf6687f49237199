// Values of the libraries as arguments of the command line.

public import ArgumentParser
public import EventSourcing
public import EventStoreCompression
public import EventStorePostgres
public import Foundation
public import Logging

extension Tenant: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument) }
}

extension EventType: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension EventIndexKind: ExpressibleByArgument {}

extension CompressionAlgorithm: ExpressibleByArgument {}

extension PartitionAge: ExpressibleByArgument {
    /// A whole number of days, months or years: `90 days`, `6 months`.
    public init?(argument: String) {
        let digits = argument.prefix { "0"..."9" ~= $0 }
        guard let count = Int(digits), count > 0 else { return nil }
        switch argument.dropFirst(digits.count).trimmingCharacters(in: .whitespaces) {
        case "day", "days": self.init(days: count)
        case "month", "months": self.init(months: count)
        case "year", "years":
            guard count <= 1000 else { return nil }
            self.init(months: count * 12)
        default: return nil
        }
        // So that what is as old can be told from now on.
        guard days <= 365_000, months <= 12_000 else { return nil }
    }
}

extension StreamListOptions.Order: ExpressibleByArgument {}

extension PostgresConfiguration.Pooling: ExpressibleByArgument {}

extension GlobalPosition: ExpressibleByArgument {
    public init?(argument: String) {
        guard let number = Int64(argument), number >= 0 else { return nil }
        self.init(rawValue: number)
    }
}

extension StreamVersion: ExpressibleByArgument {
    public init?(argument: String) {
        guard let number = Int64(argument), number >= 0 else { return nil }
        self.init(rawValue: number)
    }
}

extension UUID: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(uuidString: argument) }
}

extension ExpectedVersion: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "any": self = .any
        case "no-stream": self = .noStream
        case "exists": self = .streamExists
        default:
            guard let number = Int64(argument), number >= 0 else { return nil }
            self = .exactly(StreamVersion(rawValue: number))
        }
    }
}

extension SubscriptionStart: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "beginning": self = .beginning
        case "now": self = .now
        default:
            guard let position = GlobalPosition(argument: argument) else { return nil }
            self = .after(position)
        }
    }

    public var defaultValueDescription: String { "beginning" }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

extension ProjectionFailurePolicy: ExpressibleByArgument {}
