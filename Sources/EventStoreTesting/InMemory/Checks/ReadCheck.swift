import EventSourcing

/// What every read refuses.
enum ReadCheck {
    static func check(position: Int64?, limit: Int, until: Int64? = nil) throws {
        guard 1...100_000 ~= limit else {
            throw EventStoreError(
                .invalidArgument, "the limit of a read is 1 to 100000, not \(limit)", hint: "Read in pages.")
        }
        for given in [position, until].compactMap(\.self) where given < 0 {
            throw EventStoreError(
                .invalidArgument, "\(given) is not a position or version to read from",
                hint: "Positions and versions begin at 1; 0 is before the first.")
        }
    }
}
