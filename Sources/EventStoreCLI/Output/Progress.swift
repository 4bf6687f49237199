import Foundation

/// Tells on standard error how far a long command is: a line that is redrawn on a terminal, otherwise a line every ten
/// seconds, and that only when asked for.
struct Progress {
    private let isTerminal: Bool
    private let isVerbose: Bool
    private let total: Double?
    private let unit: String
    private let started = ContinuousClock.now
    private var last: ContinuousClock.Instant?
    private var isDrawn = false

    /// - Parameters:
    ///   - total: what `done` of ``show(count:done:)`` counts up to; nil when that is not known.
    ///   - unit: what `count` counts, for example `events`.
    init(total: Double?, unit: String, isVerbose: Bool, isTerminal: Bool = Console.errorIsTerminal) {
        self.total = total
        self.unit = unit
        self.isVerbose = isVerbose
        self.isTerminal = isTerminal
    }

    mutating func show(count: Int, done: Double) {
        guard isTerminal || isVerbose else { return }
        let now = ContinuousClock.now
        if let last, now - last < (isTerminal ? .milliseconds(100) : .seconds(10)) { return }
        last = now
        let text = Self.text(
            count: count, unit: unit, fraction: total.map { $0 > 0 ? min(1, done / $0) : 1 },
            seconds: (now - started).inSeconds)
        if isTerminal {
            let width = (Console.terminalWidth(2) ?? 80) - 1
            Console.error("\r\u{1B}[K" + DisplayWidth.fit(text, width))
            isDrawn = true
        } else {
            Console.error(text + "\n")
        }
    }

    /// Clears the line on the terminal.
    mutating func finish() {
        if isDrawn { Console.error("\r\u{1B}[K") }
        isDrawn = false
    }

    static func text(count: Int, unit: String, fraction: Double?, seconds: Double) -> String {
        let rate = seconds > 0 ? Double(count) / seconds : 0
        var text = "\(Numbers.grouped(count)) \(unit), \(Numbers.grouped(Int(rate)))/s"
        if let fraction {
            let filled = Int(fraction * 20)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
            text = "\(bar) \(Int(fraction * 100)) %  \(text)"
            if fraction > 0, seconds >= 1 {
                text += ", \(Numbers.duration(seconds / fraction * (1 - fraction))) left"
            }
        }
        return text
    }
}
