/// A table for people: aligned, numbers to the right, fitted to the terminal's width.
struct Table {
    struct Column {
        var title: String
        var isNumber = false
        /// Whether the column may be cut when the table is too wide.
        var isFlexible = false

        static func text(_ title: String) -> Column { Column(title: title) }
        static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
        static func flexible(_ title: String) -> Column { Column(title: title, isFlexible: true) }
    }

    var columns: [Column]
    var rows: [[String]] = []

    init(_ columns: [Column], rows: [[String]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The lines of the table.
    ///
    /// - Parameter width: the columns of the terminal; nil: as wide as it gets.
    func lines(width: Int?) -> [String] {
        let cells = ([columns.map(\.title)] + rows).map { $0.map(Self.printable) }
        let widths = fitted(
            columns.indices.map { column in cells.map { DisplayWidth.of($0[column]) }.max() ?? 0 }, to: width)
        return cells.enumerated().map { row, texts in
            let line = texts.indices.map { column in
                let text = DisplayWidth.fit(texts[column], widths[column])
                let space = String(repeating: " ", count: widths[column] - DisplayWidth.of(text))
                return columns[column].isNumber ? space + text : text + space
            }
            let joined = line.joined(separator: "  ")
            return String(joined.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Takes what is too wide from the widest flexible column, down to eight columns each.
    private func fitted(_ widths: [Int], to limit: Int?) -> [Int] {
        guard let limit else { return widths }
        var widths = widths
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
        while excess > 0 {
            let candidates = columns.indices.filter { columns[$0].isFlexible && widths[$0] > 8 }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    /// One line, and nothing that a terminal would take as a command.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
