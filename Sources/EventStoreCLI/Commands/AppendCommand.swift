import ArgumentParser
import EventSourcing
import EventStorePostgres
import Foundation

struct AppendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Append one event to a stream.",
        discussion: """
            With an expected version the append is refused (exit code 80) when the stream is elsewhere. With --event-id the \
            same command can be repeated safely: the event is stored once.

            EXAMPLES:
              eventstore append order 4711 --event-type OrderPlaced --data '{"total": 12.5}' --expected-version no-stream
              eventstore append order 4711 --event-type OrderPaid --data @payment.json --expected-version 1
              generate-event | eventstore append order 4711 --event-type OrderNoted --data -
              eventstore append scan 9 --event-type Scanned --data @page.png --content-type image/png
            """)

    @Argument(help: "The type of the aggregate.")
    var aggregateType: String

    @Argument(help: "The id of the aggregate.")
    var aggregateId: String

    @Option(help: "The type of the event.")
    var eventType: EventType

    @Option(help: "The payload: JSON, @FILE for the contents of a file, or - for standard input.")
    var data: String

    @Option(help: "What the payload is if it is not JSON, for example image/png.")
    var contentType: String?

    @Option(help: "What the stream must be at: any, no-stream, exists, or a version.")
    var expectedVersion = ExpectedVersion.any

    @Option(help: "The event's id, a UUID. A new one unless given.")
    var eventId: UUID?

    @Option(help: "When it happened. Now unless given.")
    var timestamp: TimeArgument?

    @Option(help: "The version of the payload's schema.")
    var schemaVersion: Int32 = 1

    @Option(help: "Who caused it.")
    var userId: String?

    @Option(help: "What belongs together across streams.")
    var correlationId: String?

    @Option(help: "What this event was caused by.")
    var causationId: String?

    @Option(help: "Free metadata: a JSON object.")
    var metadata: String?

    @Option(help: "The tenant.")
    var tenant = Tenant.none

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let stream = StreamName(aggregateType, aggregateId, tenant: tenant)
        let payload = try payloadData()
        let event = NewEvent(
            id: eventId ?? .eventID(), type: eventType, schemaVersion: schemaVersion,
            payload: contentType.map { .bytes(payload, contentType: $0) } ?? .json(payload),
            metadata: EventMetadata(
                correlationID: correlationId, causationID: causationId, userID: userId,
                additional: metadata.map { Data($0.utf8) }),
            timestamp: timestamp?.date ?? Date())
        let result = try await store.withStore { store in
            try await store.append([event], to: stream, expectedVersion: expectedVersion)
        }
        try output.print([
            ("stream", .string("\(stream)")), ("version", .integer(result.version.rawValue)),
            ("global_position", .integer(result.lastPosition.rawValue)), ("event_id", .id(event.id)),
            ("was_already_stored", .bool(result.wasAlreadyStored)),
        ])
    }

    private func payloadData() throws -> Data {
        guard data == "-" || data.hasPrefix("@") else { return Data(data.utf8) }
        let file = try InputFile(path: data == "-" ? "-" : String(data.dropFirst()))
        var bytes: [UInt8] = []
        while try file.read(into: &bytes) {}
        // A line break at the end of a JSON file is the editor's, not the payload's.
        while contentType == nil, let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        return Data(bytes)
    }
}
