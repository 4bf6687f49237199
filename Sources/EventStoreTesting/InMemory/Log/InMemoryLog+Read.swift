import EventSourcing
import Foundation

extension InMemoryLog {
    func readStream(_ name: StreamName, _ options: StreamReadOptions, at now: StoredTime) throws -> [RecordedEvent] {
        try ReadCheck.check(position: options.fromVersion?.rawValue, limit: options.limit)
        let key = StreamKey(name)
        guard let stream = streams[key] else { return [] }
        guard stream.deletedAt == nil else {
            throw EventStoreError(
                .streamDeleted, "stream \(name) is deleted",
                hint: "reopenStream makes it readable again, as far as its events are still there.", stream: name,
                actualVersion: StreamVersion(rawValue: stream.version))
        }
        let times = PreparedFilter(EventFilter(from: options.from, before: options.before))
        var first = max(
            stream.scavengedBefore, stream.truncateBefore ?? 1, stream.version - (stream.maxCount ?? stream.version) + 1
        )
        var last = stream.version
        func entry(_ version: Int64) -> Entry? {
            self.entry(at: stream.positions[Int(version - stream.scavengedBefore)]).flatMap {
                times.takes($0) ? $0 : nil
            }
        }
        if let maxAge = stream.maxAge {
            // From the first that is young enough on, so that there is no gap where the clock was set back.
            while first <= last, (entry(first)?.recordedAt).map({ $0 < now - maxAge }) ?? true { first += 1 }
        }
        var found: [RecordedEvent] = []
        switch options.direction {
        case .forwards:
            first = max(first, options.fromVersion?.rawValue ?? 1)
            while first <= last, found.count < options.limit {
                if let entry = entry(first) { found.append(entry.event) }
                first += 1
            }
        case .backwards:
            last = min(last, options.fromVersion?.rawValue ?? last)
            while first <= last, found.count < options.limit {
                if let entry = entry(last) { found.append(entry.event) }
                last -= 1
            }
        }
        return found
    }

    func readAll(_ options: AllReadOptions, at now: StoredTime) throws -> [RecordedEvent] {
        try ReadCheck.check(
            position: options.position?.rawValue, limit: options.limit, until: options.until?.rawValue)
        var until = head
        if let given = options.until?.rawValue { until = options.untilIsSafe ? given : min(given, head) }
        let filter = PreparedFilter(options.filter)
        var found: [RecordedEvent] = []
        switch options.direction {
        case .forwards:
            var index = index(after: options.position?.rawValue ?? 0)
            while index < entries.count, found.count < options.limit, entries[index].position <= until {
                if filter.takes(entries[index]), !isHidden(entries[index], at: now) {
                    found.append(entries[index].event)
                }
                index += 1
            }
        case .backwards:
            if let before = options.position?.rawValue { until = min(until, before - 1) }
            var index = index(after: until) - 1
            while index >= 0, found.count < options.limit {
                if filter.takes(entries[index]), !isHidden(entries[index], at: now) {
                    found.append(entries[index].event)
                }
                index -= 1
            }
        }
        return found
    }

    func readCorrelation(_ id: String, after position: GlobalPosition?, limit: Int, tenant: Tenant, at now: StoredTime)
        throws -> [RecordedEvent]
    {
        try ReadCheck.check(position: position?.rawValue, limit: limit)
        let wanted = ByteText(id)
        let tenant = ByteText(tenant.rawValue)
        return entries[index(after: position?.rawValue ?? 0)...].lazy
            .filter { $0.event.metadata.correlationID.map(ByteText.init) == wanted && $0.stream.tenant == tenant }
            .filter { !isHidden($0, at: now) }
            .prefix(limit).map(\.event)
    }

    func event(withID id: UUID, tenant: Tenant, at now: StoredTime) -> RecordedEvent? {
        guard let entry = entry(withID: id), entry.stream.tenant == ByteText(tenant.rawValue),
            !isHidden(entry, at: now)
        else { return nil }
        return entry.event
    }
}

/// A filter whose parts are looked up, not searched.
struct PreparedFilter {
    private let aggregateTypes: Set<ByteText>?
    private let eventTypes: Set<ByteText>?
    private let tenant: ByteText?
    private let from: StoredTime?
    private let before: StoredTime?

    init(_ filter: EventFilter) {
        aggregateTypes = filter.aggregateTypes.map { Set($0.map(ByteText.init)) }
        eventTypes = filter.eventTypes.map { Set($0.map { ByteText($0.rawValue) }) }
        tenant = filter.tenant.map { ByteText($0.rawValue) }
        from = filter.from.map { StoredTime($0) }
        before = filter.before.map { StoredTime($0) }
    }

    func takes(_ entry: InMemoryLog.Entry) -> Bool {
        if let aggregateTypes, !aggregateTypes.contains(entry.stream.aggregateType) { return false }
        if let eventTypes, !eventTypes.contains(ByteText(entry.event.type.rawValue)) { return false }
        if let tenant, tenant != entry.stream.tenant { return false }
        if let from, entry.timestamp < from { return false }
        if let before, entry.timestamp >= before { return false }
        return true
    }
}
