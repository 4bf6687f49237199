import EventSourcing
import Foundation

extension InMemoryLog {
    /// The stream, when it is there and at the version that is expected.
    private func find(_ name: StreamName, _ expected: ExpectedVersion = .any) throws -> Stream {
        if case .exactly(let version) = expected { try AppendCheck.check(expectedVersion: version, of: name) }
        guard let stream = streams[StreamKey(name)] else {
            throw EventStoreError(
                .streamNotFound, "there is no stream \(name)", hint: "Check type, id and tenant.", stream: name)
        }
        guard expected.fits(stream.version) else {
            throw EventStoreError(
                .wrongExpectedVersion, "stream \(name) is at version \(stream.version), expected was \(expected)",
                hint: "Read the stream again and decide again.", stream: name,
                expectedVersion: ExpectedVersion(number: expected.number),
                actualVersion: StreamVersion(rawValue: stream.version))
        }
        return stream
    }

    mutating func delete(_ name: StreamName, _ expected: ExpectedVersion, at now: StoredTime) throws -> StreamVersion {
        var stream = try find(name, expected)
        if stream.deletedAt == nil {
            stream.deletedAt = now
            streams[StreamKey(name)] = stream
        }
        return StreamVersion(rawValue: stream.version)
    }

    mutating func reopen(_ name: StreamName) throws -> StreamVersion {
        var stream = try find(name)
        stream.deletedAt = nil
        streams[StreamKey(name)] = stream
        return StreamVersion(rawValue: stream.version)
    }

    mutating func truncate(_ name: StreamName, before version: StreamVersion) throws -> StreamVersion {
        var stream = try find(name)
        guard version.rawValue >= 1, version.rawValue <= stream.version + 1 else {
            throw EventStoreError(
                .invalidArgument,
                "stream \(name) is at version \(stream.version) and cannot be truncated before \(version)",
                hint: "Give the first version to keep: 1 up to the version after the last.")
        }
        if version.rawValue > max(stream.truncateBefore ?? 1, 1) {
            stream.truncateBefore = version.rawValue
            streams[StreamKey(name)] = stream
        }
        return StreamVersion(rawValue: stream.version)
    }

    mutating func setMetadata(_ name: StreamName, maxCount: Int64?, maxAge: Duration?) throws -> StreamVersion {
        let longest = Duration.seconds(36_500 * 86_400)
        if maxCount.map({ $0 < 1 }) ?? false || maxAge.map({ $0.wholeMicroseconds <= 0 || $0 > longest }) ?? false {
            throw EventStoreError(
                .invalidArgument, "not a limit of a stream",
                hint: "maxCount is at least 1, maxAge more than nothing and at most 36,500 days; nil is no limit.")
        }
        var stream = try find(name)
        stream.maxCount = maxCount
        stream.maxAge = maxAge.map { .microseconds($0.wholeMicroseconds) }
        streams[StreamKey(name)] = stream
        return StreamVersion(rawValue: stream.version)
    }

    func metadata(_ name: StreamName) throws -> StreamMetadata {
        let stream = try find(name)
        return StreamMetadata(
            version: StreamVersion(rawValue: stream.version), maxCount: stream.maxCount, maxAge: stream.maxAge,
            truncateBefore: stream.truncateBefore.map(StreamVersion.init(rawValue:)),
            scavengedBefore: StreamVersion(rawValue: stream.scavengedBefore), deletedAt: stream.deletedAt?.date)
    }

    mutating func deletePermanently(_ name: StreamName, _ expected: ExpectedVersion) throws -> StreamRemoval {
        let stream = try find(name, expected)
        remove(stream.positions)
        streams[StreamKey(name)] = nil
        return StreamRemoval(eventsRemoved: Int64(stream.positions.count), messagesRemoved: stream.messages)
    }

    /// Removes the events that no read returns any more, but for those that are too young. Returns how many.
    mutating func scavenge(at now: StoredTime) -> Int {
        var gone: [Int64] = []
        for (key, var stream) in streams where stream.hasLimits {
            var before = max(
                stream.scavengedBefore, stream.truncateBefore ?? 1, stream.version - (stream.maxCount ?? .max - 1) + 1)
            if let deletedAt = stream.deletedAt, deletedAt < now - options.reopenGrace { before = stream.version + 1 }
            let found = stream.positions.compactMap { entry(at: $0) }
            if let maxAge = stream.maxAge {
                let young = found.first {
                    $0.event.version.rawValue >= before && $0.recordedAt >= now - maxAge
                }
                before = young.map(\.event.version.rawValue) ?? stream.version + 1
            }
            if let young = found.first(where: { $0.recordedAt > now - options.scavengeMinAge }) {
                before = min(before, young.event.version.rawValue)
            }
            let count = Int(before - stream.scavengedBefore)
            guard count > 0 else { continue }
            gone += stream.positions.prefix(count)
            stream.positions.removeFirst(count)
            stream.scavengedBefore = before
            streams[key] = stream
        }
        remove(gone)
        return gone.count
    }
}
