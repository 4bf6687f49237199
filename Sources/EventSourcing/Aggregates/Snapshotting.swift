import Foundation
import Synchronization

/// The snapshots of a repository: finds them, and takes them beside its work.
final class Snapshotting<State: Aggregate>: Sendable {
    let store: any SnapshotStore
    let strategy: SnapshotStrategy
    let keeping: Int
    private let observer: (any EventStoreObserver)?
    private let stateType: String
    private let schemaVersion: Int32
    private let encode: @Sendable (State) throws -> EventPayload
    private let decode: @Sendable (EventPayload) throws -> State
    private let cost = Mutex(ReplayCost())
    private let tasks = BackgroundTasks(limit: 4)

    init(
        store: any SnapshotStore, strategy: SnapshotStrategy, keeping: Int, coder: EventCoder,
        observer: (any EventStoreObserver)?
    ) where State: SnapshottableAggregate {
        self.store = store
        self.strategy = strategy
        self.keeping = keeping
        self.observer = observer
        stateType = State.snapshotType
        schemaVersion = State.snapshotSchemaVersion
        encode = { .json(try coder.encoder.encode($0)) }
        decode = { try coder.decoder.decode(State.self, from: $0.data) }
    }

    private func tell(_ stream: StreamName, _ outcome: SnapshotObservation.Outcome) {
        observer?.didUseSnapshot(SnapshotObservation(stream: stream, stateType: stateType, outcome: outcome))
    }

    /// The newest one that can be used. Nothing that is wrong with it is thrown but a cancellation.
    func latest(_ stream: StreamName, atOrBelow version: StreamVersion?) async throws -> LoadedAggregate<State>? {
        guard strategy != .never else { return nil }
        do {
            guard
                let snapshot = try await store.latestSnapshot(
                    of: stream, stateType: stateType, schemaVersion: schemaVersion, atOrBelow: version)
            else {
                tell(stream, .missing)
                return nil
            }
            guard snapshot.encoding == nil else {
                throw EventStoreError(.unsupported, "the snapshot is compressed, and nobody unpacks it")
            }
            let state = try decode(snapshot.payload)
            tell(stream, .used(snapshot.version))
            return LoadedAggregate(
                stream: stream, state: state, version: snapshot.version, lastEventID: snapshot.eventID,
                snapshotVersion: snapshot.version, eventsReplayed: 0, oldest: snapshot.createdAt)
        } catch let error as CancellationError {
            throw error
        } catch {
            tell(stream, .unusable(error))
            return nil
        }
    }

    func measured(_ duration: Duration, events: Int) {
        cost.withLock { $0.measure(duration, events: events) }
    }

    /// Begins to take a snapshot of what `replayed` gives if it is time and not too many are being taken. Returns at once.
    func takeIfDue(
        _ loaded: LoadedAggregate<State>, replayed: @escaping @Sendable () async throws -> LoadedAggregate<State>
    ) {
        let now = Date()
        let since = loaded.version.rawValue - (loaded.snapshotVersion?.rawValue ?? 0)
        let situation = SnapshotSituation(
            eventsSinceSnapshot: Int(clamping: since), oldest: loaded.oldest ?? now, now: now,
            costPerEvent: cost.withLock { $0.perEvent })
        guard strategy.isDue(situation) else { return }
        let begun = tasks.begin(loaded.stream) { [self] in
            do {
                try await save(try await replayed())
            } catch {
                tell(loaded.stream, .failed(error))
            }
        }
        if !begun { tell(loaded.stream, .postponed) }
    }

    @discardableResult
    func save(_ loaded: LoadedAggregate<State>) async throws -> Snapshot {
        guard let eventID = loaded.lastEventID else { throw AggregateError.nothingToSnapshot(loaded.stream) }
        guard loaded.eventsPassedOver == 0 else {
            throw AggregateError.incompleteState(loaded.stream, eventsPassedOver: loaded.eventsPassedOver)
        }
        let snapshot = Snapshot(
            stream: loaded.stream, version: loaded.version, eventID: eventID, stateType: stateType,
            schemaVersion: schemaVersion, payload: try encode(loaded.state))
        try await store.saveSnapshot(snapshot, keeping: keeping)
        tell(loaded.stream, .saved(snapshot.version))
        return snapshot
    }

    /// Waits until no snapshot is being taken.
    func finish() async { await tasks.finish() }
}
