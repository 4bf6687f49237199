public import Foundation

// An append is idempotent by the ids and the content of its events, and a store compares what it stores. The stored form of one
// payload may differ from time to time: another level, another version of a library, a random nonce, no transform at all. So
// when an id is taken, what is stored is brought back and compared here, and where it is the same original, the append is
// repeated with the very bytes that are stored. The store decides as it always does.
extension PayloadPipeline {
    /// Appends in the form in which they are stored, and once more in the form in which they were stored before, when the store
    /// says that an id is taken.
    ///
    /// - Parameters:
    ///   - stored: Reads the events of an append that are stored under its ids, as they are stored; see
    ///     ``storedEvents(of:event:stream:)``.
    ///   - body: Sends the appends.
    public func appending<Value>(
        _ appends: [StreamAppend], stored: (StreamAppend) async throws -> [RecordedEvent],
        _ body: ([StreamAppend]) async throws -> Value
    ) async throws -> Value {
        guard !isEmpty else { return try await body(appends) }
        let transformed = try await self.stored(appends)
        do {
            return try await body(transformed)
        } catch let error as EventStoreError where error.code == .eventIDConflict {
            var repeated = transformed
            for index in appends.indices {
                repeated[index] = try await asStored(appends[index], transformed[index], stored)
            }
            guard repeated != transformed else { throw error }
            return try await body(repeated)
        }
    }

    /// As ``appending(_:stored:_:)``, where each append has its own outcome.
    public func appendingEach(
        _ appends: [StreamAppend], stored: (StreamAppend) async throws -> [RecordedEvent],
        _ body: ([StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>]
    ) async throws -> [Result<AppendResult, EventStoreError>] {
        guard !isEmpty else { return try await body(appends) }
        let transformed = try await self.stored(appends)
        var outcomes = try await body(transformed)
        var again: [(index: Int, append: StreamAppend)] = []
        for (index, outcome) in outcomes.enumerated() {
            guard case .failure(let error) = outcome, error.code == .eventIDConflict else { continue }
            let repeated = try await asStored(appends[index], transformed[index], stored)
            if repeated != transformed[index] { again.append((index, repeated)) }
        }
        if !again.isEmpty {
            for ((index, _), outcome) in zip(again, try await body(again.map(\.append))) { outcomes[index] = outcome }
        }
        return outcomes
    }

    /// The events that are stored under the ids of an append, or nearly: those of its stream from the first of them on.
    ///
    /// - Parameters:
    ///   - event: Reads the event with an id, as it is stored.
    ///   - stream: Reads so many events of the append's stream from a version on, as they are stored.
    public static func storedEvents(
        of append: StreamAppend, event: (UUID) async throws -> RecordedEvent?,
        stream: (StreamReadOptions) async throws -> [RecordedEvent]
    ) async throws -> [RecordedEvent] {
        do {
            guard let id = append.events.first?.id, let first = try await event(id) else { return [] }
            guard append.events.count > 1, first.stream == append.stream else { return [first] }
            return try await stream(StreamReadOptions(fromVersion: first.version, limit: append.events.count))
        } catch let error as EventStoreError where error.code == .streamDeleted {
            return []
        }
    }

    /// The append with the bytes that are stored, wherever they are of the same original.
    private func asStored(
        _ append: StreamAppend, _ transformed: StreamAppend, _ stored: (StreamAppend) async throws -> [RecordedEvent]
    ) async throws -> StreamAppend {
        var known: [UUID: RecordedEvent] = [:]
        for event in try await stored(append) { known[event.id] = event }
        var repeated = transformed
        for (index, event) in append.events.enumerated() {
            guard let found = known[event.id], found.payload != transformed.events[index].payload else { continue }
            let owner = PayloadOwner(stream: append.stream, eventType: event.type, eventID: event.id)
            do {
                let isSame = try await bringBack(found.payload, owner) == bringBack(event.payload, owner)
                if isSame { repeated.events[index].payload = found.payload }
            } catch is UnreadablePayload {
                // Not the same as anything.
            }
        }
        return repeated
    }
}
