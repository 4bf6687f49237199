/// What is wrong with one line of the input, in words for people, without the line's number.
struct LineProblem: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A line that cannot be imported: which, and why.
struct BadLine: Error, Hashable, Sendable, CustomStringConvertible {
    let number: Int
    let problem: LineProblem

    var description: String { "line \(number): \(problem)" }
}
