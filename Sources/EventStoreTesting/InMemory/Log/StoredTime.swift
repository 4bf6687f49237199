import Foundation

/// A time as a store keeps it: microseconds since 2000, so that what is read twice is the same.
struct StoredTime: Hashable, Comparable {
    var microseconds: Int64

    private static let secondsTo2000 = 946_684_800.0

    init(microseconds: Int64) { self.microseconds = microseconds }

    /// Rounded; saturates far outside what can be stored.
    init(_ date: Date) {
        let value = (date.timeIntervalSinceReferenceDate * 1_000_000).rounded() + 366.0 * 86_400_000_000
        microseconds = Int64(exactly: value) ?? (value < 0 ? .min : .max)
    }

    var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000 + Self.secondsTo2000) }

    /// Whether it is so far away that it counts as infinite.
    var isInfinite: Bool { microseconds == .min || microseconds == .max }

    static let year1970 = StoredTime(Date(timeIntervalSince1970: 0))

    static func < (left: StoredTime, right: StoredTime) -> Bool { left.microseconds < right.microseconds }

    static func + (time: StoredTime, duration: Duration) -> StoredTime {
        StoredTime(microseconds: time.microseconds + duration.wholeMicroseconds)
    }

    static func - (time: StoredTime, duration: Duration) -> StoredTime {
        StoredTime(microseconds: time.microseconds - duration.wholeMicroseconds)
    }

    /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`, by which a page of a list is continued.
    var pageKey: String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second],
            from: Date(timeIntervalSince1970: Double(seconds) + Self.secondsTo2000))
        func digits(_ value: Int?, _ count: Int) -> String {
            let text = String(value ?? 0)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(parts.year, 4))-\(digits(parts.month, 2))-\(digits(parts.day, 2))T"
            + "\(digits(parts.hour, 2)):\(digits(parts.minute, 2)):\(digits(parts.second, 2))"
            + ".\(digits(Int(fraction), 6))Z"
    }
}

extension Duration {
    /// In microseconds, the rest cut off.
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
