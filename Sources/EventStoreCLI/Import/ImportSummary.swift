/// What an import has done.
struct ImportSummary: Hashable, Sendable {
    /// Events that were read from the input, the skipped ones included.
    var read = 0
    var stored = 0
    var alreadyThere = 0
    var skipped = 0
    var seconds = 0.0

    var rate: Int { seconds > 0 ? Int(Double(stored + alreadyThere) / seconds) : 0 }

    var text: String {
        "\(Numbers.grouped(read)) events read, \(Numbers.grouped(stored)) stored, "
            + "\(Numbers.grouped(alreadyThere)) already there, \(Numbers.grouped(skipped)) skipped, "
            + "\(Numbers.duration(seconds)), \(Numbers.grouped(rate)) events/s"
    }

    var fields: [(String, JSONValue)] {
        [
            ("read", .integer(Int64(read))), ("stored", .integer(Int64(stored))),
            ("already_there", .integer(Int64(alreadyThere))), ("skipped", .integer(Int64(skipped))),
            ("seconds", .number(seconds)), ("events_per_second", .integer(Int64(rate))),
        ]
    }
}
