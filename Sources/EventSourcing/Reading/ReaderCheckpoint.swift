import Foundation
import Synchronization

/// The checkpoint of a reader. Saved by one task at a time.
final class ReaderCheckpoint: Sendable {
    private struct State {
        var epoch: UUID?
        var position: GlobalPosition?
        var count: Int64 = 0
    }

    private let store: any EventStore
    private let name: String
    private let tenant: Tenant
    private let retry: RetryPolicy
    private let state = Mutex(State())

    init(store: any EventStore, name: String, tenant: Tenant, retry: RetryPolicy) {
        self.store = store
        self.name = name
        self.tenant = tenant
        self.retry = retry
    }

    /// The position that is saved; nil: none is yet.
    func load() async throws -> GlobalPosition? {
        let checkpoint = try await retrying(retry) { [self] in
            try await store.checkpoint(named: name, tenant: tenant)
        }
        state.withLock { state in
            state.epoch = checkpoint?.epoch
            state.position = checkpoint?.globalPosition
        }
        return checkpoint?.globalPosition
    }

    /// Saves how far all is done, unless that is saved already. Returns the position when it was saved now.
    func save(_ prefix: FinishedPrefix) async throws -> GlobalPosition? {
        let update: CheckpointUpdate? = state.withLock { state in
            guard prefix.position > state.position ?? .start else { return nil }
            return CheckpointUpdate(
                name: name, tenant: tenant, globalPosition: prefix.position, lastEventID: prefix.eventID,
                eventsProcessed: prefix.count - state.count, epoch: state.epoch)
        }
        guard let update else { return nil }
        let saved = try await retrying(retry) { [store] in try await store.saveCheckpoint(update) }
        state.withLock { state in
            state = State(epoch: saved.epoch, position: update.globalPosition, count: prefix.count)
        }
        return update.globalPosition
    }
}
