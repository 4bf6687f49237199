extension EventRegistry {
    typealias Decoded = Result<[DecodedEvent<Event>], EventDecodingError>

    /// The application's events that one stored event stands for: one, unless upcasters make several or none of it. Throws
    /// ``EventDecodingError``.
    public func decode(_ recorded: RecordedEvent) throws(EventDecodingError) -> [DecodedEvent<Event>] {
        var cache: [EventType: Resolution] = [:]
        return try decode(recorded, &cache).get()
    }

    /// A page of stored events, in their order.
    public func decode(_ recorded: [RecordedEvent], _ options: EventDecodingOptions = EventDecodingOptions())
        async throws -> DecodedPage<Event>
    {
        var page = DecodedPage<Event>(events: [], recordedCount: recorded.count, last: recorded.last)
        page.events.reserveCapacity(recorded.count)
        for (event, decoded) in zip(recorded, try await outcomes(recorded, options)) {
            if case .failure = decoded { page.passedOver += 1 }
            page.events += try await Self.settle(event, decoded, options.undecodable)
        }
        return page
    }

    /// What becomes of a stored event under a policy.
    static func settle(_ recorded: RecordedEvent, _ decoded: Decoded, _ policy: UndecodablePolicy) async throws
        -> [DecodedEvent<Event>]
    {
        switch (decoded, policy) {
        case (.success(let events), _): return events
        case (.failure(let error), .fail): throw error
        case (.failure, .skip): return []
        case (.failure(let error), .park(let handler)):
            try await handler(UndecodableEvent(recorded: recorded, error: error))
            return []
        }
    }

    /// Decodes in parts of equal size, at the same time, and puts them together in order.
    func outcomes(_ recorded: [RecordedEvent], _ options: EventDecodingOptions) async throws -> [Decoded] {
        let parts = min(options.decodingConcurrency, recorded.count / max(1, options.minimumChunk))
        guard parts > 1 else {
            try Task.checkCancellation()
            return decodeEach(recorded[...])
        }
        return try await withThrowingTaskGroup(of: (Int, [Decoded]).self) { group in
            for part in 0..<parts {
                let slice = recorded[recorded.count * part / parts..<recorded.count * (part + 1) / parts]
                group.addTask {
                    try Task.checkCancellation()
                    return (part, decodeEach(slice))
                }
            }
            var decoded = [[Decoded]](repeating: [], count: parts)
            for try await (part, events) in group { decoded[part] = events }
            return decoded.flatMap(\.self)
        }
    }

    private func decodeEach(_ recorded: ArraySlice<RecordedEvent>) -> [Decoded] {
        var cache: [EventType: Resolution] = [:]
        return recorded.map { decode($0, &cache) }
    }

    private func decode(_ recorded: RecordedEvent, _ cache: inout [EventType: Resolution]) -> Decoded {
        let schema = EventSchema(recorded.type, recorded.schemaVersion)
        if let encoding = recorded.payload.encoding {
            return .failure(EventDecodingError(.payloadIsEncoded(encoding.name), schema: schema, event: recorded))
        }
        var events: [DecodedEvent<Event>] = []
        do {
            guard upcasters[schema] != nil else {
                let event = try decode(schema, recorded.payload, recorded, &cache)
                return .success([DecodedEvent(event: event, recorded: recorded)])
            }
            let stored = UpcastEvent(schema: schema, payload: recorded.payload, metadata: recorded.metadata)
            for upcast in try upcast(stored, recorded) {
                events.append(
                    DecodedEvent(
                        event: try decode(upcast.schema, upcast.payload, recorded, &cache), recorded: recorded,
                        metadata: upcast.metadata, index: events.count))
            }
            return .success(events)
        } catch {
            return .failure(error)
        }
    }

    /// Goes the whole way; it ends, for there is no circle.
    private func upcast(_ event: UpcastEvent, _ recorded: RecordedEvent) throws(EventDecodingError) -> [UpcastEvent] {
        guard let upcaster = upcasters[event.schema] else { return [event] }
        var results: [UpcastEvent] = []
        do {
            results = try upcaster.body(event)
            if let undeclared = results.first(where: { !upcaster.targets.contains($0.schema) }) {
                throw EventDecodingError.UndeclaredSchema(schema: undeclared.schema)
            }
        } catch {
            throw EventDecodingError(
                .upcasterFailed(from: event.schema, error), schema: event.schema, event: recorded)
        }
        var all: [UpcastEvent] = []
        for result in results { all += try upcast(result, recorded) }
        return all
    }

    private func decode(
        _ schema: EventSchema, _ payload: EventPayload, _ recorded: RecordedEvent,
        _ cache: inout [EventType: Resolution]
    ) throws(EventDecodingError) -> Event {
        let resolution = cache[schema.type] ?? resolve(schema.type)
        cache[schema.type] = resolution
        switch resolution {
        case .unknown: throw EventDecodingError(.unknownType, schema: schema, event: recorded)
        case .ambiguous(let names): throw EventDecodingError(.ambiguousType(names), schema: schema, event: recorded)
        case .entry(_, let current) where schema.version > current:
            throw EventDecodingError(.newerSchemaVersion(current: current), schema: schema, event: recorded)
        case .entry(_, let current) where schema.version < current:
            throw EventDecodingError(.missingUpcaster(current: current), schema: schema, event: recorded)
        case .entry(let entry, _):
            do {
                return try entry.decode(schema.type, payload)
            } catch {
                throw EventDecodingError(
                    .payloadDoesNotDecode(as: entry.name, error), schema: schema, event: recorded)
            }
        }
    }
}
