public import Foundation

extension EventStore {
    /// Appends events to one stream. See ``append(_:)-(StreamAppend)``.
    @discardableResult
    public func append(_ events: [NewEvent], to stream: StreamName, expectedVersion: ExpectedVersion) async throws
        -> AppendResult
    {
        try await append(StreamAppend(events, to: stream, expectedVersion: expectedVersion))
    }

    /// Reads the first page of a stream, oldest first.
    public func readStream(_ stream: StreamName) async throws -> [RecordedEvent] {
        try await readStream(stream, StreamReadOptions())
    }

    /// Reads a page of the events of all streams of one aggregate type, after `position`.
    public func readAggregateType(
        _ aggregateType: String, after position: GlobalPosition? = nil, limit: Int = 1000, tenant: Tenant = .none
    ) async throws -> [RecordedEvent] {
        try await readAll(
            AllReadOptions(
                position: position, limit: limit, filter: EventFilter(aggregateTypes: [aggregateType], tenant: tenant)))
    }

    /// Reads a page of the events of one type, after `position`, with timestamps at or after `from` and before `before`.
    public func readEventType(
        _ eventType: EventType, after position: GlobalPosition? = nil, limit: Int = 1000, from: Date? = nil,
        before: Date? = nil, tenant: Tenant = .none
    ) async throws -> [RecordedEvent] {
        try await readAll(
            AllReadOptions(
                position: position, limit: limit,
                filter: EventFilter(eventTypes: [eventType], tenant: tenant, from: from, before: before)))
    }

    /// Whether an event with this id is stored.
    public func eventExists(withID id: UUID, tenant: Tenant = .none) async throws -> Bool {
        try await event(withID: id, tenant: tenant) != nil
    }

    /// Subscribes from a position. See ``subscribe(_:)``.
    public func subscribe(from start: SubscriptionStart, filter: EventFilter = .all) -> EventSubscription {
        subscribe(SubscriptionOptions(start: start, filter: filter))
    }

    /// Waits until a projection has passed `position`: until its checkpoint is there or further.
    ///
    /// Asks again with growing pauses of 2 to 50 ms. Throws ``EventStoreError/Code/deadlineExceeded`` after `timeout`.
    public func waitForCheckpoint(
        named name: String, toPass position: GlobalPosition, timeout: Duration = .seconds(5), tenant: Tenant = .none
    ) async throws {
        let deadline = ContinuousClock.now + timeout
        var pause = Duration.milliseconds(2)
        while true {
            if let checkpoint = try await checkpoint(named: name, tenant: tenant), checkpoint.globalPosition >= position
            {
                return
            }
            guard ContinuousClock.now < deadline else {
                throw EventStoreError(
                    .deadlineExceeded, "the projection \(name) has not passed position \(position) within \(timeout)",
                    hint: "Check that it runs: its checkpoint holds its status.", isRetryable: true)
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
    }
}
