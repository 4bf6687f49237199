public import Foundation

extension AggregateRepository {
    /// Loads an aggregate, has `decide` decide on its state, and appends the events that it returns at the version that was
    /// read. When others have appended in between, it begins anew, so `decide` may be called several times. Events get the
    /// metadata of the ``EventContext``. Returns when the events are on disk; no events is nothing to append.
    ///
    /// With a `commandID` the command takes effect once: its events have ids that follow from it
    /// (``Foundation/UUID/eventID(ofCommand:index:)``) and it as their causation id. When it comes again, `decide` is not
    /// called, and the original result is returned: the events that were stored then, and the state after them. A command
    /// that brought about no event leaves no trace and is decided anew.
    ///
    /// With an `expectedVersion` it is decided only on that: for somebody who has seen a version, and would decide anew on another
    /// one by himself. When the stream is not there, also because others were quicker,
    /// ``EventStoreError/Code/wrongExpectedVersion`` is thrown. A command that comes again has its original result all the same.
    ///
    /// Throws what `decide` throws, ``EventStoreError``, ``EventDecodingError``, and
    /// ``AggregateError/commandIDReused(_:_:)``.
    @discardableResult
    public func execute(
        _ id: String, tenant: Tenant = .none, commandID: UUID? = nil, expectedVersion: ExpectedVersion = .any,
        _ decide: @Sendable (State) async throws -> [State.Event]
    ) async throws -> CommandResult<State> {
        let stream = stream(id, tenant: tenant)
        var attempt = 0
        var lastVersion: StreamVersion?
        while true {
            attempt += 1
            let loaded = try await load(stream, refusedAt: lastVersion, expectedVersion)
            lastVersion = loaded.version
            // After loading: the command may come twice at the same time, and must not be decided on its own effect.
            if let commandID, let original = try await original(commandID, stream) { return original }
            guard loaded.isAt(expectedVersion) else {
                throw EventStoreError(
                    .wrongExpectedVersion,
                    "\(expectedVersion) was expected of stream \(stream), and it is at version \(loaded.version)",
                    hint: "Load it again, and decide anew.", stream: stream, expectedVersion: expectedVersion,
                    actualVersion: loaded.version)
            }
            let decided = try await decide(loaded.state)
            guard !decided.isEmpty else {
                return CommandResult(
                    stream: stream, state: loaded.state, version: loaded.version, events: [], lastPosition: nil,
                    wasRepeated: false, attempts: attempt)
            }
            let new = try newEvents(decided, commandID)
            do {
                let appended = try await append(
                    StreamAppend(new, to: stream, expectedVersion: loaded.expectedVersion, outbox: options.outbox))
                guard appended.version.rawValue == loaded.version.rawValue + Int64(new.count) else {
                    // It was stored earlier, and can only have been found by its ids.
                    throw EventStoreError(
                        .eventIDConflict, "the events of the command are stored at another version", stream: stream)
                }
                return finish(loaded, decided, new, appended, attempt)
            } catch let error as EventStoreError
                where Self.isConflict(error, commandID) && attempt < options.conflicts.attempts
            {
                options.observer?.didRetry(RetryObservation(cause: .conflict, attempts: attempt))
                try await Task.sleep(for: options.conflicts.pause(after: attempt))
            }
        }
    }

    /// From its events alone where the snapshot may not be the stream's: when nothing is new although an append at this version was
    /// refused, and when the version is not the expected one.
    private func load(_ stream: StreamName, refusedAt refused: StreamVersion?, _ expected: ExpectedVersion) async throws
        -> LoadedAggregate<State>
    {
        let loaded = try await load(stream)
        guard loaded.snapshotVersion != nil, loaded.version == refused || !loaded.isAt(expected) else { return loaded }
        return try await load(stream, usingSnapshots: false)
    }

    /// Whether deciding anew may help: somebody else appended, perhaps the same command.
    private static func isConflict(_ error: EventStoreError, _ commandID: UUID?) -> Bool {
        error.code == .wrongExpectedVersion || (commandID != nil && error.code == .eventIDConflict)
    }

