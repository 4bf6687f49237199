public import EventSourcing
public import Foundation

/// A file that holds how each event is stored, so that a change of code cannot change storage unnoticed.
///
///     @Test func eventsAreStoredAsBefore() throws {
///         let golden = EventGoldenFile(beside: #filePath, named: "orders.json", registry: EventRegistry(OrderEvent.self))
///         try golden.check([OrderEvent.placed(total: 12.5), .paid])
///     }
///
/// The first run writes the file; commit it. Later runs throw an ``ExpectationFailure`` that says which stored type is gone,
/// which data is different, and which line of the file does not decode any more. To take a change over on purpose, run the
/// test with the environment variable `EVENT_STORE_RECORD_GOLDEN=1`: samples are added and changed, and the lines of older
/// schema versions and of types without a sample stay, for such events are stored and must decode for ever (through
/// upcasters).
///
/// Give one sample of each case; a sample that was forgotten guards nothing.
public struct EventGoldenFile<Event: Sendable>: Sendable {
    /// Whether differences are written instead of thrown.
    public enum Mode: Hashable, Sendable {
        /// Differences throw. A missing file is written, unless the environment variable `CI` is set: there it throws.
        case compare
        case record

        /// ``record`` when `EVENT_STORE_RECORD_GOLDEN` is `1` or `true`.
        public static var environment: Mode {
            ["1", "true"].contains(ProcessInfo.processInfo.environment["EVENT_STORE_RECORD_GOLDEN"])
                ? .record : .compare
        }
    }

    public let url: URL
    let registry: EventRegistry<Event>
    let mode: Mode

    public init(_ url: URL, registry: EventRegistry<Event>, mode: Mode = .environment) {
        self.url = url
        self.registry = registry
        self.mode = mode
    }

    /// A file in the folder of a source file: `#filePath`.
    public init(
        beside sourceFile: String, named name: String, registry: EventRegistry<Event>, mode: Mode = .environment
    ) {
        self.init(
            URL(fileURLWithPath: sourceFile).deletingLastPathComponent().appendingPathComponent(name),
            registry: registry, mode: mode)
    }

    /// Compares the samples with the file, or writes them. `encoding` says how an event is stored. Throws
    /// ``ExpectationFailure``, and what encoding and files throw.
    public func check(_ samples: [Event], encoding: (Event) throws -> EncodedEvent) throws {
        let encoded = try samples.map { GoldenLine(try encoding($0)) }
        let isThere = FileManager.default.fileExists(atPath: url.path)
        let golden = isThere ? try GoldenLine.read(url) : []
        if mode == .record || (!isThere && ProcessInfo.processInfo.environment["CI"] == nil) {
            let kept = golden.filter { line in
                !encoded.contains { $0.type == line.type && $0.schemaVersion == line.schemaVersion }
            }
            try GoldenLine.write(kept + encoded, to: url)
            try throwing(undecodable(kept + encoded))
            return
        }
        guard isThere else { throw ExpectationFailure("the golden file \(url.path) is not there") }
        try throwing(GoldenComparison.problems(golden, encoded) + undecodable(golden))
    }

    private func throwing(_ problems: [String]) throws {
        guard !problems.isEmpty else { return }
        throw ExpectationFailure(
            "events are not stored as \(url.lastPathComponent) says; when that is on purpose, raise the schema version, add an "
                + "upcaster, and record with EVENT_STORE_RECORD_GOLDEN=1", lines: problems)
    }

    /// What is stored must decode for ever.
    private func undecodable(_ lines: [GoldenLine]) -> [String] {
        lines.compactMap { line in
            do {
                _ = try registry.decode(line.recorded)
                return nil
            } catch {
                return "\(line.schema) does not decode any more: \(String(reflecting: error))"
            }
        }
    }
}

extension EventGoldenFile where Event: DomainEvent {
    /// Compares the samples, cases of an enum, with the file, or writes them. Throws ``ExpectationFailure``.
    public func check(_ samples: [Event]) throws {
        try check(samples) { try registry.coder.encode($0) }
    }
}
