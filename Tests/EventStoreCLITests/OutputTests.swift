import Testing

@testable import EventStoreCLI

@Suite("Output for people")
struct OutputTests {
    @Test("columns are aligned, numbers to the right")
    func alignment() {
        let table = Table(
            [.text("NAME"), .number("COUNT"), .text("END")], rows: [["a", "1,000", "x"], ["längst", "7", ""]])
        #expect(table.lines(width: nil) == ["NAME    COUNT  END", "a       1,000  x", "längst      7"])
    }

    @Test("wide characters and marks keep the columns straight")
    func width() {
        #expect(DisplayWidth.of("日本") == 4)
        #expect(DisplayWidth.of("e\u{301}") == 1)
        #expect(DisplayWidth.of("😀") == 2)
        let lines = Table([.text("A"), .text("B")], rows: [["日本", "x"], ["abc", "y"]]).lines(width: nil)
        #expect(lines == ["A     B", "日本  x", "abc   y"])
    }

    @Test("what is too wide is cut in flexible columns, widest first")
    func fitting() {
        let long = String(repeating: "x", count: 60)
        let lines = Table([.number("N"), .flexible("A"), .flexible("B")], rows: [["1", long, "short text"]]).lines(
            width: 40)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 40 })
        #expect(lines[1].hasSuffix("short text"))
        #expect(lines[1].contains("…"))
        #expect(DisplayWidth.fit("日本語", 4) == "日…")
        #expect(DisplayWidth.fit("abc", 3) == "abc")
        #expect(DisplayWidth.fit("abc", 0) == "")
    }

    @Test("control characters never reach the terminal")
    func control() {
        let lines = Table([.text("A")], rows: [["a\u{1B}[31m\nb"]]).lines(width: nil)
        #expect(lines == ["A", "a [31m b"])
    }

    @Test(
        "numbers are grouped by thousands",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
            (Int64.min, "-9,223,372,036,854,775,808"),
        ])
    func grouping(number: Int64, text: String) {
        #expect(Numbers.grouped(number) == text)
    }

    @Test(
        "durations are short",
        arguments: [(0.0012, "1.20 ms"), (0.85, "850 ms"), (12.34, "12.3 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")])
    func durations(seconds: Double, text: String) {
        #expect(Numbers.duration(seconds) == text)
    }

    @Test("progress tells rate, share and what is left")
    func progress() {
        let text = Progress.text(count: 5000, unit: "events", fraction: 0.5, seconds: 10)
        #expect(text == "██████████░░░░░░░░░░ 50 %  5,000 events, 500/s, 10.0 s left")
        #expect(Progress.text(count: 1, unit: "events", fraction: nil, seconds: 0) == "1 events, 0/s")
    }

    @Test("JSON keeps the order of its keys")
    func json() {
        let value = JSONValue.object([
            ("b", .integer(1)), ("a", .array([.null, .bool(true), .string("x\"")])), ("c", .number(0.5)),
        ])
        #expect(value.text == #"{"b":1,"a":[null,true,"x\""],"c":0.5}"#)
    }

    @Test("percentiles are values that were measured")
    func percentiles() {
        let percentiles = Percentiles((1...100).map(Double.init).shuffled())
        #expect(percentiles.value(50) == 50)
        #expect(percentiles.value(99) == 99)
        #expect(percentiles.value(100) == 100)
        #expect(Percentiles([]).value(50) == nil)
    }
}
