public import EventSourcing
public import Foundation
import Synchronization

// The protocol's calls: appends and reads.
extension InMemoryEventStore {
    public func append(_ append: StreamAppend) async throws -> AppendResult {
        try await payloads.appending([append], stored: storedEvents) { appends in
            try await call(.append) { log, now in
                try log.append(appends, allOrNothing: true, at: now)[0].get()
            }
        }
    }

    public func append(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        guard !appends.isEmpty else { return [] }
        return try await payloads.appending(appends, stored: storedEvents) { appends in
            try await call(.appendAll) { log, now in
                try log.append(appends, allOrNothing: true, at: now).map { try $0.get() }
            }
        }
    }

    public func appendEach(_ appends: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>] {
        guard !appends.isEmpty else { return [] }
        return try await payloads.appendingEach(appends, stored: storedEvents) { appends in
            try await call(.appendEach) { log, now in
                try log.append(appends, allOrNothing: false, at: now)
            }
        }
    }

    /// The events that are stored under the ids of an append, as they are stored. No call, so no fault strikes it.
    private func storedEvents(of append: StreamAppend) async throws -> [RecordedEvent] {
        let now = now
        return try await PayloadPipeline.storedEvents(of: append) { id in
            state.withLock { $0.log.event(withID: id, tenant: append.stream.tenant, at: now) }
        } stream: { options in
            try state.withLock { try $0.log.readStream(append.stream, options, at: now) }
        }
    }

    public func readStream(_ stream: StreamName, _ options: StreamReadOptions) async throws -> [RecordedEvent] {
        try await events(.readStream) { log, now in try log.readStream(stream, options, at: now) }
    }

    public func readAll(_ options: AllReadOptions) async throws -> [RecordedEvent] {
        try await events(.readAll) { log, now in try log.readAll(options, at: now) }
    }

    public func readCorrelation(
        _ correlationID: String, after position: GlobalPosition? = nil, limit: Int = 1000, tenant: Tenant = .none
    ) async throws -> [RecordedEvent] {
        try await events(.readCorrelation) { log, now in
            try log.readCorrelation(correlationID, after: position, limit: limit, tenant: tenant, at: now)
        }
    }

    public func event(withID id: UUID, tenant: Tenant = .none) async throws -> RecordedEvent? {
        try await events(.eventWithID) { log, now in
            [log.event(withID: id, tenant: tenant, at: now)].compactMap(\.self)
        }.first
    }

    /// Makes one call that reads, and gives the payloads of their writers.
    private func events(
        _ name: InMemoryCall, _ body: (InMemoryLog, StoredTime) throws -> [RecordedEvent]
    ) async throws -> [RecordedEvent] {
        try await payloads.originals(try await call(name) { log, now in try body(log, now) })
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
