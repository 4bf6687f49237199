import EventSourcing
import Testing

@testable import EventStoreCLI

@Suite("CSV")
struct CSVReaderTests {
    private func records(_ text: String, delimiter: UInt8 = UInt8(ascii: ",")) -> [CSVReader.Record] {
        var reader = CSVReader(delimiter: delimiter)
        var records = text.utf8.compactMap { reader.take($0) }
        if let last = reader.finish() { records.append(last) }
        return records
    }

    private func fields(_ text: String) -> [[String]] {
        records(text).map { $0.fields.map { String(decoding: $0, as: UTF8.self) } }
    }

    @Test(
        "records are cut as RFC 4180 says",
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
            ("a,\n,\n", [["a", ""], ["", ""]]),
            ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]),
            ("\"a\nb\",\"c\r\nd\"\r\ne,f", [["a\nb", "c\r\nd"], ["e", "f"]]),
            ("\"\",x\n", [["", "x"]]),
            ("\n\r\na\n\n", [["a"]]),
            ("a\"b,c\n", [["a\"b", "c"]]),
            ("\"a\"\r\n\"b\"", [["a"], ["b"]]),
            ("ä,😀\n", [["ä", "😀"]]),
        ])
    func cutting(text: String, expected: [[String]]) {
        #expect(fields(text) == expected)
        #expect(records(text).allSatisfy { $0.problem == nil })
    }

    @Test("a record knows the line on which it begins, and its bytes")
    func lines() {
        let records = records("a\n\"x\ny\"\n\nb\r\n")
        #expect(records.map(\.lineNumber) == [1, 2, 5])
        #expect(records.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a", "\"x\ny\"", "b"])
    }

    @Test("broken quotes are a problem of their record alone")
    func broken() {
        let records = records("a\n\"b\"c,d\ne\n\"f")
        #expect(records.map { $0.problem == nil } == [true, false, true, false])
    }

    @Test("another character can separate the fields")
    func delimiter() {
        #expect(records("a;b,c\n", delimiter: UInt8(ascii: ";")).first?.fields.count == 2)
    }

    @Test("columns that are not used otherwise become the data, in their order")
    func mapping() throws {
        let mapping = CSVMapping(
            aggregateType: "permit", aggregateIDColumn: "id", eventTypeColumn: "what", timestampColumn: "when",
            userIDColumn: "who", metadataColumns: ["team"])
        let layout = try mapping.layout(header: ["z", "id", "what", "when", "who", "team", "a"])
        let parser = CSVRecordParser(mapping: mapping, layout: layout)
        let record = try #require(records("1,7,Done,2024-01-01T00:00:00Z,,red,\"x\"\"y\"\n").first)
        let event = try parser.parse(record)
        #expect(event.stream == .init("permit", "7"))
        #expect(event.event.payload == .json(#"{"z":"1","a":"x\"y"}"#))
        #expect(event.event.metadata.userID == nil)
        #expect(event.event.metadata.additional.map { String(decoding: $0, as: UTF8.self) } == #"{"team":"red"}"#)
        let short = try #require(records("1,7\n").first)
        #expect(throws: LineProblem("the record has 2 fields, the header has 7")) { try parser.parse(short) }
    }
}
