import Foundation

/// The table for people and the JSON for programs.
struct Report {
    let results: [RowResult]
    let facts: [(name: String, value: String)]
    let rounds: Int
    let isQuick: Bool

    private struct Line {
        let row: String
        let ours: String
        let baseline: String
        let ratio: String
        let bar: String
        let verdict: String
    }

    static func print(_ result: RowResult) {
        for comparison in result.row.comparisons {
            let line = line(result, comparison)
            say(
                "  \(comparison.label): \(line.ours) to \(line.baseline), ratio \(line.ratio) \(line.bar) \(line.verdict)"
            )
        }
    }

    func printTable() {
        let lines =
            [Line(row: "row", ours: "ours", baseline: "baseline", ratio: "ratio", bar: "bar", verdict: "")]
            + results.flatMap { result in result.row.comparisons.map { Self.line(result, $0, numbered: true) } }
        func width(_ column: (Line) -> String) -> Int { lines.map { column($0).count }.max() ?? 0 }
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let widths = [width(\.row), width(\.ours), width(\.baseline), width(\.ratio), width(\.bar)]
        say()
        if isQuick { say("QUICK: small numbers, for trying; not for comparing") }
        say(facts.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
        say("medians of \(rounds) rounds; ratio: median of the rounds' ratios [least–greatest]")
        for line in lines {
            let cells = [line.row, line.ours, line.baseline, line.ratio, line.bar]
            say(zip(cells, widths).map { padded($0, $1) }.joined(separator: "  ") + "  " + line.verdict)
        }
    }

    private static func line(_ result: RowResult, _ comparison: Row.Comparison, numbered: Bool = false) -> Line {
        let ratios = result.ratios(comparison)
        let verdict: String =
            switch comparison.bar?.isMet(ratios.median) {
            case true?: colored("met", 32)
            case false?: colored("MISSED", 31)
            case nil: ""
            }
        func amount(_ side: String) -> String {
            "\(number(result.values(side, comparison.measure).median)) \(comparison.unit)"
        }
        return Line(
            row: numbered ? "\(result.row.number) \(comparison.label)" : comparison.label,
            ours: amount(comparison.ours),
            baseline: amount(comparison.baseline),
            ratio: "\(decimals(ratios.median)) [\(decimals(ratios.min() ?? 0))–\(decimals(ratios.max() ?? 0))]",
            bar: comparison.bar?.text ?? "", verdict: verdict)
    }

    private static func colored(_ text: String, _ color: Int) -> String {
        isatty(1) == 1 ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
    }

    private static func decimals(_ value: Double) -> String { String(format: "%.2f", value) }

    /// With a separator between thousands.
    private static func number(_ value: Double) -> String {
        var digits = String(Int(value.rounded()))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }

    func json() throws -> String {
        // A baseline of nothing has no ratio, and JSON no infinity.
        func json(_ ratio: Double) -> Any { ratio.isFinite ? ratio : NSNull() }
        let rows = results.map { result -> [String: Any] in
            [
                "number": result.row.number, "name": result.row.name, "title": result.row.title,
                "rounds": result.rounds,
                "comparisons": result.row.comparisons.map { comparison -> [String: Any] in
                    let ratios = result.ratios(comparison)
                    var fields: [String: Any] = [
                        "label": comparison.label, "ours": comparison.ours, "baseline": comparison.baseline,
                        "measure": comparison.measure, "ratios": ratios.map(json), "ratio": json(ratios.median),
                    ]
                    if let bar = comparison.bar {
                        fields["bar"] = bar.text
                        fields["met"] = bar.isMet(ratios.median)
                    }
                    return fields
                },
            ]
        }
        let report: [String: Any] = [
            "quick": isQuick, "rounds": rounds, "rows": rows,
            "facts": Dictionary(facts.map { ($0.name, $0.value) }) { $1 },
        ]
        let data = try JSONSerialization.data(withJSONObject: report, options: [.prettyPrinted, .sortedKeys])
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
