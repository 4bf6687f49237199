extension EventStore {
    /// Appends cases of an enum to one stream, with the metadata of the ``EventContext``. See
    /// ``append(_:)-(StreamAppend)``.
    @discardableResult
    public func append<Event: DomainEvent>(
        _ events: [Event], to stream: StreamName, expectedVersion: ExpectedVersion, coder: EventCoder = .standard
    ) async throws -> AppendResult {
        let events = try events.map { try NewEvent($0, coder: coder) }
        return try await append(StreamAppend(events, to: stream, expectedVersion: expectedVersion))
    }

    /// Reads a page of one stream as the application's events. Throws ``EventDecodingError`` too, unless the policy is
    /// another one.
    public func readStream<Event>(
        _ stream: StreamName, _ options: StreamReadOptions = StreamReadOptions(), as registry: EventRegistry<Event>,
        decoding: EventDecodingOptions = EventDecodingOptions()
    ) async throws -> DecodedPage<Event> {
        try await registry.decode(try await readStream(stream, options), decoding)
    }

    /// Reads a page of the whole store as the application's events. Throws ``EventDecodingError`` too, unless the policy is
    /// another one.
    public func readAll<Event>(
        _ options: AllReadOptions = AllReadOptions(), as registry: EventRegistry<Event>,
        decoding: EventDecodingOptions = EventDecodingOptions()
    ) async throws -> DecodedPage<Event> {
        try await registry.decode(try await readAll(options), decoding)
    }
}
