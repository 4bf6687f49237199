/// Refuses options that are out of their ranges.
struct OptionCheck {
    /// Whose they are, as "the member".
    let of: String

    func callAsFunction(_ isInRange: Bool, _ name: String, _ range: String) throws(EventStoreError) {
        guard !isInRange else { return }
        throw EventStoreError(.invalidArgument, "\(of)'s option \(name) is out of range", hint: "Give \(range).")
    }
}
