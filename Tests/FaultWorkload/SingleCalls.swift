import EventSourcing
import EventStorePostgres
import Foundation

/// One append, and what became of it: a line with outcome, milliseconds, version, SQLSTATE and message.
///
/// With `--id` the append can be repeated by another process; its content follows from the id.
struct AppendOnce: Sendable {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws -> Int32 {
        let id = try arguments.text("id").map { text in
            guard let id = UUID(uuidString: text) else { throw WorkloadError("--id is no UUID") }
            return id
        }
        let event = NewEvent(
            id: id ?? .eventID(), type: Operation.eventType, payload: .json("{}"),
            timestamp: Date(
                timeIntervalSince1970: Double(try arguments.integer("timestamp", Int(nowMilliseconds() / 1000)))))
        let stream = StreamName("single", try arguments.required("stream"))
        let expected = ExpectedVersion(number: Int64(try arguments.integer("expected", -1))) ?? .any
        return try await withPostgresEventStore(configuration: try arguments.configuration()) { store in
            // Connects first, so that the time is that of the append.
            _ = try? await store.version(of: stream)
            let since = nowMilliseconds()
            do {
                let result = try await store.append([event], to: stream, expectedVersion: expected)
                say(
                    "\(result.wasAlreadyStored ? "stored" : "new")\t\(nowMilliseconds() - since)\t\(result.version)\t\t"
                        + "\(result.lastPosition)")
                return 0
            } catch let error as EventStoreError {
                let outcome = error.isOutcomeUnknown ? "unknown" : "refused"
                say(
                    "\(outcome)\t\(nowMilliseconds() - since)\t\(error.code)\t\(error.sqlState ?? "")\t\(error.message.asField)"
                )
                return 3
            }
        }
    }
}

/// Appends in a transaction, says `holding`, and leaves it open for `--seconds`.
struct HoldOpen: Sendable {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws -> Int32 {
        let stream = StreamName("single", try arguments.required("stream"))
        let seconds = try arguments.integer("seconds", 60)
        return try await withPostgresEventStore(configuration: try arguments.configuration()) { store in
            do {
                try await store.withTransaction { transaction in
                    let event = NewEvent(type: Operation.eventType, payload: .json("{}"))
                    try await transaction.append([event], to: stream, expectedVersion: .any)
                    say("holding")
                    try await Task.sleep(for: .seconds(seconds))
                }
                say("committed")
                return 0
            } catch let error as EventStoreError {
                say(
                    "\(error.isOutcomeUnknown ? "unknown" : "refused")\t\(error.code)\t\(error.sqlState ?? "")\t\(error.message.asField)"
                )
                return 3
            }
        }
    }
}
