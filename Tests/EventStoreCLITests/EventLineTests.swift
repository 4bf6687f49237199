import EventSourcing
import Foundation
import Testing

@testable import EventStoreCLI

@Suite("Event lines")
struct EventLineTests {
    private func parse(_ text: String, _ parser: EventLineParser = EventLineParser(), number: Int = 1)
        throws(LineProblem)
        -> ImportedEvent
    {
        try Array(text.utf8).withUnsafeBufferPointer { bytes throws(LineProblem) in
            try parser.parse(bytes, number: number)
        }
    }

    private func line(_ more: String) -> String {
        #"{"aggregate_type":"t","aggregate_id":"1","event_type":"E","timestamp":"2024-01-01T00:00:00Z"\#(more)}"#
    }

    @Test("the text of data and of free metadata is kept byte for byte")
    func bytes() throws {
        let event = try parse(line(#", "data": { "b":1.0, "a" : 1e5 }, "metadata":{ "k":  1.10,"z":[ ] }"#)).event
        #expect(event.payload == .json(#"{ "b":1.0, "a" : 1e5 }"#))
        #expect(event.metadata.additional == Data(#"{ "k":  1.10,"z":[ ] }"#.utf8))
    }

    @Test(
        "user, correlation and causation leave the metadata and become fields",
        arguments: [
            (#"{"user_id":"u"}"#, "u", nil as String?),
            (#"{"user_id":112}"#, "112", nil),
            (#"{"user_id":null,"a":1}"#, nil, #"{"a":1}"#),
            (#"{"user_id":"u","a":1}"#, "u", #"{"a":1}"#),
            (#"{"a":1,"user_id":"u"}"#, "u", #"{"a":1}"#),
            (#"{"a":1,"user_id":"u", "b":2}"#, "u", #"{"a":1, "b":2}"#),
            (#"{"user_id":"u", "a": 1}"#, "u", #"{ "a": 1}"#),
            (#"{}"#, nil, nil),
        ])
    func metadata(text: String, user: String?, rest: String?) throws {
        let metadata = try parse(line(#","data":1,"metadata":\#(text)"#)).event.metadata
        #expect(metadata.userID == user)
        #expect(metadata.additional.map { String(decoding: $0, as: UTF8.self) } == rest)
    }

    @Test(
        "a line that cannot be an event is refused with a reason",
        arguments: [
            ("", "data is missing"), (#","data":1,"data_base64":"AA==","content_type":"x""#, "give one of"),
            (#","data_base64":"AA==""#, "content_type"), (#","data_base64":"!","content_type":"x""#, "not base64"),
            (#","data":1,"event_id":"x""#, "not a UUID"), (#","data":1,"extra":1"#, "extra"),
            (#","data":1,"data":2"#, "twice"), (#","data":1,"metadata":[]"#, "object"),
            (#","data":1,"metadata":{"user_id":{}}"#, "must be a string"),
            (#","data":1,"schema_version":0"#, "at least 1"),
            (#","data":1,"tenant":"a\u0000b""#, "control character"),
        ])
    func refusal(more: String, reason: String) {
        let error = #expect(throws: LineProblem.self) { try parse(line(more)) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test("bytes that are not UTF-8 are refused")
    func encoding() {
        let bytes = Array(line(#","data":"x""#).utf8).map { $0 == UInt8(ascii: "x") ? 0xFF : $0 }
        #expect(throws: LineProblem("the line is not UTF-8")) {
            try bytes.withUnsafeBufferPointer { bytes throws(LineProblem) in
                try EventLineParser().parse(bytes, number: 1)
            }
        }
    }

    @Test("an id that is not given depends on import name, line number and bytes, and on nothing else")
    func ids() throws {
        let text = line(#","data":1"#)
        let id = try parse(text, number: 7).event.id
        #expect(try parse(text, number: 7).event.id == id)
        #expect(try parse(text, number: 8).event.id != id)
        #expect(try parse(text + " ", number: 7).event.id != id)
        #expect(try parse(text, EventLineParser(importName: "x"), number: 7).event.id != id)
        let digits = id.uuidString
        #expect(digits[digits.index(digits.startIndex, offsetBy: 14)] == "8")
        #expect("89AB".contains(digits[digits.index(digits.startIndex, offsetBy: 19)]))
    }

    @Test("the id of a line never changes between releases")
    func idIsStable() {
        let id = Array("line".utf8).withUnsafeBufferPointer {
            DeterministicEventID.make(importName: "name", lineNumber: 3, line: $0)
        }
        // First 16 bytes of: printf 'eventstore import\n4 name\n3\nline' | sha256sum, with version and variant set.
        #expect(id.uuidString.lowercased() == "a3b2f19f-88bf-8eaa-999b-a5bddf0c5d58")
    }

    @Test("a name of the tenant in the line wins over the one given for all lines")
    func tenant() throws {
        let parser = EventLineParser(defaultTenant: "all")
        #expect(try parse(line(#","data":1"#), parser).stream.tenant == "all")
        #expect(try parse(line(#","data":1,"tenant":"one""#), parser).stream.tenant == "one")
        #expect(try parse(line(#","data":1,"tenant":"""#), parser).stream.tenant == Tenant.none)
    }
}
