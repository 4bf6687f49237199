import Foundation

/// A row of the table: sides that are measured in turn, and the ratios of them that matter.
struct Row {
    enum Bar {
        case atLeast(Double)
        case atMost(Double)

        func isMet(_ ratio: Double) -> Bool {
            switch self {
            case .atLeast(let bar): ratio >= bar
            case .atMost(let bar): ratio <= bar
            }
        }

        var text: String {
            switch self {
            case .atLeast(let bar): "≥ \(bar.formatted())"
            case .atMost(let bar): "≤ \(bar.formatted())"
            }
        }
    }

    /// One way to do the work.
    struct Side {
        let name: String
        let measure: () throws -> Measures

        init(_ name: String, _ measure: @escaping () throws -> Measures) {
            self.name = name
            self.measure = measure
        }
    }

    /// The ratio of one measure of two sides. Without a bar it is told for information.
    struct Comparison {
        let label: String
        let ours: String
        let baseline: String
        let measure: String
        let unit: String
        let bar: Bar?

        init(_ label: String, _ ours: String, to baseline: String, _ measure: String, _ unit: String, bar: Bar? = nil) {
            self.label = label
            self.ours = ours
            self.baseline = baseline
            self.measure = measure
            self.unit = unit
            self.bar = bar
        }
    }

    let number: Int
    let name: String
    let title: String
    var prepare: () throws -> Void = {}
    var finish: () throws -> Void = {}
    let sides: [Side]
    let comparisons: [Comparison]
}

/// What the rounds of a row brought: for each side the measures of each round.
struct RowResult {
    let row: Row
    var rounds: [String: [Measures]] = [:]

    func values(_ side: String, _ measure: String) -> [Double] { (rounds[side] ?? []).compactMap { $0[measure] } }

    func ratios(_ comparison: Row.Comparison) -> [Double] {
        zip(values(comparison.ours, comparison.measure), values(comparison.baseline, comparison.measure))
            .map { $1 == 0 ? .infinity : $0 / $1 }
    }
}
