import Foundation

extension Date {
    /// Seconds between 1970 and 2000, where PostgreSQL's timestamps begin.
    private static let secondsTo2000 = 946_684_800.0

    /// PostgreSQL's infinities become the distant future and past.
    init(microsecondsSince2000 microseconds: Int64) {
        switch microseconds {
        case .max: self = .distantFuture
        case .min: self = .distantPast
        default: self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000 + Self.secondsTo2000)
        }
    }
}
