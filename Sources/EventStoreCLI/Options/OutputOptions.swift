import ArgumentParser

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

/// How a command prints.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How to print.",
            discussion:
                "json: one JSON value for a single answer, JSON lines for lists; errors as JSON on standard error."))
    var format = OutputFormat.table

    func print(_ table: Table) throws {
        for line in table.lines(width: Console.width) { try Console.print(line) }
    }

    /// One answer: as a value of JSON, or as `name  value` lines.
    func print(_ fields: [(String, JSONValue)]) throws {
        guard format == .table else { return try Console.print(JSONValue.object(fields).text) }
        let names = fields.map { $0.0.replacing("_", with: " ") }
        let width = names.map(DisplayWidth.of).max() ?? 0
        for (name, (_, value)) in zip(names, fields) {
            try Console.print(name + String(repeating: " ", count: width - DisplayWidth.of(name) + 2) + value.plain)
        }
    }

    /// A list: as JSON lines, or as a table.
    func print(_ table: @autoclosure () -> Table, _ lines: @autoclosure () -> [JSONValue]) throws {
        guard format == .json else { return try print(table()) }
        for line in lines() { try Console.print(line.text) }
    }
}

extension JSONValue {
    /// For people: strings without quotes, numbers with separators, nothing as a dash.
    var plain: String {
        switch self {
        case .string(let text): text
        case .integer(let number): Numbers.grouped(number)
        case .bool(let value): value ? "yes" : "no"
        case .null: "-"
        default: text
        }
    }
}