    private func newEvents(_ events: [State.Event], _ commandID: UUID?) throws -> [NewEvent] {
        var metadata = EventContext.current.metadata
        if let commandID { metadata.causationID = Self.causation(commandID) }
        let now = Date()
        return try events.enumerated().map { index, event in
            NewEvent(
                try encode(event), id: commandID.map { .eventID(ofCommand: $0, index: index) } ?? .eventID(),
                metadata: metadata, timestamp: now)
        }
    }

    private static func causation(_ commandID: UUID) -> String { commandID.uuidString.lowercased() }

    private func append(_ append: StreamAppend) async throws -> AppendResult {
        var attempt = 0
        var isInDoubt = false
        while true {
            attempt += 1
            do {
                return try await store.append(append)
            } catch var error as EventStoreError {
                // An earlier try may have taken effect, unless the store has looked for its events.
                if error.code != .wrongExpectedVersion, error.code != .eventIDConflict {
                    isInDoubt = isInDoubt || error.isOutcomeUnknown
                    error.isOutcomeUnknown = isInDoubt
                }
                guard error.isOutcomeUnknown, attempt < options.unknownOutcomes.attempts else { throw error }
                options.observer?.didRetry(RetryObservation(cause: .unknownOutcome, attempts: attempt))
                try await Task.sleep(for: options.unknownOutcomes.pause(after: attempt))
            }
        }
    }

    private func finish(
        _ loaded: LoadedAggregate<State>, _ decided: [State.Event], _ new: [NewEvent], _ appended: AppendResult,
        _ attempt: Int
    ) -> CommandResult<State> {
        var after = loaded
        for event in decided { after.state.apply(event) }
        after.version = appended.version
        after.lastEventID = new[new.count - 1].id
        after.oldest = loaded.oldest ?? new[0].timestamp
        let stored = new.enumerated().map { index, event in
            RecordedEvent(event, in: loaded.stream, at: loaded.version.rawValue + Int64(index) + 1, appended)
        }
        snapshotting?.takeIfDue(after) { [after] in
            // What a snapshot keeps is what a replay brings, also where the coder loses something on the way.
            var replayed = after
            replayed.state = loaded.state
            let decoded = try await events.decode(stored, options.decoding)
            for event in decoded.events { replayed.state.apply(event.event) }
            replayed.eventsPassedOver += decoded.passedOver
            return replayed
        }
        return CommandResult(
            stream: loaded.stream, state: after.state, version: appended.version, events: decided,
            lastPosition: appended.lastPosition, wasRepeated: false, attempts: attempt)
    }

    /// What the command brought about when it came first; nil when it did not.
    private func original(_ commandID: UUID, _ stream: StreamName) async throws -> CommandResult<State>? {
        let first = UUID.eventID(ofCommand: commandID, index: 0)
        guard let begin = try await store.event(withID: first, tenant: stream.tenant) else { return nil }
        guard begin.stream == stream, begin.metadata.causationID == Self.causation(commandID) else {
            throw AggregateError.commandIDReused(commandID, begin.stream)
        }
        var recorded: [RecordedEvent] = []
        reading: while true {
            let from = StreamVersion(rawValue: begin.version.rawValue + Int64(recorded.count))
            let limit = min(options.pageSize, 100)
            let page = try await store.readStream(stream, StreamReadOptions(fromVersion: from, limit: limit))
            for event in page {
                guard event.id == .eventID(ofCommand: commandID, index: recorded.count) else { break reading }
                recorded.append(event)
            }
            if page.count < limit { break }
        }
        guard let last = recorded.last else { return nil }
        let then = try await load(stream, upTo: last.version)
        return CommandResult(
            stream: stream, state: then.state, version: last.version,
            events: try await events.decode(recorded, options.decoding).map(\.event),
            lastPosition: last.globalPosition, wasRepeated: true, attempts: 0)
    }
}

extension RecordedEvent {
    /// An event as it was just stored, but for what only the store knows.
    fileprivate init(_ event: NewEvent, in stream: StreamName, at version: Int64, _ appended: AppendResult) {
        self.init(
            globalPosition: appended.lastPosition, stream: stream, version: StreamVersion(rawValue: version),
            id: event.id,
            type: event.type, schemaVersion: event.schemaVersion, payload: event.payload, metadata: event.metadata,
            timestamp: event.timestamp, recordedAt: event.timestamp, checksum: .zero)
    }
}
