public import ServiceLifecycle
import Synchronization

/// Reads the log and handles its events, several streams at a time and each stream in order, at a pace that the handlers set.
///
///     var options = EventStreamReader.Options(.streaming)
///     options.checkpointName = "search-index"
///     let reader = try EventStreamReader(store: store, options: options) { event in try await index.add(event) }
///     try await reader.run()
///
/// Every event is handled at least once when it keeps a checkpoint: only that up to which **all** are done is saved, so what was
/// done beyond it comes again after a crash. One reader at a time may use a checkpoint; for work that is shared by several
/// processes see ``ConsumerGroupMember``, for effects that count exactly once ``ProjectionRunner``.
public final class EventStreamReader: Service {
    public typealias Handler = @Sendable (RecordedEvent) async throws -> Void

    struct State {
        var metrics = Metrics()
        var failures: [EventHandlingFailure] = []
        var started: ContinuousClock.Instant?
        var ended: ContinuousClock.Instant?
        /// Where the events of the run under way are.
        var lanes: ReaderLanes?
    }

    let store: any EventStore
    let scope: EventScope
    let options: Options
    let handler: Handler
    let state = Mutex(State())

    /// - Parameter handler: Called for one event after the other of a stream, and for several streams at once.
    ///
    /// Throws ``EventStoreError/Code/invalidArgument`` when an option is out of its range.
    public init(
        store: any EventStore, scope: EventScope = .all, options: Options, handler: @escaping Handler
    ) throws(EventStoreError) {
        try options.validate()
        self.store = store
        self.scope = scope
        self.options = options
        self.handler = handler
    }

    /// Reads to the end of its mode, or until cancellation or graceful shutdown; then it returns. Handlers under way are
    /// cancelled in both, and what they had comes again. It may be run again, but not twice at once.
    ///
    /// Throws ``EventHandlingFailure`` when an event was refused too often (``EventFailurePolicy/stop``), and errors of the store
    /// that no repetition mends, among them those of a checkpoint that belongs to another history. The checkpoint is saved
    /// all the same, as far as all was done.
    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.runOnce() }
        } catch is CancellationError where Task.isCancelled || Task.isShuttingDownGracefully {
        }
    }

    /// How the run fares, or the last one did.
    public var metrics: Metrics {
        state.withLock { state in
            var metrics = state.metrics
            if let lanes = state.lanes {
                metrics.position = lanes.prefix.position
                metrics.unfinished = lanes.unfinished
            }
            if let started = state.started { metrics.duration = (state.ended ?? .now) - started }
            return metrics
        }
    }

    /// The first of the events that were refused too often, up to ``Options/maxFailures``.
    public var failures: [EventHandlingFailure] { state.withLock { $0.failures } }

    /// How many positions there are between what is done and what is safe to read now. Positions have gaps, and those of events
    /// that the scope leaves out count until the next one that it does not.
    public func lag() async throws -> Int64 {
        let position = metrics.position
        return max(0, try await store.positions().safePosition.rawValue - position.rawValue)
    }

    private func runOnce() async throws {
        state.withLock { $0 = State(started: .now) }
        defer { state.withLock { $0.ended = .now } }
        var scope = scope
        var checkpoint: ReaderCheckpoint?
        if let name = options.checkpointName, options.mode != .replay {
            let saved = ReaderCheckpoint(
                store: store, name: name, tenant: options.checkpointTenant, retry: options.retry)
            scope.after = max(scope.after, try await saved.load() ?? .start)
            checkpoint = saved
        }
        let lanes = ReaderLanes(count: options.lanes, maxUnfinished: options.maxUnfinished, after: scope.after)
        state.withLock { $0.lanes = lanes }
        try await ReaderRun(reader: self, scope: scope, lanes: lanes, checkpoint: checkpoint).run()
    }
}
