import Foundation

/// Times as the line format has them: ISO 8601 with an offset and a fraction of up to six digits.
enum Timestamp {
    /// Reads `2011-10-01T00:38:44.546+02:00`; a space instead of the `T` will do, as will `Z` or `+0200` as offset.
    ///
    /// - Parameter defaultOffset: seconds east of Greenwich for a text that has no offset; nil: an offset is needed.
    static func parse(_ text: String, defaultOffset: Int? = nil) throws(LineProblem) -> Date {
        guard let microseconds = parseMicroseconds(text, defaultOffset: defaultOffset) else {
            throw LineProblem(
                "\"\(text.prefix(40))\" is not a time like 2026-01-31T12:00:00.123456+01:00 (with an offset, and no finer"
                    + " than microseconds)")
        }
        return date(microseconds: microseconds)
    }

    /// Writes a time in UTC, with a fraction of three or six digits if it needs one.
    static func print(_ date: Date) -> String {
        let total = microseconds(date)
        let (seconds, fraction) = total.quotientAndRemainder(flooringBy: 1_000_000)
        let (days, time) = seconds.quotientAndRemainder(flooringBy: 86_400)
        let (year, month, day) = civil(days: days)
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
        text += "\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))"
        if fraction % 1000 != 0 {
            text += "." + padded(fraction, 6)
        } else if fraction != 0 {
            text += "." + padded(fraction / 1000, 3)
        }
        return text + "Z"
    }

    /// Microseconds since 1970, rounded to the nearest.
    static func microseconds(_ date: Date) -> Int64 {
        let seconds = date.timeIntervalSinceReferenceDate
        let whole = seconds.rounded(.down)
        return (Int64(whole) + referenceDate) * 1_000_000 + Int64(((seconds - whole) * 1_000_000).rounded())
    }

    static func date(microseconds: Int64) -> Date {
        Date(timeIntervalSinceReferenceDate: Double(microseconds - referenceDate * 1_000_000) / 1_000_000)
    }

    /// The month in UTC, counted from the year 0.
    static func month(_ date: Date) -> Int64 {
        let days = microseconds(date).quotientAndRemainder(flooringBy: 86_400_000_000).0
        let (year, month, _) = civil(days: days)
        return year * 12 + month - 1
    }

    /// 2001-01-01 in seconds since 1970: `Date` counts from there.
    private static let referenceDate: Int64 = 978_307_200

    private static func parseMicroseconds(_ text: String, defaultOffset: Int?) -> Int64? {
        var rest = text.utf8[...]
        guard let year = rest.number(4), rest.take("-"), let month = rest.number(2), rest.take("-"),
            let day = rest.number(2), rest.take("T") || rest.take("t") || rest.take(" "), let hour = rest.number(2),
            rest.take(":"), let minute = rest.number(2)
        else { return nil }
        var second: Int64 = 0
        var fraction: Int64 = 0
        if rest.take(":") {
            guard let number = rest.number(2) else { return nil }
            second = number
            if rest.take(".") || rest.take(",") {
                guard let number = rest.fraction() else { return nil }
                fraction = number
            }
        }
        guard let offset = rest.offset() ?? (rest.isEmpty ? defaultOffset.map(Int64.init) : nil), rest.isEmpty,
            year >= 1, (1...12).contains(month), (1...daysInMonth(year, month)).contains(day), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        return seconds * 1_000_000 + fraction
    }

    private static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
        if month == 2 { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.quotientAndRemainder(flooringBy: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(flooringBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int64 {
    fileprivate func quotientAndRemainder(flooringBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Substring.UTF8View {
    fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard first == UInt8(ascii: character) else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func digit() -> Int64? {
        guard let byte = first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        removeFirst()
        return Int64(byte - UInt8(ascii: "0"))
    }

    fileprivate mutating func number(_ count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Digits behind the point, as microseconds. Finer digits are refused unless they are zeros: dropping them would store
    /// another time than the one that was given.
    fileprivate mutating func fraction() -> Int64? {
        var number: Int64 = 0
        var count = 0
        while let digit = digit() {
            count += 1
            if count <= 6 { number = number * 10 + digit } else if digit != 0 { return nil }
        }
        guard count > 0 else { return nil }
        for _ in 0..<Swift.max(0, 6 - count) { number *= 10 }
        return number
    }

    fileprivate mutating func offset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = number(2), hours < 24 else { return nil }
        guard !isEmpty else { return sign * hours * 3600 }
        _ = take(":")
        guard let minutes = number(2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
