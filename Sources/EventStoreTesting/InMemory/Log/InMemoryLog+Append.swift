import EventSourcing
import Foundation

extension InMemoryLog {
    /// Appends to several streams: what each stream says for itself. With `allOrNothing` nothing is changed when one refuses.
    mutating func append(_ appends: [StreamAppend], allOrNothing: Bool, at now: StoredTime) throws
        -> [Result<AppendResult, EventStoreError>]
    {
        try AppendCheck.check(appends, options: options, now: now)
        // First what each stream says, in the order of the call; then what is accepted is stored.
        var taken: Set<UUID> = []
        let decisions = appends.map { decide($0, &taken) }
        if allOrNothing { for case .refuse(let error) in decisions { throw error } }
        return zip(appends, decisions).map { append, decision in
            switch decision {
            case .store: .success(store(append, at: now))
            case .repeats(let result): .success(result)
            case .refuse(let error): .failure(error)
            }
        }
    }

    private enum Decision {
        case store
        /// It is stored already: the original result.
        case repeats(AppendResult)
        case refuse(EventStoreError)
    }

    /// - Parameter taken: The ids that streams before it in the same call take.
    private func decide(_ append: StreamAppend, _ taken: inout Set<UUID>) -> Decision {
        let key = StreamKey(append.stream)
        let stream = streams[key]
        let isDeleted = stream?.deletedAt != nil
        let isExpected = append.expectedVersion.fits(stream?.version ?? 0)
        if isExpected, !isDeleted, takesIDs(of: append.events, &taken) { return .store }
        let known = append.events.compactMap { entry(withID: $0.id) }
        if let result = repeated(append, key, known) { return .repeats(result) }
        var refusal = EventStoreError(
            .wrongExpectedVersion,
            "stream \(append.stream) is at version \(stream?.version ?? 0), expected was \(append.expectedVersion)",
            hint: "Read the stream again, decide again, and append at the version you read.", stream: append.stream,
            expectedVersion: ExpectedVersion(number: append.expectedVersion.number),
            actualVersion: StreamVersion(rawValue: stream?.version ?? 0))
        if isDeleted {
            refusal.code = .streamDeleted
            refusal.message = "stream \(append.stream) is deleted"
            refusal.hint = "reopenStream takes appends again, with the events that are there."
        } else if !known.isEmpty || isExpected {
            refusal.code = .eventIDConflict
            refusal.message = "an event id of the append to stream \(append.stream) is taken by another event"
            refusal.hint = "Give a new event its own new event id; repeat an append only as it was."
        }
        return .refuse(refusal)
    }

    /// Takes all ids of the events, or none.
    private func takesIDs(of events: [NewEvent], _ taken: inout Set<UUID>) -> Bool {
        let new = Set(events.map(\.id))
        guard new.count == events.count, taken.isDisjoint(with: new), new.allSatisfy({ ids[$0] == nil }) else {
            return false
        }
        taken.formUnion(new)
        return true
    }

    /// The original result, when all events are stored in this stream already, one after the other and with the same content.
    private func repeated(_ append: StreamAppend, _ key: StreamKey, _ known: [Entry]) -> AppendResult? {
        guard known.count == append.events.count, let first = known.first, let last = known.last else { return nil }
        for (index, (entry, event)) in zip(known, append.events).enumerated() {
            guard entry.stream == key, entry.event.version.rawValue == first.event.version.rawValue + Int64(index),
                entry.hasContent(of: event)
            else { return nil }
        }
        return AppendResult(
            stream: append.stream, version: last.event.version, firstPosition: first.event.globalPosition,
            lastPosition: last.event.globalPosition, wasAlreadyStored: true)
    }

    private mutating func store(_ append: StreamAppend, at now: StoredTime) -> AppendResult {
        let key = StreamKey(append.stream)
        let timestamps = append.events.map { StoredTime($0.timestamp) }
        if streams[key] == nil { streamCount += 1 }
        // Taken out, so that its list of positions is not copied.
        var stream =
            streams.removeValue(forKey: key)
            ?? Stream(
                number: streamCount, firstTimestamp: timestamps[0], lastTimestamp: timestamps[0], createdAt: now,
                updatedAt: now)
        let isMessage = append.outbox ?? options.outboxByDefault
        head += options.positionGap
        let first = head + 1
        for (event, timestamp) in zip(append.events, timestamps) {
            head += 1
            stream.version += 1
            stream.positions.append(head)
            stream.firstTimestamp = min(stream.firstTimestamp, timestamp)
            stream.lastTimestamp = max(stream.lastTimestamp, timestamp)
            let entry = Entry(
                event, append.stream, number: stream.number, version: stream.version, position: head,
                timestamp: timestamp, recordedAt: now, isMessage: isMessage)
            entries.append(entry)
            ids[event.id] = head
        }
        if isMessage { stream.messages += Int64(append.events.count) }
        stream.updatedAt = now
        streams[key] = stream
        return AppendResult(
            stream: append.stream, version: StreamVersion(rawValue: stream.version),
            firstPosition: GlobalPosition(rawValue: first), lastPosition: GlobalPosition(rawValue: head),
            wasAlreadyStored: false)
    }
}

extension ExpectedVersion {
    /// Whether a stream at this version (0: absent) is what was expected.
    func fits(_ version: Int64) -> Bool {
        switch self {
        case .any: true
        case .noStream: version == 0
        case .streamExists: version > 0
        case .exactly(let expected): version == expected.rawValue
        }
    }
}
