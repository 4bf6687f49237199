import EventSourcing
import Foundation

extension InMemoryLog {
    /// Where a stream stands in an order but that of names.
    private func place(_ key: StreamKey, _ stream: Stream, _ order: StreamListOptions.Order) -> (Int64, StreamKey) {
        switch order {
        case .name: (0, key)
        case .updated: (stream.updatedAt.microseconds, key)
        case .created: (stream.createdAt.microseconds, key)
        case .version: (stream.version, key)
        }
    }

    func list(_ options: StreamListOptions) throws -> [StreamInformation] {
        try ReadCheck.check(position: nil, limit: options.limit)
        var found = streams.filter { key, _ in
            (options.tenant.map { ByteText($0.rawValue) == key.tenant } ?? true)
                && (options.aggregateType.map { ByteText($0) == key.aggregateType } ?? true)
                && (options.idPrefix.map { key.aggregateID.text.utf8.starts(with: $0.utf8) } ?? true)
        }.map { (place: place($0, $1, options.order), stream: $1) }
        if options.order == .name {
            found.sort { $0.place.1 < $1.place.1 }
        } else {
            found.sort { $0.place > $1.place }
        }
        if let after = options.after {
            let end = try end(of: after, options.order)
            found = found.filter { options.order == .name ? $0.place.1 > end.1 : $0.place < end }
        }
        return found.prefix(options.limit).map { information($0.place.1, $0.stream, options.order) }
    }

    /// Where the last stream of the page before stood then.
    private func end(of after: StreamInformation, _ order: StreamListOptions.Order) throws -> (Int64, StreamKey) {
        let key = StreamKey(after.name)
        let value: Int64? =
            switch order {
            case .name: after.pageKey == nil ? 0 : nil
            case .version: after.pageKey.flatMap { Int64($0) }
            case .updated, .created: after.pageKey.flatMap(Self.microseconds)
            }
        guard let value else {
            throw EventStoreError(
                .invalidArgument, "cannot list streams ordered by \(order.rawValue) after \(after.name)",
                hint: "Pass the last stream of the page before, which was listed in the same order.")
        }
        return (value, key)
    }

    private static func microseconds(_ pageKey: String) -> Int64? {
        guard pageKey.utf8.count == 27, let dot = pageKey.lastIndex(of: "."),
            let fraction = Int64(pageKey[dot...].dropFirst().dropLast()),
            let date = ISO8601DateFormatter().date(from: pageKey[..<dot] + "Z")
        else { return nil }
        return StoredTime(date).microseconds + fraction
    }

    private func information(_ key: StreamKey, _ stream: Stream, _ order: StreamListOptions.Order) -> StreamInformation
    {
        let pageKey: String? =
            switch order {
            case .name: nil
            case .updated: stream.updatedAt.pageKey
            case .created: stream.createdAt.pageKey
            case .version: String(stream.version)
            }
        return StreamInformation(
            name: key.name, version: StreamVersion(rawValue: stream.version),
            firstTimestamp: stream.firstTimestamp.date,
            lastTimestamp: stream.lastTimestamp.date, createdAt: stream.createdAt.date,
            updatedAt: stream.updatedAt.date, deletedAt: stream.deletedAt?.date, pageKey: pageKey)
    }
}
