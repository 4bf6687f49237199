import EventSourcing
import Foundation
import Testing

@Suite("Event ids")
struct EventIDTests {
    @Test("an event id is a UUID version 7 that carries its time")
    func isVersion7() {
        let date = Date(timeIntervalSince1970: 1_700_000_000.123)
        let id = UUID.eventID(at: date)
        let text = id.uuidString.replacing("-", with: "")
        #expect(text.prefix(12) == "018BCFE5687B")
        #expect(text.dropFirst(12).first == "7")
        #expect("89AB".contains(text.dropFirst(16).first!))
    }

    @Test("ids made one after the other differ")
    func areUnique() {
        let ids = Set((0..<10_000).map { _ in UUID.eventID() })
        #expect(ids.count == 10_000)
    }
}
