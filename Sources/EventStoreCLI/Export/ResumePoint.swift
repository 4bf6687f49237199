import EventSourcing
import EventStorePostgres
import Foundation

/// The last event of an export that goes on, as its file has it.
struct ResumePoint {
    let position: GlobalPosition
    private let eventID: UUID
    private let recordedAt: String
    private let path: String

    /// - Throws: `CommandFailure` when the line is not one that an export writes.
    init(line: Data, of path: String) throws {
        let found = Array(line).withUnsafeBufferPointer { bytes -> (Int64, UUID, String)? in
            var fields = LineFields(bytes)
            guard (try? fields.scan(ignoringUnknown: true)) != nil,
                let position = Self.text(fields, .globalPosition).flatMap({ Int64($0) }),
                let id = Self.text(fields, .eventID).flatMap(UUID.init(uuidString:)),
                let recordedAt = Self.text(fields, .recordedAt)
            else { return nil }
            return (position, id, recordedAt)
        }
        guard let (position, id, recordedAt) = found else { throw Self.notAnExport(path) }
        self.position = GlobalPosition(rawValue: position)
        eventID = id
        self.recordedAt = recordedAt
        self.path = path
    }

    /// Checks a file that holds not one complete line: an export's first line, torn, or nothing.
    static func checkBeginning(_ beginning: Data, _ path: String) throws {
        let usual = Data("{\"global_position\":".utf8)
        guard beginning.prefix(usual.count) == usual.prefix(beginning.count) else { throw notAnExport(path) }
    }

    /// Checks that the event is one of this store's, and one that the filter chooses.
    ///
    /// - Throws: `CommandFailure` when it is not: what would be added belongs to another log than what is there.
    func check(against store: any EventStore, _ filter: EventFilter) async throws {
        let before = GlobalPosition(rawValue: position.rawValue - 1)
        let options = AllReadOptions(position: before, limit: 1, until: position, filter: filter)
        let stored = position > .start ? try await store.readAll(options).first : nil
        guard let stored, stored.id == eventID, Timestamp.print(stored.recordedAt) == recordedAt else {
            throw CommandFailure(
                .dataError,
                "the last event of \(path), at position \(position), is not one that this export of this store gives",
                hint: "Name the store and give the filters that the file was made with, or export to another file.")
        }
    }

    private static func text(_ fields: LineFields, _ field: LineField) -> String? {
        (try? fields.text(field)).flatMap { $0 }
    }

    private static func notAnExport(_ path: String) -> CommandFailure {
        CommandFailure(
            .dataError, "\(path) is not an export: its last line is not a stored event",
            hint: "Give another file, or leave out --resume, which replaces the file.")
    }
}
