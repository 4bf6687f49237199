/// What the store takes as a name: bounded, and without control characters.
enum NameCheck {
    /// What is wrong with a name; nil when nothing is.
    static func problem(_ name: String, mayBeEmpty: Bool) -> String? {
        if name.isEmpty && !mayBeEmpty || name.utf8.count > 255 {
            return mayBeEmpty ? "must have at most 255 bytes" : "must have 1 to 255 bytes"
        }
        let hasControls = name.unicodeScalars.contains { $0.value < 0x20 || 0x7F...0x9F ~= $0.value }
        return hasControls ? "must not contain control characters" : nil
    }
}
