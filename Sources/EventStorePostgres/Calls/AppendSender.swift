import EventSourcing
import Logging

/// Sends appends and repeats what a lost connection left in doubt.
struct AppendSender: Sendable {
    let pool: PostgresPool
    let functions: SQLFunctions
    let retries: Int
    let logger: Logger

    typealias Query = @Sendable (Statement, PostgresParameters) async throws -> PostgresResult

    /// One append that travels alone.
    func alone(_ append: StreamAppend) async throws -> AppendResult {
        try await repeating { try await one(append, querying) }
    }

    /// One append that is in flight for those that gather behind it.
    func first(_ append: StreamAppend) async throws -> AppendResult {
        pool.configuration.observer?.didGather(appends: 1, events: append.events.count)
        return try await alone(append)
    }

    /// Sends on a connection of its own, because an append may have to wait for its streams, and on a shared connection
    /// everybody's calls would wait behind it. When all connections are lent it waits for one, for the acquire timeout.
    private var querying: Query {
        { [pool] statement, parameters in
            try await pool.withExclusive { try await $0.query(statement, parameters) }
        }
    }

    /// One append by whatever sends `query`; not repeated.
    func one(_ append: StreamAppend, _ query: Query) async throws -> AppendResult {
        do {
            if let parameters = AppendCall.singleParameters(append) {
                return try AppendCall.singleResult(
                    try await query(functions.appendEvent, parameters), stream: append.stream)
            }
            let parameters = AppendCall.parameters(AppendCall.Batch([append]), allOrNothing: true)
            let result = try await query(functions.appendStreams, parameters)
            return try AppendCall.outcomes(result, streams: [append.stream])[0].get()
        } catch var error as PostgresError where error.sqlState == "22P02" {
            // The server read the parameters of append_event before the function could name the event.
            error.message = "the data or the metadata of the event is not JSON: \(error.message)"
            error.hint = "Mend the event and append again; nothing was stored. Other bytes need a content type."
            throw EventStoreError.translating(error, stream: append.stream)
        } catch {
            throw EventStoreError.translating(error, stream: append.stream)
        }
    }

    /// Several appends to different streams that happen to be made at the same time. When they fail together, for what
    /// concerns one of them (it is malformed, or its stream is held by somebody's transaction), each is sent again by
    /// itself, so that it harms no other. Too many for the store's limit, they travel in halves.
    func together(_ appends: [StreamAppend]) async -> [Result<AppendResult, any Error>] {
        if let observer = pool.configuration.observer {
            observer.didGather(appends: appends.count, events: appends.reduce(0) { $0 + $1.events.count })
        }
        do {
            let outcomes = try await each(AppendCall.Batch(appends))
            return outcomes.map { $0.mapError { $0 as any Error } }
        } catch let error as EventStoreError where error.code == .batchTooLarge && appends.count > 1 {
            return await together(Array(appends[..<(appends.count / 2)]))
                + together(Array(appends[(appends.count / 2)...]))
        } catch let error as EventStoreError
            where !error.isOutcomeUnknown && (!error.isRetryable || error.code == .contention) && error.code != .closed
        {
            return await withTaskGroup(of: (Int, Result<AppendResult, any Error>).self) { group in
                for (index, append) in appends.enumerated() {
                    group.addTask {
                        do {
                            return (index, .success(try await alone(append)))
                        } catch {
                            return (index, .failure(error))
                        }
                    }
                }
                var outcomes = [Result<AppendResult, any Error>](repeating: .failure(error), count: appends.count)
                for await (index, outcome) in group { outcomes[index] = outcome }
                return outcomes
            }
        } catch {
            return appends.map { _ in .failure(error) }
        }
    }

    /// All or nothing.
    func all(_ batch: AppendCall.Batch) async throws -> [AppendResult] {
        try await repeating { try await call(batch, allOrNothing: true, querying) }
            .map { try $0.get() }
    }

    /// Each stream on its own.
    func each(_ batch: AppendCall.Batch) async throws -> [Result<AppendResult, EventStoreError>] {
        try await repeating { try await call(batch, allOrNothing: false, querying) }
    }

    /// One call of `append_streams` by whatever sends `query`; not repeated.
    func call(_ batch: AppendCall.Batch, allOrNothing: Bool, _ query: Query) async throws
        -> [Result<AppendResult, EventStoreError>]
    {
        do {
            let parameters = AppendCall.parameters(batch, allOrNothing: allOrNothing)
            return try AppendCall.outcomes(
                try await query(functions.appendStreams, parameters), streams: batch.streams.map(\.name))
        } catch {
            throw EventStoreError.translating(error)
        }
    }

    /// The events that are stored under the ids of an append, as they are stored, by whatever sends `query`. SQL: `read_event`,
    /// `read_stream`.
    func storedEvents(of append: StreamAppend, _ query: Query) async throws -> [RecordedEvent] {
        do {
            return try await PayloadPipeline.storedEvents(of: append) { id in
                let parameters = ReadCall.event(id, append.stream.tenant)
                return try RecordedEventDecoder.storedEvents(try await query(functions.readEvent, parameters)).first
            } stream: { options in
                let parameters = ReadCall.stream(append.stream, options)
                return try RecordedEventDecoder.storedEvents(try await query(functions.readStream, parameters))
            }
        } catch {
            throw EventStoreError.translating(error, stream: append.stream)
        }
    }

    /// Repeats an append whose connection was lost. That is safe whatever became of the first try: an append is idempotent
    /// by its event ids.
    private func repeating<Value>(_ body: () async throws -> Value) async throws -> Value {
        var backoff = Backoff()
        var attempt = 0
        var isInDoubt = false
        while true {
            do {
                return try await body()
            } catch var error as EventStoreError {
                // An earlier try may have taken effect, unless the store has said that the events are not there.
                if error.code != .wrongExpectedVersion, error.code != .eventIDConflict {
                    isInDoubt = isInDoubt || error.isOutcomeUnknown
                    error.isOutcomeUnknown = isInDoubt
                }
                guard error.code == .connectionLost && attempt < retries else { throw error }
                attempt += 1
                pool.configuration.observer?.didRetry(RetryObservation(cause: .connectionLost, attempts: attempt))
                logger.info(
                    "repeating an append after its connection was lost",
                    metadata: ["event_store.attempt": "\(attempt)", "event_store.error": "\(error.code)"])
                try await Task.sleep(for: backoff.next())
            }
        }
    }
}
