import EventSourcing
import Foundation

extension RandomRun {
    /// Makes a call for a stream that may be absent; nil when it is, and then the store must have said so.
    private func existing<Value>(_ name: StreamName, _ body: () async throws -> Value) async throws -> Value? {
        guard model.streams[name] == nil else { return try await body() }
        try await requireError(.streamNotFound, "\(name)", body)
        return nil
    }

    private func compare(_ name: StreamName, _ returned: StreamVersion?) throws {
        try requireEqual(returned?.rawValue, model.streams[name]?.version, "the version")
    }

    mutating func delete() async throws {
        let name = random.pick(names)
        let version = StreamVersion(rawValue: model.streams[name]?.version ?? 0)
        let isRight = random.chance(80)
        let expected: ExpectedVersion = isRight ? random.pick([.any, .exactly(version), .streamExists]) : .exactly(99)
        last = "deletion of \(name), expecting \(expected)"
        let store = store
        if model.streams[name] != nil, !isRight {
            return _ = try await requireError(.wrongExpectedVersion, "deletion") {
                try await store.deleteStream(name, expectedVersion: expected)
            }
        }
        // Version 0 is no stream.
        let deleted = try await existing(name) { try await store.deleteStream(name, expectedVersion: expected) }
        try compare(name, deleted)
        model.streams[name]?.isDeleted = true
    }

    mutating func reopen() async throws {
        let name = model.streams.filter(\.value.isDeleted).keys.min { "\($0)" < "\($1)" } ?? random.pick(names)
        last = "reopening of \(name)"
        let store = store
        try compare(name, try await existing(name) { try await store.reopenStream(name) })
        model.streams[name]?.isDeleted = false
    }

    mutating func limit() async throws {
        let name = random.pick(names)
        let count: Int64? = random.chance(40) ? nil : Int64.random(in: 1...8, using: &random)
        let age: Duration? = random.chance(50) ? nil : .seconds(3600)
        last = "limit of \(name) to \(String(describing: count))"
        let store = store
        try compare(
            name, try await existing(name) { try await store.setStreamMetadata(of: name, maxCount: count, maxAge: age) }
        )
        model.streams[name]?.maxCount = count
        guard let stream = model.streams[name] else { return }
        let metadata = try await store.streamMetadata(of: name)
        try requireEqual(metadata.maxCount, count, "the maximum count")
        try requireEqual(metadata.maxAge, age, "the maximum age")
        try requireEqual(metadata.version.rawValue, stream.version, "the version")
        try requireEqual(metadata.truncateBefore?.rawValue ?? 1, stream.truncateBefore, "the truncation")
    }

    mutating func truncate() async throws {
        let name = random.pick(names)
        let version = model.streams[name]?.version ?? 0
        let before = Int64.random(in: 0...version + 2, using: &random)
        last = "truncation of \(name) before \(before)"
        let store = store
        let call = { try await store.truncateStream(name, before: StreamVersion(rawValue: before)) }
        guard let stream = model.streams[name], !(1...version + 1 ~= before) else {
            try compare(name, try await existing(name, call))
            if let known = model.streams[name]?.truncateBefore {
                model.streams[name]?.truncateBefore = max(known, before)
            }
            return
        }
        _ = stream
        try await requireError(.invalidArgument, "truncation", call)
    }

    mutating func deleteForGood() async throws {
        let name = random.pick(names)
        last = "deletion of \(name) for good"
        let store = store
        let removal = try await existing(name) { try await store.deleteStreamPermanently(name, expectedVersion: .any) }
        guard let removal else { return }
        try requireEqual(removal.eventsRemoved, model.removeForGood(name), "the events removed")
    }

    mutating func checkpoint() async throws {
        let name = random.pick(["p", "q"])
        let known = model.log.compactMap(\.position)
        guard let position = known.randomElement(using: &random) else { return }
        let update = CheckpointUpdate(
            name: name, globalPosition: position, eventsProcessed: Int64.random(in: 0...5, using: &random),
            allowsBackwards: random.chance(20))
        last = "checkpoint \(name) at \(position)"
        let store = store
        let before = model.checkpoints[name]
        if let before, position < before.position, !update.allowsBackwards {
            try await requireError(.checkpointBackwards, "saving") { try await store.saveCheckpoint(update) }
        } else {
            let saved = try await store.saveCheckpoint(update)
            var count = update.eventsProcessed
            if let before, position == before.position { count = before.count }
            if let before, position > before.position { count += before.count }
            try requireEqual(saved.eventsProcessed, count, "the count")
            model.checkpoints[name] = (position, count)
        }
        let loaded = try await store.checkpoint(named: name, tenant: .none)
        try requireEqual(loaded?.globalPosition, model.checkpoints[name]?.position, "the position")
    }
}
