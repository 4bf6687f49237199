import EventSourcing

extension PostgresPool {
    /// Calls a function of the contract on a shared connection, and tells the observer.
    func call(_ statement: Statement, _ parameters: PostgresParameters = PostgresParameters()) async throws
        -> PostgresResult
    {
        guard let observer = configuration.observer else { return try await query(statement, parameters) }
        return try await observer.observing(statement) { try await query(statement, parameters) }
    }

    /// The same on a connection of its own, for what changes something, and may wait for others.
    func callAlone(_ statement: Statement, _ parameters: PostgresParameters) async throws -> PostgresResult {
        func send() async throws -> PostgresResult {
            try await withExclusive { try await $0.query(statement, parameters) }
        }
        guard let observer = configuration.observer else { return try await send() }
        return try await observer.observing(statement, send)
    }
}

extension EventStoreObserver {
    /// Runs the call of a function and tells how it ended.
    func observing<Value>(_ statement: Statement, _ body: () async throws -> Value) async throws -> Value {
        try await timing(body) {
            didCall(CallObservation(function: statement.name, duration: $1, outcome: $0))
        }
    }

    /// Runs an append and tells how it ended.
    func observing<Value>(_ appends: [StreamAppend], _ body: () async throws -> Value) async throws -> Value {
        try await timing(body) {
            didAppend(
                AppendObservation(
                    streams: appends.map(\.stream), events: appends.reduce(0) { $0 + $1.events.count }, duration: $1,
                    outcome: $0))
        }
    }

    private func timing<Value>(
        _ body: () async throws -> Value, tell: (CallOutcome, Duration) -> Void
    ) async throws -> Value {
        let begun = MonotonicTime.now
        do {
            let value = try await body()
            tell(.success, .now - begun)
            return value
        } catch {
            tell(CallOutcome(error), .now - begun)
            throw error
        }
    }

    /// Runs an append of streams each on its own, and tells of each how it ended.
    func observingEach(
        _ appends: [StreamAppend], _ body: () async throws -> [Result<AppendResult, EventStoreError>]
    ) async throws -> [Result<AppendResult, EventStoreError>] {
        let begun = MonotonicTime.now
        func tell(_ outcomes: some Sequence<CallOutcome>) {
            let duration = MonotonicTime.now - begun
            for (append, outcome) in zip(appends, outcomes) {
                didAppend(
                    AppendObservation(
                        streams: [append.stream], events: append.events.count, duration: duration, outcome: outcome))
            }
        }
        do {
            let results = try await body()
            tell(
                results.map { result in
                    if case .failure(let error) = result { .failure(error) } else { .success }
                })
            return results
        } catch {
            tell(repeatElement(CallOutcome(error), count: appends.count))
            throw error
        }
    }
}

extension CallOutcome {
    /// The outcome of a call that threw.
    init(_ error: any Error) {
        switch EventStoreError.translating(error) {
        case let error as EventStoreError: self = .failure(error)
        case is CancellationError: self = .cancelled
        case let error: self = .failure(EventStoreError(.server, "an unexpected error", underlying: error))
        }
    }
}
