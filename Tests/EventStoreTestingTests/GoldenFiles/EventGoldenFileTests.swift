import EventSourcing
import EventStoreTesting
import Foundation
import Testing

@Suite("Golden files of events")
struct EventGoldenFileTests {
    enum Before: DomainEvent, Hashable {
        case placed(total: Int)
        case noted(String?)
        case cancelled
        static let samples: [Before] = [.placed(total: 1), .noted(nil), .noted("a"), .cancelled]
    }
    enum Renamed: DomainEvent, Hashable {
        case ordered(total: Int)
        case noted(String?)
        case cancelled
        static let samples: [Renamed] = [.ordered(total: 1), .noted(nil), .noted("a"), .cancelled]
    }
    enum Relabelled: DomainEvent, Hashable {
        case placed(amount: Int)
        case noted(String?)
        case cancelled
        static let samples: [Relabelled] = [.placed(amount: 1), .noted(nil), .noted("a"), .cancelled]
    }
    enum Raised: DomainEvent, Hashable {
        case placed(amount: Int)
        case noted(String?)
        case cancelled
        static let samples: [Raised] = [.placed(amount: 1), .noted(nil), .noted("a"), .cancelled]
        static func schemaVersion(of type: EventType) -> Int32 { type == "placed" ? 2 : 1 }
    }

    /// A file of its own, with what `Before` writes.
    private static func withRecorded(_ body: (URL) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("golden-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: url) }
        try EventGoldenFile(url, registry: EventRegistry(Before.self), mode: .record).check(Before.samples)
        try body(url)
    }

    private static func failure(_ body: () throws -> Void) -> String {
        #expect(throws: ExpectationFailure.self, performing: body)?.description ?? ""
    }

    @Test("the file has a line for each sample, and agrees with them")
    func agrees() throws {
        try Self.withRecorded { url in
            #expect(
                try String(contentsOf: url, encoding: .utf8) == """
                    [
                    {"data":{},"schemaVersion":1,"type":"cancelled"},
                    {"data":"a","schemaVersion":1,"type":"noted"},
                    {"data":null,"schemaVersion":1,"type":"noted"},
                    {"data":{"total":1},"schemaVersion":1,"type":"placed"}
                    ]

                    """)
            try EventGoldenFile(url, registry: EventRegistry(Before.self), mode: .compare).check(Before.samples)
        }
    }

    @Test("a case that was renamed is told")
    func renamed() throws {
        try Self.withRecorded { url in
            let golden = EventGoldenFile(url, registry: EventRegistry(Renamed.self), mode: .compare)
            let text = Self.failure { try golden.check(Renamed.samples) }
            #expect(text.contains(#"ordered version 1 is new: + {"total":1}"#))
            #expect(text.contains("placed version 1 does not decode any more"))
            #expect(!text.contains("cancelled"))
        }
    }

    @Test("a value that was renamed is told, as it was and as it is")
    func relabelled() throws {
        try Self.withRecorded { url in
            let golden = EventGoldenFile(url, registry: EventRegistry(Relabelled.self), mode: .compare)
            let text = Self.failure { try golden.check(Relabelled.samples) }
            #expect(text.contains(#"placed version 1 was stored as: - {"total":1}"#))
            #expect(text.contains(#"placed version 1 is stored as: + {"amount":1}"#))
        }
    }

    @Test("with an upcaster the new schema is recorded beside the old one, which must decode for ever")
    func raised() throws {
        try Self.withRecorded { url in
            let upcaster = Upcaster("placed", from: 1) { $0["amount"] = $0.removeValue(forKey: "total") }
            let registry = try EventRegistry(Raised.self, upcasters: [upcaster])
            let golden = EventGoldenFile(url, registry: registry, mode: .compare)
            #expect(Self.failure { try golden.check(Raised.samples) }.contains("placed version 2 is new"))
            try EventGoldenFile(url, registry: registry, mode: .record).check(Raised.samples)
            try golden.check(Raised.samples)
            let wrong = try EventRegistry(Raised.self, upcasters: [Upcaster("placed", from: 1) { _ in }])
            let text = Self.failure {
                try EventGoldenFile(url, registry: wrong, mode: .compare).check(Raised.samples)
            }
            #expect(text.contains("placed version 1 does not decode any more"))
        }
    }

    @Test("recording cannot hide that what is stored does not decode")
    func recordingTells() throws {
        try Self.withRecorded { url in
            let golden = EventGoldenFile(url, registry: EventRegistry(Renamed.self), mode: .record)
            #expect(Self.failure { try golden.check(Renamed.samples) }.contains("placed version 1 does not decode"))
        }
    }
}
