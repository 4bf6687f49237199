import EventSourcing

// Appends whose payloads are stored in another form. When an event id is taken, what is stored is looked at, so the refusal must
// not have ended the transaction by then.
extension PostgresTransaction {
    /// One append, whose refusal is returned, not raised, so that it costs no savepoint.
    func appendTransformed(_ append: StreamAppend) async throws -> AppendResult {
        try await refusing([append]) { appends in
            let outcomes = try await sender.call(AppendCall.Batch(appends), allOrNothing: false, querying)
            if case .failure(let error) = outcomes[0], error.code != .eventIDConflict { return try await all(appends) }
            return [try outcomes[0].get()]
        }[0]
    }

    /// Several, all or nothing: nothing stays of those before one that is refused.
    func appendTransformed(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        try await refusing(appends) { appends in
            try await savepoint("SAVEPOINT")
            do {
                let results = try await all(appends)
                try await savepoint("RELEASE SAVEPOINT")
                return results
            } catch let error as EventStoreError where error.code == .eventIDConflict {
                try await savepoint("ROLLBACK TO SAVEPOINT")
                throw error
            }
        }
    }

    /// A conflict that stays one is raised at last: it ends the transaction, as it does without transforms.
    private func refusing(
        _ appends: [StreamAppend], _ body: ([StreamAppend]) async throws -> [AppendResult]
    ) async throws -> [AppendResult] {
        let payloads = sender.pool.configuration.payloads
        do {
            return try await payloads.appending(appends, stored: storedEvents, body)
        } catch let error as EventStoreError where error.code == .eventIDConflict {
            return try await all(try await payloads.stored(appends))
        }
    }

    private func savepoint(_ command: String) async throws {
        _ = try await connection.execute("\(command) event_store_append")
    }

    private func storedEvents(of append: StreamAppend) async throws -> [RecordedEvent] {
        try await sender.storedEvents(of: append, querying)
    }
}
