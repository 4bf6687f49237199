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
        if let gatherer { return try await gatherer.append(append) }
        return try await sender.alone(append)
    }

    func append(_ appends: [StreamAppend]) async throws -> [AppendResult] {
        guard !appends.isEmpty else { return [] }
        for append in appends { try Self.check(append) }
        return try await sender.all(AppendCall.Batch(appends))
    }

    func appendEach(_ appends: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>] {
        guard !appends.isEmpty else { return [] }
        for append in appends { try Self.check(append) }
        return try await sender.each(AppendCall.Batch(appends))
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
