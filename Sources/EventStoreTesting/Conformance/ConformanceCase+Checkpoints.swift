import EventSourcing
import Foundation

extension ConformanceCase {
    static let checkpoints: [ConformanceCase] = [
        ConformanceCase("a checkpoint is given back as it was saved, by name and tenant") { store in
            let position = try await store.fill(StreamName("s", "1"), 3).lastPosition
            let last = try await store.everything(count: 3)[2].id
            try requireEqual(try await store.checkpoint(named: "p", tenant: .none), nil, "before it is saved")
            let saved = try await store.saveCheckpoint(
                CheckpointUpdate(
                    name: "p", tenant: "t", globalPosition: position, lastEventID: last, eventsProcessed: 3,
                    status: .failed, error: "broken"))
            try requireEqual(saved.globalPosition, position, "the position")
            try requireEqual(saved.lastEventID, last, "the last event")
            try requireEqual(saved.eventsProcessed, 3, "the count")
            try requireEqual(saved.status, .failed, "the status")
            try requireEqual(saved.error, "broken", "the error")
            try requireEqual(try await store.checkpoint(named: "p", tenant: "t"), saved, "loaded")
            try requireEqual(try await store.checkpoint(named: "p", tenant: .none), nil, "of another tenant")
            for status in Checkpoint.Status.allCases {
                let again = try await store.saveCheckpoint(
                    CheckpointUpdate(name: "p", tenant: "t", globalPosition: position, status: status))
                try requireEqual(again.status, status, "the status")
                try requireEqual(again.error, nil, "the error")
            }
        },
        ConformanceCase("a count is added when a checkpoint goes forward, and once for one position") { store in
            try await store.fill(StreamName("s", "1"), 5)
            let events = try await store.everything(count: 5)
            func save(_ index: Int, _ count: Int64, id: UUID? = nil, backwards: Bool = false) async throws -> Checkpoint
            {
                try await store.saveCheckpoint(
                    CheckpointUpdate(
                        name: "p", globalPosition: events[index].globalPosition, lastEventID: id,
                        eventsProcessed: count,
                        allowsBackwards: backwards))
            }
            try requireEqual(try await save(1, 2, id: events[1].id).eventsProcessed, 2, "the first")
            let same = try await save(1, 2)
            try requireEqual(same.eventsProcessed, 2, "the same position again")
            try requireEqual(same.lastEventID, events[1].id, "the last event stays")
            let further = try await save(3, 2)
            try requireEqual(further.eventsProcessed, 4, "further")
            try requireEqual(further.lastEventID, nil, "the last event is not told")
            try requireEqual(try await save(0, 1, backwards: true).eventsProcessed, 1, "set back")
        },
        ConformanceCase("a checkpoint does not go backwards unless it is told to") { store in
            try await store.fill(StreamName("s", "1"), 3)
            let events = try await store.everything(count: 3)
            try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: events[2].globalPosition))
            try await requireError(.checkpointBackwards, "backwards") {
                try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: events[0].globalPosition))
            }
            try requireEqual(
                try await store.checkpoint(named: "p", tenant: .none)?.globalPosition, events[2].globalPosition,
                "it stays")
            try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 0, allowsBackwards: true))
            try requireEqual(try await store.checkpoint(named: "p", tenant: .none)?.globalPosition, 0, "set back")
        },
        ConformanceCase("a checkpoint of another history or beyond the head is refused") { store in
            let head = try await store.fill(StreamName("s", "1"), 2).lastPosition
            try await requireError(.checkpointBeyondHead, "beyond the head") {
                try await store.saveCheckpoint(
                    CheckpointUpdate(name: "p", globalPosition: GlobalPosition(rawValue: head.rawValue + 1)))
            }
            try await requireError(.checkpointOfOtherHistory, "another epoch") {
                try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: head, epoch: UUID()))
            }
            try await requireError(.checkpointOfOtherHistory, "an event that is not stored") {
                try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: head, lastEventID: UUID()))
            }
            try requireEqual(try await store.checkpoint(named: "p", tenant: .none), nil, "nothing is saved")
            let saved = try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: head))
            try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: head, epoch: saved.epoch))
        },
        ConformanceCase("the last event of a checkpoint must be the one at its position") { store in
            try await store.fill(StreamName("s", "1"), 3)
            let events = try await store.everything(count: 3)
            for other in [0, 2] {
                try await requireError(.invalidArgument, "event \(other) at the position of event 1") {
                    try await store.saveCheckpoint(
                        CheckpointUpdate(
                            name: "p", globalPosition: events[1].globalPosition, lastEventID: events[other].id))
                }
            }
        },
        ConformanceCase("a checkpoint whose last event was removed on purpose stays good") { store in
            let gone = StreamName("s", "1")
            let position = try await store.fill(gone, 1).lastPosition
            let id = try await store.events(gone, count: 1)[0].id
            try await store.fill(StreamName("s", "2"), 1)
            let saved = try await store.saveCheckpoint(
                CheckpointUpdate(name: "p", globalPosition: position, lastEventID: id))
            try await store.deleteStreamPermanently(gone, expectedVersion: .any)
            try requireEqual(try await store.checkpoint(named: "p", tenant: .none), saved, "it is loaded")
        },
        ConformanceCase("names, positions and counts of checkpoints that cannot be are refused") { store in
            for update in [
                CheckpointUpdate(name: "", globalPosition: 0), CheckpointUpdate(name: "a\nb", globalPosition: 0),
                CheckpointUpdate(name: String(repeating: "n", count: 256), globalPosition: 0),
                CheckpointUpdate(name: "p", tenant: "a\u{1}", globalPosition: 0),
                CheckpointUpdate(name: "p", globalPosition: -1),
                CheckpointUpdate(name: "p", globalPosition: 0, eventsProcessed: -1),
            ] {
                try await requireError(.invalidArgument, "\(update)") { try await store.saveCheckpoint(update) }
            }
            try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 0))
        },
        ConformanceCase("checkpoints are listed by tenant and name, and deleted one by one") { store in
            for (name, tenant) in [("b", ""), ("a", ""), ("c", "t")] {
                try await store.saveCheckpoint(
                    CheckpointUpdate(name: name, tenant: Tenant(rawValue: tenant), globalPosition: 0))
            }
            try requireEqual(try await store.checkpoints(tenant: nil).map(\.name), ["a", "b", "c"], "all")
            try requireEqual(try await store.checkpoints(tenant: "t").map(\.name), ["c"], "of a tenant")
            try require(try await store.deleteCheckpoint(named: "a", tenant: .none), "there was one")
            try require(try await !store.deleteCheckpoint(named: "a", tenant: .none), "there is none")
            try require(try await !store.deleteCheckpoint(named: "c", tenant: .none), "it is another tenant's")
            try requireEqual(try await store.checkpoints(tenant: nil).map(\.name), ["b", "c"], "the others")
        },
        ConformanceCase("who waits for a checkpoint is told when it has passed, and when time is over") { store in
            let position = try await store.fill(StreamName("s", "1"), 1).lastPosition
            try await requireError(.deadlineExceeded, "nobody saves it") {
                try await store.waitForCheckpoint(named: "p", toPass: position, timeout: .milliseconds(5))
            }
            async let waiting: Void = store.waitForCheckpoint(named: "p", toPass: position, timeout: .seconds(60))
            try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: position))
            try await waiting
        },
    ]
}
