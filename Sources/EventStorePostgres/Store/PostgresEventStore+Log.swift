public import EventSourcing
public import Foundation

// The protocol's calls: appends and reads.
extension PostgresEventStore {
    /// SQL: `append_event` for one JSON event, `append_streams` otherwise and when appends travel together.
    public func append(_ append: StreamAppend) async throws -> AppendResult {
        guard let observer = configuration.observer else {
            return try await calling { try await appender.append(append) }
        }
        return try await observer.observing([append]) { try await calling { try await appender.append(append) } }
    }

    /// SQL: `append_streams`.
    public func append(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        guard let observer = configuration.observer else {
            return try await calling { try await appender.append(appends) }
        }
        return try await observer.observing(appends) { try await calling { try await appender.append(appends) } }
    }

    /// SQL: `append_streams` with `p_all_or_nothing => false`.
    public func appendEach(_ appends: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>] {
        guard let observer = configuration.observer else {
            return try await calling { try await appender.appendEach(appends) }
        }
        return try await observer.observingEach(appends) {
            try await calling { try await appender.appendEach(appends) }
        }
    }

    /// Appends events of any streams, all or nothing, whatever the streams' versions; the order of the events becomes the
    /// order of their global positions. The results are per stream, in the order of their first events. Idempotent per
    /// stream, like every append. SQL: `append_streams`.
    public func appendInterleaved(_ events: [(stream: StreamName, event: NewEvent)]) async throws -> [AppendResult] {
        guard !events.isEmpty else { return [] }
        guard let observer = configuration.observer else {
            return try await calling { try await appender.appendInterleaved(events) }
        }
        return try await observer.observing(
            events.map { StreamAppend([$0.event], to: $0.stream, expectedVersion: .any) }
        ) {
            try await calling { try await appender.appendInterleaved(events) }
        }
    }

    /// SQL: `read_stream`.
    public func readStream(_ stream: StreamName, _ options: StreamReadOptions) async throws -> [RecordedEvent] {
        try await events(functions.readStream, ReadCall.stream(stream, options))
    }

    /// SQL: `read_all`.
    public func readAll(_ options: AllReadOptions) async throws -> [RecordedEvent] {
        try await events(functions.readAll, ReadCall.all(options))
    }

    /// SQL: `read_correlation`.
    public func readCorrelation(
        _ correlationID: String, after position: GlobalPosition? = nil, limit: Int = 1000, tenant: Tenant = .none
    ) async throws -> [RecordedEvent] {
        try await events(functions.readCorrelation, ReadCall.correlation(correlationID, position, limit, tenant))
    }

    /// SQL: `read_event`.
    public func event(withID id: UUID, tenant: Tenant = .none) async throws -> RecordedEvent? {
        try await events(functions.readEvent, ReadCall.event(id, tenant)).first
    }

    /// SQL: `stream_version`.
    public func version(of stream: StreamName) async throws -> StreamVersion {
        var parameters = PostgresParameters()
        parameters.appendText(stream.aggregateType)
        parameters.appendText(stream.aggregateID)
        parameters.appendText(stream.tenant.rawValue)
        let result = try await query(functions.streamVersion, parameters)
        return StreamVersion(rawValue: try result.int64(0, 0))
    }

    /// SQL: `list_streams`.
    public func streams(_ options: StreamListOptions = StreamListOptions()) async throws -> [StreamInformation] {
        try await rows(functions.listStreams, ReadCall.streams(options)) { result, row in
            StreamInformation(
                name: StreamName(
                    try result.string(row, 1), try result.string(row, 2),
                    tenant: Tenant(rawValue: try result.string(row, 0))),
                version: StreamVersion(rawValue: try result.int64(row, 3)),
                firstTimestamp: Date(microsecondsSince2000: try result.timestamp(row, 4)),
                lastTimestamp: Date(microsecondsSince2000: try result.timestamp(row, 5)),
                createdAt: Date(microsecondsSince2000: try result.timestamp(row, 6)),
                updatedAt: Date(microsecondsSince2000: try result.timestamp(row, 7)),
                deletedAt: try result.ifPresent(row, 9, result.timestamp).map { Date(microsecondsSince2000: $0) },
                pageKey: try result.ifPresent(row, 8, result.string))
        }
    }

    /// SQL: `safe_position`.
    public func positions() async throws -> StorePositions {
        try await calling { try await feed.barrier() }
    }

    /// SQL: `safe_position` once per wake for all subscriptions of the store, and `read_all` for each; LISTEN on the bell.
    public func subscribe(_ options: SubscriptionOptions) -> EventSubscription {
        EventSubscription { [feed] in PostgresSubscription(feed: feed, options: options) }
    }
}

extension PostgresEventStore {
    /// Runs a call when the schema is known to fit, and translates what the driver throws.
    func calling<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            _ = try await information.get()
            return try await body()
        } catch {
            throw EventStoreError.translating(error)
        }
    }

    func query(_ statement: Statement, _ parameters: PostgresParameters = PostgresParameters()) async throws
        -> PostgresResult
    {
        try await calling { try await pool.call(statement, parameters) }
    }

    /// A call that changes something, on a connection of its own.
    func change(_ statement: Statement, _ parameters: PostgresParameters) async throws -> PostgresResult {
        try await calling { try await pool.callAlone(statement, parameters) }
    }

    func events(_ statement: Statement, _ parameters: PostgresParameters) async throws -> [RecordedEvent] {
        try await calling {
            try await RecordedEventDecoder.events(try await pool.call(statement, parameters), configuration.payloads)
        }
    }

    func rows<Row>(
        _ statement: Statement, _ parameters: PostgresParameters = PostgresParameters(),
        _ decode: (PostgresResult, Int) throws -> Row
    ) async throws -> [Row] {
        try await calling {
            let result = try await pool.call(statement, parameters)
            return try (0..<result.rowCount).map { try decode(result, $0) }
        }
    }
}
