extension EventRegistry {
    /// Refuses what could not decode one day.
    func check() throws(EventRegistryError) {
        for (type, entry) in types {
            if enums.contains(where: { $0.hasCase(type) }) { throw .duplicateType(type) }
            let version = entry.schemaVersion(type)
            guard version >= 1 else { throw .invalidVersion(EventSchema(type, version)) }
        }
        // In a fixed order, so that the same mistake is always told in the same way.
        let sources = upcasters.keys.sorted { ($0.type.rawValue, $0.version) < ($1.type.rawValue, $1.version) }
        for source in sources { try checkUpcaster(source) }
        try checkVersions(sources)
        for source in sources { try checkCircle(from: source, path: []) }
    }

    private func currentVersion(_ type: EventType) throws(EventRegistryError) -> Int32? {
        switch resolve(type) {
        case .entry(_, let current): current
        case .unknown: nil
        case .ambiguous: throw .duplicateType(type)
        }
    }

    private func checkUpcaster(_ source: EventSchema) throws(EventRegistryError) {
        guard source.version >= 1 else { throw .invalidVersion(source) }
        if let current = try currentVersion(source.type), source.version >= current {
            throw .upcasterOfCurrentSchema(source, current: current)
        }
        for target in upcasters[source]?.targets ?? [] where upcasters[target] == nil {
            guard target.version >= 1 else { throw .invalidVersion(target) }
            guard try currentVersion(target.type) == target.version else { throw .gap(target) }
        }
    }

    /// No version of a type is left out: up to the one that is decoded, or for a type that is gone, up to its last upcaster.
    private func checkVersions(_ sources: [EventSchema]) throws(EventRegistryError) {
        var ends: [EventType: Int32] = [:]
        for (type, entry) in types { ends[type] = entry.schemaVersion(type) - 1 }
        for source in sources { ends[source.type] = try currentVersion(source.type).map { $0 - 1 } ?? source.version }
        for (type, end) in ends.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where end >= 1 {
            for version in 1...end where upcasters[EventSchema(type, version)] == nil {
                throw .gap(EventSchema(type, version))
            }
        }
    }

    private func checkCircle(from schema: EventSchema, path: [EventSchema]) throws(EventRegistryError) {
        if let start = path.firstIndex(of: schema) { throw .circle(path[start...] + [schema]) }
        for target in upcasters[schema]?.targets ?? [] { try checkCircle(from: target, path: path + [schema]) }
    }
}
