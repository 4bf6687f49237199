import Foundation
public import Logging
public import ServiceLifecycle

/// Runs a projection: hands its events to it in batches, as they are stored, each batch in one transaction with the checkpoint.
///
/// Run it in a `ServiceGroup`, or alone. As many runners as you like may run one projection, in one process or several: they take
/// turns, and another goes on when one is gone. A generation that is being rebuilt
/// (``ProjectionStore/beginProjectionRebuild(named:tenant:)``) is built beside the one in use and put in its place when it has come
/// as far.
///
///     let runner = try ProjectionRunner(store: store, projection: OrderTotals())
///     try await runner.run()
///
/// A failing event is tried again with growing pauses; after ``ProjectionOptions/maxAttempts`` the policy decides. What went wrong
/// shows in ``ProjectionInformation``. When the database is away it tries again.
public final class ProjectionRunner<Store: ProjectionStore, Handler: Projection>: Service
where Handler.Transaction == Store.ProjectionTransaction {
    let store: Store
    let projection: Handler
    let options: ProjectionOptions
    let logger: Logger

    /// Throws ``EventStoreError/Code/invalidArgument`` when an option is out of its range.
    public init(
        store: Store, projection: Handler, options: ProjectionOptions = ProjectionOptions(),
        logger: Logger = Logger(label: "projection") { _ in SwiftLogNoOpLogHandler() }
    ) throws(EventStoreError) {
        try options.validate()
        self.store = store
        self.projection = projection
        self.options = options
        self.logger = logger
    }

    /// Runs until graceful shutdown or cancellation; then it returns. A batch under way is rolled back, to be done again. Throws
    /// errors of the store that no repetition mends, among them ``EventStoreError/Code/projectionNotFound`` when the projection was
    /// dropped.
    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await self.repeating { try await self.create() }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.run(inUse: true) }
                    group.addTask { try await self.run(inUse: false) }
                    defer { group.cancelAll() }
                    while try await group.next() != nil {}
                }
            }
        } catch is CancellationError {
        }
    }

    private func create() async throws -> Bool {
        try await store.createProjection(
            named: projection.name, filter: projection.readFilter, startingAfter: options.startAfter,
            tenant: projection.tenant)
        return true
    }

    /// Runs one generation after the other: those in use, or those that are being built.
    private func run(inUse: Bool) async throws {
        try await repeating { try await self.runGeneration(inUse: inUse) }
    }

    /// Repeats `body` until it returns true, with growing pauses while the database is away.
    private func repeating(_ body: () async throws -> Bool) async throws {
        var pause = Duration.milliseconds(100)
        while true {
            do {
                if try await body() { return }
                pause = .milliseconds(100)
            } catch let error as EventStoreError where error.isRetryable {
                logger.info("a projection tries again after an error", metadata: ["event_store.error": "\(error)"])
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
            try Task.checkCancellation()
        }
    }

    /// Runs the generation that is there, as long as it is; returns whether nothing is left to do.
    private func runGeneration(inUse: Bool) async throws -> Bool {
        let generations = try await generations()
        guard let current = generations.first(where: \.isInUse) else {
            throw EventStoreError(
                .projectionNotFound, "there is no projection \(projection.name) any more",
                hint:
                    "It was dropped while it ran. What it has built is still there: remove it before you start it again."
            )
        }
        guard current.kind == .client else {
            throw EventStoreError(
                .projectionMoved, "a function of the database handles the events of projection \(projection.name)",
                hint: "Drop it first, or take another name.")
        }
        guard let generation = generations.first(where: { $0.isInUse == inUse }),
            generation.status == .running || generation.status == .rebuilding
        else {
            if options.endsWhenCaughtUp { return true }
            try await Task.sleep(for: options.pollInterval)
            return false
        }
        if let wait = generation.availableAt?.timeIntervalSinceNow, wait > 0 {
            try await Task.sleep(for: min(.seconds(wait), options.pollInterval))
            return false
        }
        let run = ProjectionRun(
            store: store, projection: projection, options: options, generation: generation,
            previous: current.generation)
        do {
            return try await run.run()
        } catch let error as EventStoreError where Self.isOfOtherHistory(error) {
            // For those who look at it; resetting it is theirs.
            _ = try await store.noteProjectionFailure(
                at: generation.place, position: generation.globalPosition, error: error.description, retryAfter: .zero,
                stops: true)
            logger.error("a projection has failed", metadata: ["event_store.error": "\(error)"])
        } catch let error as EventStoreError where error.code == .projectionMoved {
            logger.debug("a projection looks where it is", metadata: ["event_store.error": "\(error)"])
            // Unless it ends, this leaves others the time to do what they have begun.
            try await Task.sleep(for: min(options.pollInterval, .milliseconds(100)))
        }
        return false
    }

    func generations() async throws -> [ProjectionInformation] {
        try await store.projections(named: projection.name, tenant: projection.tenant)
    }

    private static func isOfOtherHistory(_ error: EventStoreError) -> Bool {
        error.code == .checkpointOfOtherHistory || error.code == .checkpointBeyondHead
    }
}
