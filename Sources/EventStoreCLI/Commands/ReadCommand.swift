import ArgumentParser
import EventSourcing
import EventStorePostgres

struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read the events of a stream, or of the whole store.",
        discussion: """
            Without a stream the events come by global position. With --format json a line is an event in the format that \
            `eventstore import` reads.

            EXAMPLES:
              eventstore read order 4711
              eventstore read order 4711 --backwards --limit 1
              eventstore read --all --event-type OrderPlaced --from 2026-01-01 --limit 20
              eventstore read --correlation-id checkout-17
            """)

    @Argument(help: "The type of the aggregate.")
    var streamType: String?

    @Argument(help: "The id of the aggregate.")
    var streamId: String?

    @Flag(help: "The whole store.")
    var all = false

    @OptionGroup(title: "FILTERS") var types: TypeFilterOptions
    @OptionGroup(title: "FILTERS") var times: TimeFilterOptions

    @Option(help: "The events with this correlation id.")
    var correlationId: String?

    @Flag(help: "The last event first.")
    var backwards = false

    @Option(help: "Of a stream: begin with this version.")
    var fromVersion: StreamVersion?

    @Option(help: "Of the store: begin after this global position, or before it with --backwards.")
    var after: GlobalPosition?

    @Option(help: "At most so many events.")
    var limit = 100

    @OptionGroup var payload: ReadPayloadOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    private var hasTypeFilters: Bool { !types.aggregateType.isEmpty || !types.eventType.isEmpty }

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1") }
        if streamType != nil {
            guard streamId != nil else { throw ValidationError("a stream has a type and an id: give both") }
            guard !all, !hasTypeFilters, correlationId == nil, after == nil else {
                throw ValidationError(
                    "a stream is read with --from-version, --from, --before, --backwards, --limit and --tenant alone")
            }
        } else {
            guard fromVersion == nil else { throw ValidationError("--from-version goes with a stream") }
            if correlationId != nil {
                guard !backwards, !hasTypeFilters, times.from == nil, times.before == nil else {
                    throw ValidationError("--correlation-id goes with --after, --limit and --tenant alone")
                }
            } else if !all, !hasTypeFilters {
                throw ValidationError(
                    "name a stream, or give --all, --aggregate-type, --event-type or --correlation-id")
            }
        }
    }

    func run() async throws {
        try await store.withStore(payloads: payload.payloads) { store in
            var reader = EventReader(limit: limit, page: pages(store))
            if output.format == .json {
                while let events = try await reader.next() {
                    var lines: [UInt8] = []
                    for event in events { EventLineWriter.append(event, to: &lines) }
                    try Console.write(lines)
                }
            } else {
                var events: [RecordedEvent] = []
                while let page = try await reader.next() { events += page }
                try output.print(EventTable.make(events))
            }
        }
    }

    /// Reads a page of at most `size` events behind `last`.
    private func pages(_ store: PostgresEventStore) -> EventReader.Page {
        let direction: ReadDirection = backwards ? .backwards : .forwards
        if let streamType, let streamId {
            let stream = StreamName(streamType, streamId, tenant: types.tenant ?? .none)
            return { last, size in
                var from = fromVersion
                if let last { from = StreamVersion(rawValue: last.version.rawValue + (backwards ? -1 : 1)) }
                if let from, backwards, from < 1 { return [] }
                return try await store.readStream(
                    stream,
                    StreamReadOptions(
                        fromVersion: from, direction: direction, limit: size, from: times.from?.date,
                        before: times.before?.date))
            }
        }
        if let correlationId {
            return { last, size in
                try await store.readCorrelation(
                    correlationId, after: last?.globalPosition ?? after, limit: size, tenant: types.tenant ?? .none)
            }
        }
        let filter = types.filter(times)
        return { last, size in
            try await store.readAll(
                AllReadOptions(
                    position: last?.globalPosition ?? after, direction: direction, limit: size, filter: filter))
        }
    }
}

/// Reads up to a number of events page by page.
struct EventReader {
    typealias Page = (_ last: RecordedEvent?, _ size: Int) async throws -> [RecordedEvent]

    private let page: Page
    private var left: Int
    private var last: RecordedEvent?

    init(limit: Int, page: @escaping Page) {
        self.page = page
        left = limit
    }

    mutating func next() async throws -> [RecordedEvent]? {
        guard left > 0 else { return nil }
        let size = min(left, 2000)
        let events = try await page(last, size)
        left = events.count < size ? 0 : left - events.count
        last = events.last
        return events.isEmpty ? nil : events
    }
}
