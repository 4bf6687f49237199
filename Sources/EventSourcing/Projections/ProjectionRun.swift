import Foundation
import Synchronization

/// One run of one generation of a projection: from where it is until it was moved, paused, switched, or has caught up and is to
/// end then.
final class ProjectionRun<Store: ProjectionStore, Handler: Projection>: Sendable
where Handler.Transaction == Store.ProjectionTransaction {
    private let store: Store
    private let projection: Handler
    private let options: ProjectionOptions
    private let generation: ProjectionInformation
    private let previous: ProjectionGeneration
    private let state: Mutex<State>

    private struct State {
        var position: GlobalPosition
        var isCaughtUp = false
    }

    init(
        store: Store, projection: Handler, options: ProjectionOptions, generation: ProjectionInformation,
        previous: ProjectionGeneration
    ) {
        self.store = store
        self.projection = projection
        self.options = options
        self.generation = generation
        self.previous = previous
        state = Mutex(State(position: generation.globalPosition))
    }

    private var place: ProjectionPlace {
        var place = generation.place
        place.globalPosition = state.withLock { $0.position }
        return place
    }

    /// Returns whether there is nothing left to do. Throws ``EventStoreError/Code/projectionMoved`` when it has to look anew.
    func run() async throws -> Bool {
        try await prepare()
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await self.consume() }
            group.addTask { try await self.watch() }
            defer { group.cancelAll() }
            return try await group.next() ?? true
        }
    }

    // MARK: Events

    private func consume() async throws -> Bool {
        let options = SubscriptionOptions(
            start: .after(place.globalPosition), filter: projection.readFilter,
            pageSize: max(self.options.batchSize, 1000))
        for try await step in store.subscribe(options).steps {
            switch step {
            case .events(let page):
                var rest = page[...]
                while !rest.isEmpty {
                    try await apply(Array(rest.prefix(self.options.batchSize)))
                    rest = rest.dropFirst(self.options.batchSize)
                }
            case .caughtUp(let position):
                state.withLock { $0.isCaughtUp = true }
                if self.options.endsWhenCaughtUp {
                    try await passOver(to: position)
                    try await replayParked()
                    return generation.isInUse ? true : try await switchOver()
                }
            case .fellBehind:
                state.withLock { $0.isCaughtUp = false }
            }
        }
        // The store was shut down.
        return true
    }

    /// Handles events that have not been handled yet, and settles those that fail.
    private func apply(_ page: [RecordedEvent]) async throws {
        let position = place.globalPosition
        // Another client may be several batches ahead.
        let events = page.filter { $0.globalPosition > position }
        guard !events.isEmpty else { return }
        let failure: any Error
        do {
            return try await handle(events)
        } catch let error as EventStoreError where error.code == .projectionMoved {
            // Another client may have done some of them, or passed over positions that no event has.
            try await follow(error)
            return try await apply(events)
        } catch let error as HandlerFailure {
            failure = error.error
        }
        if events.count > 1 {
            for event in events { try await apply([event]) }
            return
        }
        try await settle(events[0], failure)
    }

    private func handle(_ events: [RecordedEvent]) async throws {
        var reached = place.globalPosition
        let status = try await batch { transaction, stop in
            let due = stop.map { stop in events.prefix { $0.globalPosition <= stop } } ?? events[...]
            if due.count < events.count, let stop {
                // Up to where it is to stop there is nothing else.
                var progress = ProjectionProgress(globalPosition: stop)
                if !due.isEmpty {
                    try await self.call(Array(due), transaction)
                    progress.eventsProcessed = due.count
                }
                reached = stop
                return progress
            }
            try await self.call(events, transaction)
            reached = events[events.count - 1].globalPosition
            return ProjectionProgress(handled: events)
        }
        state.withLock { [reached] in $0.position = reached }
        if status != generation.status { throw moved("it is \(status.rawValue)") }
    }

    /// Goes where the projection is now; throws when it was set back, or is another one.
    private func follow(_ error: EventStoreError) async throws {
        let before = place.globalPosition
        guard let now = try await current(), now.status == generation.status, now.globalPosition > before else {
            throw error
        }
        state.withLock { $0.position = now.globalPosition }
    }

    /// An event has failed by itself: it is tried again later, or what the policy says.
    private func settle(_ event: RecordedEvent, _ failure: any Error) async throws {
        let tried = generation.place.globalPosition == place.globalPosition ? generation.attempts : 0
        var attempts = tried
        var error = failure
        while true {
            let isLast = attempts + 1 >= options.maxAttempts
            attempts = try await store.noteProjectionFailure(
                at: place, position: event.globalPosition, error: String(describing: error),
                retryAfter: options.delay(afterAttempts: attempts + 1), stops: isLast && options.onFailure == .stop)
            // Another client has gone on.
            if attempts == 0 { throw moved("another client has gone on") }
            if attempts >= options.maxAttempts { break }
            try await Task.sleep(for: options.delay(afterAttempts: attempts))
            do {
                return try await handle([event])
            } catch let again as HandlerFailure {
                error = again.error
            }
        }
        if options.onFailure == .stop { throw moved("it has failed") }
        var progress = ProjectionProgress(globalPosition: event.globalPosition, lastEvent: event.id)
        if options.onFailure == .skip {
            progress.eventsSkipped = 1
        } else {
            progress.parked = [
                ParkedProjectionEvent(
                    globalPosition: event.globalPosition, error: String(describing: error), attempts: attempts)
            ]
        }
        _ = try await store.withProjectionBatch(at: place) { [progress] _, _ in progress }
        state.withLock { $0.position = event.globalPosition }
    }

    // MARK: The handler

    private func prepare() async throws {
        do {
            _ = try await batch { transaction, _ in
                try await self.limited {
                    try await self.projection.prepare(self.generation.generation, in: transaction)
                }
                return ProjectionProgress(globalPosition: self.generation.globalPosition)
            }
        } catch let failure as HandlerFailure {
            let attempts = generation.attempts + 1
            _ = try await store.noteProjectionFailure(
                at: place, position: place.globalPosition, error: String(describing: failure.error),
                retryAfter: options.delay(afterAttempts: attempts), stops: attempts >= options.maxAttempts)
            throw moved("it could not be prepared")
        }
    }

    private func call(_ events: [RecordedEvent], _ transaction: Handler.Transaction) async throws {
        try await limited {
            try await handling(events, by: "project \(self.projection.name)") {
                try await self.projection.handle(events, in: transaction, generation: self.generation.generation)
            }
        }
    }

    /// Runs a batch. What the server has against what the handler did, also at the commit, is the handler's failure.
    private func batch(
        _ body: (Handler.Transaction, GlobalPosition?) async throws -> ProjectionProgress
    ) async throws -> Checkpoint.Status {
        do {
            return try await store.withProjectionBatch(at: place, body)
        } catch let error as EventStoreError where error.code == .server {
            throw HandlerFailure(error: error)
        }
    }

    /// Runs what the application gave, for no longer than allowed.
    private func limited(_ body: @escaping @Sendable () async throws -> Void) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await body() }
                group.addTask { [options] in
                    try await Task.sleep(for: options.handlerTimeout)
                    throw EventStoreError(
                        .deadlineExceeded, "the handler has not ended within \(options.handlerTimeout)")
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            // A lost connection or a deadlock is no fault of the event's; too long a handler is.
            if let error = error as? EventStoreError, error.isRetryable, error.code != .deadlineExceeded { throw error }
            throw HandlerFailure(error: error)
        }
    }

    // MARK: Looking after it

    /// Looks from time to time whether the projection was moved or has something else to do.
    private func watch() async throws -> Bool {
        var idleSince = ContinuousClock.now
        while true {
            try await Task.sleep(for: options.pollInterval)
            let before = place.globalPosition
            guard let now = try await current() else { throw moved("its generation is none any more") }
            guard now.status == generation.status else { throw moved("it is \(now.status.rawValue)") }
            guard now.globalPosition >= before else { throw moved("it was set back") }
            if now.eventsParked > 0 { try await replayParked() }
            if place.globalPosition != before { idleSince = .now }
            guard state.withLock({ $0.isCaughtUp }) else { continue }
            if .now - idleSince >= options.idleCheckpointInterval {
                try await passOver(to: try await store.positions().safePosition)
                idleSince = .now
            }
            if !generation.isInUse, try await switchOver() { return false }
        }
    }

    private func current() async throws -> ProjectionInformation? {
        try await store.projections(named: projection.name, tenant: projection.tenant).first {
            $0.generation == generation.generation && $0.isInUse == generation.isInUse
        }
    }

    /// Saves that there is nothing to handle up to `position`, if that is so.
    private func passOver(to position: GlobalPosition) async throws {
        let from = place
        guard position > from.globalPosition else { return }
        let events = try await store.readAll(
            AllReadOptions(
                position: from.globalPosition, limit: 1, until: position, untilIsSafe: true,
                filter: projection.readFilter))
        guard events.isEmpty else { return }
        do {
            var reached = position
            _ = try await store.withProjectionBatch(at: from) { _, stop in
                reached = min(position, stop ?? position)
                return ProjectionProgress(globalPosition: reached)
            }
            state.withLock { [reached] in $0.position = max($0.position, reached) }
        } catch let error as EventStoreError where error.code == .projectionMoved {
            // Events have come meanwhile.
        }
    }

    private func replayParked() async throws {
        while try await store.withParkedProjectionEvent(
            at: place,
            { event, transaction in
                do {
                    try await self.call([event], transaction)
                } catch let failure as HandlerFailure {
                    throw failure.error
                }
            })
        {}
    }

    /// Puts a rebuilt generation in use. False when it is not near enough yet.
    private func switchOver() async throws -> Bool {
        let failure: any Error
        do {
            try await store.switchProjection(at: place, filter: projection.readFilter) { events, transaction in
                try await self.call(events, transaction)
            } activate: { transaction in
                try await self.limited { [projection, generation, previous] in
                    try await projection.activate(generation.generation, replacing: previous, in: transaction)
                    try await projection.discard(previous, in: transaction)
                }
            }
            return true
        } catch let error as EventStoreError where error.code == .projectionMoved {
            return false
        } catch let error as EventStoreError where error.code == .server {
            failure = error
        } catch let error as HandlerFailure {
            failure = error.error
        }
        let attempts = generation.attempts + 1
        _ = try await store.noteProjectionFailure(
            at: place, position: place.globalPosition, error: String(describing: failure),
            retryAfter: options.delay(afterAttempts: attempts), stops: attempts >= options.maxAttempts)
        throw moved("it could not be put in use")
    }

    private func moved(_ what: String) -> EventStoreError {
        EventStoreError(.projectionMoved, "projection \(projection.name): \(what)")
    }
}

/// What the application's own code threw.
struct HandlerFailure: Error {
    let error: any Error
}
