import EventSourcing
import Foundation

extension InMemoryLog {
    private func stored(_ tenant: Tenant?) -> [Entry] {
        guard let tenant = tenant.map({ ByteText($0.rawValue) }) else { return entries }
        return entries.filter { $0.stream.tenant == tenant }
    }

    func statistics(exact: Bool, tenant: Tenant?) -> StoreStatistics {
        // An estimate covers all tenants.
        let tenant = exact ? tenant : nil
        let stored = stored(tenant)
        let wanted = tenant.map { ByteText($0.rawValue) }
        return StoreStatistics(
            events: Int64(stored.count),
            streams: Int64(streams.keys.count { key in wanted.map { $0 == key.tenant } ?? true }),
            eventTypes: Int64(Set(stored.map { ByteText($0.event.type.rawValue) }).count),
            aggregateTypes: Int64(Set(stored.map(\.stream.aggregateType)).count),
            firstPosition: stored.first?.event.globalPosition, lastPosition: stored.last?.event.globalPosition,
            sizeBytes: nil, size: nil, isExact: exact)
    }

    func statisticsByEventType(tenant: Tenant?) -> [TypeStatistics] {
        Self.grouped(stored(tenant), countsStreams: false) { ByteText($0.event.type.rawValue) }
    }

    func statisticsByAggregateType(tenant: Tenant?) -> [TypeStatistics] {
        Self.grouped(stored(tenant), countsStreams: true) { $0.stream.aggregateType }
    }

    private static func grouped(_ entries: [Entry], countsStreams: Bool, by key: (Entry) -> ByteText)
        -> [TypeStatistics]
    {
        Dictionary(grouping: entries, by: key)
            .sorted { left, right in
                left.value.count == right.value.count
                    ? left.key < right.key : left.value.count > right.value.count
            }
            .map { name, entries in
                let timestamps = entries.map(\.timestamp)
                return TypeStatistics(
                    name: name.text, events: Int64(entries.count),
                    streams: countsStreams ? Int64(Set(entries.map(\.stream)).count) : nil,
                    dataSizeBytes: entries.reduce(0) { $0 + Int64($1.event.payload.data.count) },
                    firstTimestamp: timestamps.min()!.date, lastTimestamp: timestamps.max()!.date)
            }
    }
}
