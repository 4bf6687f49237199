public import Foundation

extension UUID {
    /// A new event id: a UUID version 7, that is 48 bits of milliseconds since 1970 and then random bits, so that ids made
    /// together lie together in the store's index.
    public static func eventID(at date: Date = Date()) -> UUID {
        let milliseconds = UInt64(max(0, date.timeIntervalSince1970 * 1000))
        var generator = SystemRandomNumberGenerator()
        let high = generator.next()
        let low = generator.next()
        func byte(_ value: UInt64, _ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: value >> shift) }
        return UUID(
            uuid: (
                byte(milliseconds, 40), byte(milliseconds, 32), byte(milliseconds, 24), byte(milliseconds, 16),
                byte(milliseconds, 8), byte(milliseconds, 0),
                0x70 | (byte(high, 0) & 0x0F), byte(high, 8),
                0x80 | (byte(low, 0) & 0x3F), byte(low, 8), byte(low, 16), byte(low, 24), byte(low, 32), byte(low, 40),
                byte(low, 48), byte(low, 56)
            ))
    }
}
