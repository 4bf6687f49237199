import EventSourcing
import Foundation

extension NewEvent {
    static func sample(
        _ type: EventType = "Tested", _ json: String = "{}", id: UUID = .eventID(), at timestamp: Date = Date(),
        correlationID: String? = nil
    ) -> NewEvent {
        NewEvent(
            id: id, type: type, payload: .json(json), metadata: EventMetadata(correlationID: correlationID),
            timestamp: timestamp)
    }

    static func samples(_ count: Int) -> [NewEvent] { (0..<count).map { _ in .sample() } }
}

extension EventStore {
    /// Appends so many events, whatever the stream's version is.
    @discardableResult
    func fill(_ stream: StreamName, _ count: Int) async throws -> AppendResult {
        try await append(NewEvent.samples(count), to: stream, expectedVersion: .any)
    }

    func everything(_ filter: EventFilter = .all) async throws -> [RecordedEvent] {
        try await readAll(AllReadOptions(limit: 100_000, filter: filter))
    }

    /// The same, when there are so many; so that a case can take them by number.
    func everything(
        _ filter: EventFilter = .all, count: Int, file: String = #fileID, line: Int = #line
    ) async throws -> [RecordedEvent] {
        let events = try await everything(filter)
        try requireEqual(events.count, count, "the number of events", file: file, line: line)
        return events
    }

    /// The events of a stream, when there are so many.
    func events(_ stream: StreamName, count: Int, file: String = #fileID, line: Int = #line) async throws
        -> [RecordedEvent]
    {
        let events = try await readStream(stream)
        try requireEqual(events.count, count, "the number of events of \(stream)", file: file, line: line)
        return events
    }

    /// What a reader sees of the whole store; to see that something has changed nothing.
    func snapshot() async throws -> StoreSnapshot {
        StoreSnapshot(
            events: try await everything(), streams: try await streams(StreamListOptions(tenant: nil, limit: 1000)),
            head: try await positions().headPosition)
    }
}

struct StoreSnapshot: Equatable {
    var events: [RecordedEvent]
    var streams: [StreamInformation]
    var head: GlobalPosition
}

/// Whole seconds, an hour ahead: a time that every store takes and gives back as it was.
func time(_ offset: Double = 0) -> Date {
    Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded() + 3600 + offset)
}

/// Waits until `condition` holds, asking again and again.
func eventually(
    _ what: String, within patience: Duration, file: String = #fileID, line: Int = #line,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + patience
    while try await !condition() {
        try require(ContinuousClock.now < deadline, "\(what): not within \(patience)", file: file, line: line)
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// Runs `body`, and fails when it takes too long.
func within<Value: Sendable>(
    _ patience: Duration, _ what: String, file: String = #fileID, line: Int = #line,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: patience)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let value = first else {
            throw ConformanceFailure(message: "\(what): not within \(patience)", place: "\(file):\(line)")
        }
        return value
    }
}
