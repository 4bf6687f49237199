import ArgumentParser

/// An age on the command line: a whole number of days, hours, minutes or seconds.
struct AgeArgument: ExpressibleByArgument {
    var duration: Duration

    init?(argument: String) {
        let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60, "s": 1]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int64(argument.dropLast()), count > 0,
            case let (seconds, overflows) = count.multipliedReportingOverflow(by: unit), !overflows
        else { return nil }
        duration = .seconds(seconds)
    }
}
