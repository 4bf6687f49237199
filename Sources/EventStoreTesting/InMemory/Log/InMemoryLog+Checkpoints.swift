import EventSourcing
import Foundation

extension InMemoryLog {
    func checkpoint(_ key: CheckpointKey) throws -> Checkpoint? {
        guard let found = checkpoints[key] else { return nil }
        try check(found.name, found.globalPosition.rawValue, found.lastEventID, found.epoch)
        return found
    }

    mutating func save(_ update: CheckpointUpdate, at now: StoredTime) throws -> Checkpoint {
        let position = update.globalPosition.rawValue
        guard NameCheck.problem(update.name, mayBeEmpty: false) == nil,
            NameCheck.problem(update.tenant.rawValue, mayBeEmpty: true) == nil, position >= 0,
            update.eventsProcessed >= 0
        else {
            throw EventStoreError(
                .invalidArgument, "not a checkpoint",
                hint:
                    "A name of 1 to 255 bytes without control characters, a tenant likewise or empty, and a position and a "
                    + "count of at least 0.")
        }
        if let id = update.lastEventID, let found = entry(withID: id)?.position, isElsewhere(found, position) {
            throw EventStoreError(
                .invalidArgument, "the last event of checkpoint \(update.name) is not the one at its position",
                hint: "Leave lastEventID out unless the position saved is the position of that event.")
        }
        try check(update.name, position, update.lastEventID, update.epoch ?? epoch)
        let key = CheckpointKey(update.name, update.tenant)
        let before = checkpoints[key]
        if let before, !update.allowsBackwards {
            try check(before.name, 0, nil, before.epoch)
            guard before.globalPosition <= update.globalPosition else {
                throw EventStoreError(
                    .checkpointBackwards,
                    "checkpoint \(update.name) is at position \(before.globalPosition) and would go back to \(position)",
                    hint: "Another reader may be running under this name. To set it back on purpose allow it.")
            }
        }
        var saved = Checkpoint(
            name: update.name, tenant: update.tenant, globalPosition: update.globalPosition,
            lastEventID: update.lastEventID, eventsProcessed: update.eventsProcessed, status: update.status,
            error: update.error, epoch: epoch, updatedAt: now.date)
        if let before, before.globalPosition <= update.globalPosition {
            let isSame = before.globalPosition == update.globalPosition
            saved.eventsProcessed = before.eventsProcessed + (isSame ? 0 : update.eventsProcessed)
            if isSame { saved.lastEventID = update.lastEventID ?? before.lastEventID }
        }
        checkpoints[key] = saved
        return saved
    }

    /// Whether an event at `found` cannot be the last of a checkpoint at `position`. The id of an event that was removed may
    /// have been used again since, at a higher position.
    private func isElsewhere(_ found: Int64, _ position: Int64) -> Bool {
        found < position || (found > position && (removedUntil < position || entry(at: position) != nil))
    }

    /// Refuses what does not belong to this history.
    func check(_ name: String, _ position: Int64, _ lastEventID: UUID?, _ epoch: UUID) throws {
        guard epoch == self.epoch else {
            throw EventStoreError(
                .checkpointOfOtherHistory, "checkpoint \(name) belongs to another history of the store",
                hint: "The store was replaced: rebuild the projection.")
        }
        guard position <= head else {
            throw EventStoreError(
                .checkpointBeyondHead, "checkpoint \(name) is at position \(position), beyond the head \(head)",
                hint: "The store has lost events that the projection has seen: rebuild the projection.")
        }
        guard let lastEventID else { return }
        let isWrong =
            if let found = entry(withID: lastEventID)?.position {
                isElsewhere(found, position)
            } else {
                removedUntil < position || entry(at: position) != nil
            }
        if isWrong {
            throw EventStoreError(
                .checkpointOfOtherHistory, "the last event of checkpoint \(name) is not stored at its position",
                hint: "The store holds another history: rebuild the projection.")
        }
    }
}
