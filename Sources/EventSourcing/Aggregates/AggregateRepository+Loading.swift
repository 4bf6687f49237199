extension AggregateRepository {
    /// The aggregate as it is now, or was at `version`: from the newest snapshot that fits and the events after it. One without
    /// events has the state of `init()` and version ``StreamVersion/absent``.
    ///
    /// Throws ``EventStoreError``, among them ``EventStoreError/Code/streamDeleted``, and ``EventDecodingError``.
    public func load(_ id: String, tenant: Tenant = .none, upTo version: StreamVersion? = nil) async throws
        -> LoadedAggregate<State>
    {
        try await load(stream(id, tenant: tenant), upTo: version)
    }

    func load(_ stream: StreamName, upTo end: StreamVersion? = nil, usingSnapshots: Bool = true) async throws
        -> LoadedAggregate<State>
    {
        var loaded = LoadedAggregate(stream: stream, state: State(), version: .absent, eventsReplayed: 0)
        if usingSnapshots, let found = try await snapshotting?.latest(stream, atOrBelow: end) {
            loaded = found
        }
        let started = ContinuousClock.now
        guard try await replay(&loaded, upTo: end) else {
            return try await load(stream, upTo: end, usingSnapshots: false)
        }
        if loaded.version == .absent, end == nil {
            // Either there is no stream, or all of its events are truncated: then the next one is not its first.
            let version = try await store.version(of: stream)
            if version > .absent {
                _ = try await replay(&loaded, upTo: nil)
                if loaded.version == .absent { loaded.version = version }
            }
        }
        snapshotting?.measured(ContinuousClock.now - started, events: loaded.eventsReplayed)
        return loaded
    }

    /// Applies the events after `loaded.version`. False when the first of them is not the next one: what the snapshot was
    /// built upon is not followed by what can be read.
    private func replay(_ loaded: inout LoadedAggregate<State>, upTo end: StreamVersion?) async throws -> Bool {
        while end.map({ loaded.version < $0 }) ?? true {
            let limit = min(options.pageSize, Int(clamping: (end?.rawValue ?? .max) - loaded.version.rawValue))
            let next = StreamVersion(rawValue: loaded.version.rawValue + 1)
            let recorded = try await store.readStream(
                loaded.stream, StreamReadOptions(fromVersion: next, limit: limit))
            guard let first = recorded.first, let last = recorded.last else { return true }
            if loaded.snapshotVersion != nil, first.version != next { return false }
            if let end, last.version > end {
                // A stream whose beginning is truncated may begin after the version that was asked for.
                let wanted = Array(recorded.prefix { $0.version <= end })
                if !wanted.isEmpty { try await apply(wanted, to: &loaded) }
                return true
            }
            try await apply(recorded, to: &loaded)
            if recorded.count < limit { return true }
        }
        return true
    }

    private func apply(_ recorded: [RecordedEvent], to loaded: inout LoadedAggregate<State>) async throws {
        let decoded = try await events.decode(recorded, options.decoding)
        for event in decoded.events { loaded.state.apply(event.event) }
        loaded.eventsPassedOver += decoded.passedOver
        loaded.eventsReplayed += recorded.count
        loaded.version = recorded[recorded.count - 1].version
        loaded.lastEventID = recorded[recorded.count - 1].id
        loaded.oldest = loaded.oldest ?? recorded[0].recordedAt
    }
}
