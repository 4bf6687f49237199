import EventSourcing

/// Takes appends: checks what can be told without the database, and sends them alone, together, or each on its own.
struct Appender: Sendable {
    let sender: AppendSender
    /// Nil: group commit is off.
    private let gatherer: AppendGatherer?

    init(sender: AppendSender, options: PostgresConfiguration.Append) {
        self.sender = sender
        gatherer =
            options.groupCommit
            ? AppendGatherer(limits: options) { appends in
                guard appends.count == 1 else { return await sender.together(appends) }
                do {
                    return [.success(try await sender.first(appends[0]))]
                } catch {
                    return [.failure(error)]
                }
            } : nil
    }

    func append(_ append: StreamAppend) async throws -> AppendResult {
        try Self.check(append)
        if payloads.isEmpty { return try await send(append) }
        return try await payloads.appending([append], stored: storedEvents) { try await send($0[0]) }
    }

    private func send(_ append: StreamAppend) async throws -> AppendResult {
        if let gatherer { return try await gatherer.append(append) }
        return try await sender.alone(append)
    }

    func append(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        guard !appends.isEmpty else { return [] }
        for append in appends { try Self.check(append) }
        return try await payloads.appending(appends, stored: storedEvents) {
            try await sender.all(AppendCall.Batch($0))
        }
    }

    func appendEach(_ appends: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>] {
        guard !appends.isEmpty else { return [] }
        for append in appends { try Self.check(append) }
        return try await payloads.appendingEach(appends, stored: storedEvents) {
            try await sender.each(AppendCall.Batch($0))
        }
    }

    func appendInterleaved(_ events: [(stream: StreamName, event: NewEvent)]) async throws -> [AppendResult] {
        if payloads.isEmpty { return try await sender.all(AppendCall.Batch(interleaved: events)) }
        var appends: [StreamAppend] = []
        var indices: [StreamName: Int] = [:]
        var places: [(append: Int, event: Int)] = []
        for (stream, event) in events {
            let index = indices[stream] ?? appends.count
            if index == appends.count {
                indices[stream] = index
                appends.append(StreamAppend([], to: stream, expectedVersion: .any))
            }
            places.append((index, appends[index].events.count))
            appends[index].events.append(event)
        }
        return try await payloads.appending(appends, stored: storedEvents) { appends in
            let stored = places.map { (appends[$0.append].stream, appends[$0.append].events[$0.event]) }
            return try await sender.all(AppendCall.Batch(interleaved: stored))
        }
    }

    private var payloads: PayloadPipeline { sender.pool.configuration.payloads }

    private func storedEvents(of append: StreamAppend) async throws -> [RecordedEvent] {
        try await sender.storedEvents(of: append) { try await sender.pool.call($0, $1) }
    }

    static func check(_ append: StreamAppend) throws {
        if append.events.isEmpty {
            throw EventStoreError(
                .invalidArgument, "an append needs at least one event", hint: "Append one event or more.",
                stream: append.stream)
        }
        try check(append.expectedVersion, of: append.stream)
    }

    /// A negative version would be one of the numbers that mean something else.
    static func check(_ expectedVersion: ExpectedVersion, of stream: StreamName) throws {
        if case .exactly(let version) = expectedVersion, version < 0 {
            throw EventStoreError(
                .invalidArgument, "the expected version \(version) is negative",
                hint: "Versions begin at 1; 0 stands for no stream.", stream: stream)
        }
    }
}
