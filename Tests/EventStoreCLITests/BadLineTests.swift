import Testing

@Suite("Bad lines of an import")
struct BadLineTests {
    private static let good = TestLines.make(25).split(separator: "\n").map(String.init)

    /// Good lines with one bad one among them, as line 13.
    private static func input(_ bad: String) -> String {
        (good[..<12] + [bad] + good[12...]).joined(separator: "\n") + "\n"
    }

    private static func line(_ data: String, time: String = "2024-01-01T00:00:00Z") -> String {
        #"{"aggregate_type":"order","aggregate_id":"1","event_type":"E","timestamp":"\#(time)","data":\#(data)}"#
    }

    static let bad: [(line: String, reason: String)] = [
        ("no json", "not a JSON object"),
        (line("{\"a\":"), "JSON"),
        (line("nonsense"), "JSON"),
        (line("{\"a\" 1}"), "JSON"),
        (line(#""\u0000""#), "\\u0000"),
        (line("{}", time: "2024-02-30T00:00:00Z"), "is not a time"),
        (line("{}", time: "2999-01-01T00:00:00Z"), "future"),
        (line("{}", time: "1969-01-01T00:00:00Z"), "earliest_timestamp"),
        (line("{}").replacing("\"E\"", with: "\"\""), "event_type is empty"),
        (line("{}").replacing("event_type", with: "event_kind"), "event_kind"),
        (line("{}").replacing("\"1\"", with: "\"a\\u0001\""), "control character"),
    ]

    @Test("the line is named and nothing after the last good batch is stored", arguments: bad)
    func stop(bad: (line: String, reason: String)) async throws {
        try await TestStore.with { store in
            let outcome = try await store.run("import", "-", "--batch-size", "5", input: Self.input(bad.line))
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("line 13: "), "\(outcome.errors)")
            #expect(outcome.errors.contains(bad.reason), "\(outcome.errors)")
            #expect(try await store.sequence() == Array(TestLines.sequence(10)))
        }
    }

    @Test("all of them can be skipped: the rest is stored in order and the exit code tells of it")
    func skip() async throws {
        try await TestStore.with { store in
            var lines = Self.good
            for (index, bad) in Self.bad.enumerated() { lines.insert(bad.line, at: 3 * index) }
            let outcome = try await store.run(
                "import", "-", "--on-error", "skip", "--batch-size", "8", input: lines.joined(separator: "\n"))
            #expect(outcome.status == 65)
            #expect(outcome.output.contains("25 stored"), "\(outcome.output)")
            #expect(outcome.output.contains("\(Self.bad.count) skipped"))
            #expect(outcome.errors.split(separator: "\n").count == Self.bad.count, "\(outcome.errors)")
            #expect(try await store.sequence() == TestLines.sequence(25))
        }
    }
}
