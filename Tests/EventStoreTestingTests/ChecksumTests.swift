import EventSourcing
import Foundation
import Testing

@testable import EventStoreTesting

@Suite("Checksums and JSON")
struct ChecksumTests {
    @Test(
        "SHA-256 gives what the standard gives",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1000),
                "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
            ),
        ])
    func sha256(text: String, wanted: String) {
        #expect(SHA256(Array(text.utf8)).checksum.description == wanted)
    }

    @Test("a page key is the time in UTC to the microsecond")
    func pageKey() {
        let time = StoredTime(microseconds: 1)
        #expect(time.pageKey == "2000-01-01T00:00:00.000001Z")
        #expect(StoredTime(Date(timeIntervalSince1970: 1_767_225_599.5)).pageKey == "2025-12-31T23:59:59.500000Z")
    }
}
