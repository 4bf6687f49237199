import Foundation
import Testing

@testable import EventStorePostgres

@Suite(.timeLimit(.minutes(1)))
struct CodecTests {
    private func roundTrip(
        _ type: String, _ append: (inout PostgresParameters) -> Void
    ) async throws -> PostgresResult {
        let connection = try await TestServer.shared()
        defer { connection.close() }
        var parameters = PostgresParameters()
        append(&parameters)
        let columns = (1...parameters.count).map { "$\($0)::\(type)" }.joined(separator: ", ")
        return try await connection.query(Statement(name: "round trip", sql: "SELECT \(columns)"), parameters)
    }

    @Test(arguments: [0, 1, -1, .min, .max] as [Int64]) func `int8 comes back as it went`(_ value: Int64) async throws {
        #expect(try await roundTrip("int8") { $0.appendInt8(value) }.int64(0, 0) == value)
    }

    @Test func `small numbers come back as they went`() async throws {
        let int4 = try await roundTrip("int4") {
            $0.appendInt4(.min)
            $0.appendInt4(7)
        }
        #expect(try int4.int32(0, 0) == .min && int4.int64(0, 1) == 7)
        let int2 = try await roundTrip("int2") {
            $0.appendInt2(.max)
            $0.appendInt2(-7)
        }
        #expect(try int2.int16(0, 0) == .max && int2.int64(0, 1) == -7)
        let bool = try await roundTrip("bool") {
            $0.appendBool(true)
            $0.appendBool(false)
        }
        #expect(try bool.bool(0, 0) && !bool.bool(0, 1))
        let double = try await roundTrip("float8") {
            $0.appendFloat8(-1.5)
            $0.appendFloat8(.infinity)
        }
        #expect(try double.double(0, 0) == -1.5 && double.double(0, 1) == .infinity)
        let float = try await roundTrip("float4") { $0.appendFloat8(0.25) }
        #expect(try float.float(0, 0) == 0.25)
    }

    @Test(arguments: ["", "a", "ä€😀", String(repeating: "x", count: 100_000), "'\"\\%\n"])
    func `text comes back as it went`(_ value: String) async throws {
        let result = try await roundTrip("text") { $0.appendText(value) }
        #expect(try result.string(0, 0) == value)
        #expect(try result.data(0, 0) == Data(value.utf8))
    }

