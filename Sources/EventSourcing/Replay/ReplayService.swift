/// Hands events that are stored to handlers again, in the order of their positions, one at a time: to fill something new, to mend
/// what a faulty handler has left, to look for something.
///
///     var replay = ReplayService(store: store)
///     replay.on("OrderPlaced") { event in try await mail.sendConfirmation(event) }
///     let result = try await replay.run(EventScope(filter: EventFilter(from: yesterday)))
///
/// A replay ends at what was safe to read when it began, and keeps no checkpoint: a second run hands out the same events again.
/// For work that goes on with the log, see ``EventStreamReader`` and ``ProjectionRunner``.
public struct ReplayService: Sendable {
    public typealias Handler = @Sendable (RecordedEvent) async throws -> Void

    let store: any EventStore
    let options: ReplayOptions
    private var handlers: [EventType: Handler] = [:]
    private var otherHandler: Handler?

    /// Throws ``EventStoreError/Code/invalidArgument`` when an option is out of its range.
    public init(store: any EventStore, options: ReplayOptions = ReplayOptions()) throws(EventStoreError) {
        try options.validate()
        self.store = store
        self.options = options
    }

    /// Handles the events of a type. One handler a type: a second one takes the first one's place.
    public mutating func on(_ type: EventType, _ handler: @escaping Handler) {
        handlers[type] = handler
    }

    /// Handles the events whose type has no handler. Without one they are not even read.
    public mutating func onOthers(_ handler: @escaping Handler) {
        otherHandler = handler
    }

    /// Replays the events of a scope.
    ///
    /// An event whose handler throws is tried again with growing pauses; after the last attempt
    /// ``ReplayOptions/onFailure`` decides, and the result tells. A dry run counts what it would hand out; it may be made without
    /// any handler, and counts all events of the scope then.
    ///
    /// - Parameter progress: Is told how far it is, from the replay's task: at most once in ``ReplayOptions/progressInterval``, and
    ///   at the end, also when it throws.
    ///
    /// Throws errors of the store that no repetition mends, ``EventStoreError/Code/invalidArgument`` when there is no handler, and
    /// `CancellationError`; what was handled until then was told to `progress`.
    public func run(_ scope: EventScope = .all, progress: (@Sendable (ReplayProgress) -> Void)? = nil) async throws
        -> ReplayResult
    {
        guard options.isDryRun || hasHandlers else {
            throw EventStoreError(
                .invalidArgument, "the replay has no handler", hint: "Register one, or make it a dry run.")
        }
        var scope = scope
        scope.filter.eventTypes = types(scope.filter.eventTypes)
        let pages = try await ScopePages(scope, of: store, pageSize: options.pageSize, retry: options.readRetry)
        var run = ReplayRun(service: self, pages: pages, report: progress)
        if scope.filter.eventTypes == [] { return run.finished(pages.until) }
        return try await run.run()
    }

    private var hasHandlers: Bool { otherHandler != nil || !handlers.isEmpty }

    /// The types to read: those that were asked for and have a handler.
    private func types(_ asked: [EventType]?) -> [EventType]? {
        guard otherHandler == nil, hasHandlers else { return asked }
        let handled = handlers.keys.sorted { $0.rawValue < $1.rawValue }
        guard let asked else { return handled }
        return handled.filter(asked.contains)
    }

    func handler(of type: EventType) -> Handler? { handlers[type] ?? otherHandler }
}
