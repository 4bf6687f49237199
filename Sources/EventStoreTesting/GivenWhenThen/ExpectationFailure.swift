/// Something is not as a test expected it.
public struct ExpectationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line that says what, and what differs: lines that begin with `-` were expected, with `+` are there, and with a
    /// space are both.
    public let description: String

    init(_ summary: String, lines: [String] = []) {
        description = ([summary] + lines).joined(separator: "\n")
    }
}

/// What differs between two lists.
enum Difference {
    /// The lines of both in order; what is in one only is marked.
    static func lines<Element: Equatable>(_ expected: [Element], _ actual: [Element]) -> [String] {
        let changes = actual.difference(from: expected)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [String] = []
        var (old, new) = (0, 0)
        while old < expected.count || new < actual.count {
            if removed.contains(old) {
                lines.append("- \(expected[old])")
                old += 1
            } else if inserted.contains(new) {
                lines.append("+ \(actual[new])")
                new += 1
            } else {
                lines.append("  \(actual[new])")
                old += 1
                new += 1
            }
        }
        return lines
    }
}
