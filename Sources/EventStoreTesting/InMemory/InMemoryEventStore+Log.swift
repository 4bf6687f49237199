public import EventSourcing
public import Foundation

// The protocol's calls: appends and reads.
extension InMemoryEventStore {
    public func append(_ append: StreamAppend) async throws -> AppendResult {
        try await call(.append) { log, now in
            try log.append([append], allOrNothing: true, at: now)[0].get()
        }
    }

    public func append(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        guard !appends.isEmpty else { return [] }
        return try await call(.appendAll) { log, now in
            try log.append(appends, allOrNothing: true, at: now).map { try $0.get() }
        }
    }

    public func appendEach(_ appends: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>] {
        guard !appends.isEmpty else { return [] }
        return try await call(.appendEach) { log, now in
            try log.append(appends, allOrNothing: false, at: now)
        }
    }

    public func readStream(_ stream: StreamName, _ options: StreamReadOptions) async throws -> [RecordedEvent] {
        try await call(.readStream) { log, now in try log.readStream(stream, options, at: now) }
    }

    public func readAll(_ options: AllReadOptions) async throws -> [RecordedEvent] {
        try await call(.readAll) { log, now in try log.readAll(options, at: now) }
    }

    public func readCorrelation(
        _ correlationID: String, after position: GlobalPosition? = nil, limit: Int = 1000, tenant: Tenant = .none
    ) async throws -> [RecordedEvent] {
        try await call(.readCorrelation) { log, now in
            try log.readCorrelation(correlationID, after: position, limit: limit, tenant: tenant, at: now)
        }
    }

    public func event(withID id: UUID, tenant: Tenant = .none) async throws -> RecordedEvent? {
        try await call(.eventWithID) { log, now in log.event(withID: id, tenant: tenant, at: now) }
    }

    public func version(of stream: StreamName) async throws -> StreamVersion {
        try await call(.versionOfStream) { log, _ in
            StreamVersion(rawValue: log.streams[StreamKey(stream)]?.version ?? 0)
        }
    }

    public func streams(_ options: StreamListOptions = StreamListOptions()) async throws -> [StreamInformation] {
        try await call(.streams) { log, _ in try log.list(options) }
    }

    public func positions() async throws -> StorePositions {
        try await call(.positions) { log, _ in
            let head = GlobalPosition(rawValue: log.head)
            return StorePositions(safePosition: head, headPosition: head)
        }
    }

    public func subscribe(_ options: SubscriptionOptions) -> EventSubscription {
        EventSubscription { [self] in InMemorySubscription(store: self, options: options) }
    }
}