    @Test func `documents and bytes come back as they went`() async throws {
        let document = Data(#"{"a": [1, null, "ä"]}"#.utf8)
        #expect(try await roundTrip("json") { $0.appendJSON(document) }.data(0, 0) == document)
        #expect(try await roundTrip("jsonb") { $0.appendJSONB(document) }.jsonb(0, 0) == document)
        let bytes = Data([0, 1, 255, 0])
        let result = try await roundTrip("bytea") {
            $0.appendBytea(bytes)
            $0.appendBytea(Data())
        }
        #expect(try result.data(0, 0) == bytes && result.data(0, 1).isEmpty)
        result.withBytes(0, 0) { #expect(Array($0) == Array(bytes)) }
        let uuid = UUID()
        #expect(try await roundTrip("uuid") { $0.appendUUID(uuid) }.uuid(0, 0) == uuid)
    }

    @Test func `a date is rounded to the microsecond`() async throws {
        let date = Date(timeIntervalSince1970: 946_684_800 + 1.000_001_4)
        let result = try await roundTrip("timestamptz") {
            $0.appendTimestamptz(date: date)
            $0.appendTimestamptz(-1)
        }
        #expect(try result.timestamp(0, 0) == 1_000_001)
        #expect(try result.timestamp(0, 1) == -1)
        #expect(
            try await roundTrip("timestamptz::text") { $0.appendTimestamptz(0) }.string(0, 0)
                == "2000-01-01 00:00:00+00")
    }

    @Test func `NULL of every type comes back as NULL`() async throws {
        let types: [(PostgresType, String)] = [
            (.int8, "int8"), (.int4, "int4"), (.int2, "int2"), (.bool, "bool"), (.text, "text"), (.uuid, "uuid"),
            (.json, "json"), (.jsonb, "jsonb"), (.bytea, "bytea"), (.timestamptz, "timestamptz"), (.float8, "float8"),
        ]
        for (type, name) in types {
            let result = try await roundTrip(name) { $0.appendNull(type) }
            #expect(result.isNull(0, 0))
            #expect(throws: PostgresError.self) { try result.string(0, 0) }
            #expect(throws: PostgresError.self) { try result.int64(0, 0) }
            #expect(try result.ifPresent(0, 0, result.string) == nil)
        }
    }

    @Test func `arrays come back as they went`() async throws {
        let numbers = try await roundTrip("int8[]") {
            $0.appendInt8Array([1, -2, .max])
            $0.appendInt8Array([])
        }
        #expect(try numbers.int64Array(0, 0) == [1, -2, .max])
        #expect(try numbers.int64Array(0, 1) == [])
        let texts = try await roundTrip("text[]") {
            $0.appendTextArray(["", "a", "ä,{}\""])
            $0.appendTextArray([nil, "b"])
        }
        #expect(try texts.stringArray(0, 0) == ["", "a", "ä,{}\""])
        #expect(throws: PostgresError.self) { try texts.stringArray(0, 1) }
        #expect(try texts.array(0, 1) { .some($0.map { String(decoding: $0, as: UTF8.self) }) } == [nil, "b"])
        let uuids = [UUID(), UUID()]
        #expect(try await roundTrip("uuid[]") { $0.appendUUIDArray(uuids) }.uuidArray(0, 0) == uuids)
    }

    @Test func `the server reads every array type, with NULL`() async throws {
        let some = try await roundTrip("text") { $0.appendText("x") }
        #expect(some.rowCount == 1)
        let cases: [(String, String, (inout PostgresParameters) -> Void)] = [
            ("int4[]", "{1,NULL,-3}", { $0.appendInt4Array([1, nil, -3]) }),
            ("int2[]", "{1,NULL}", { $0.appendInt2Array([1, nil]) }),
            ("bool[]", "{t,NULL,f}", { $0.appendBoolArray([true, nil, false]) }),
            ("float8[]", "{1.5,NULL}", { $0.appendFloat8Array([1.5, nil]) }),
            ("bytea[]", #"{"\\x00ff",NULL}"#, { $0.appendByteaArray([[0, 255] as [UInt8], nil]) }),
            ("json[]", #"{"{\"a\":1}",NULL}"#, { $0.appendJSONArray([Data(#"{"a":1}"#.utf8), nil]) }),
            ("jsonb[]", #"{"{\"a\": 1}",NULL}"#, { $0.appendJSONBArray([Data(#"{"a":1}"#.utf8), nil]) }),
            ("timestamptz[]", #"{"2000-01-01 00:00:01+00",NULL}"#, { $0.appendTimestamptzArray([1_000_000, nil]) }),
        ]
        for (type, text, append) in cases {
            #expect(try await roundTrip("\(type)::text", append).string(0, 0) == text)
        }
    }

    @Test func `an array whose elements cannot be appended leaves the parameters as they were`() async throws {
        struct Stop: Error {}
        var parameters = PostgresParameters()
        parameters.appendText("kept")
        let before = parameters.bytes
        #expect(throws: Stop.self) {
            try parameters.appendArray(of: .int8) { array in
                array.int8(1)
                throw Stop()
            }
        }
        #expect(parameters.bytes == before)
        #expect(parameters.count == 1)
    }

    @Test func `columns are found by name, and commands tell how many rows they touched`() async throws {
        let connection = try await TestServer.shared()
        let result = try await connection.query(Statement(name: "names", sql: "SELECT 1 AS one, 2 AS \"Two\""))
        #expect(result.column("one") == 0 && result.column("Two") == 1 && result.column("two") == nil)
        let rows = try await connection.query(Statement(name: "rows", sql: "SELECT generate_series(1, 3)"))
        #expect(rows.affectedRows == 3 && rows.rowCount == 3)
    }
}
