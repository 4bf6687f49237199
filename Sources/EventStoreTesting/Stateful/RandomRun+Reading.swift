import EventSourcing
import Foundation

extension RandomRun {
    /// The events that were read are these, in this order, and where the appends have said.
    func compare(_ read: [RecordedEvent], _ wanted: [StoreModel.Event]) throws {
        try requireEqual(read.map(\.id), wanted.map(\.append.id), "the ids")
        try requireEqual(read.map(\.version.rawValue), wanted.map(\.version), "the versions")
        try requireEqual(read.map(\.stream), wanted.map(\.stream), "the streams")
        for (event, wanted) in zip(read, wanted) {
            try requireEqual(event.payload, wanted.append.payload, "the payload")
            if let position = wanted.position { try requireEqual(event.globalPosition, position, "the position") }
        }
    }

    mutating func readStream() async throws {
        let name = random.pick(names)
        let version = model.streams[name]?.version ?? 0
        var options = StreamReadOptions(limit: Int.random(in: 1...6, using: &random))
        if random.chance(60) {
            options.fromVersion = StreamVersion(rawValue: Int64.random(in: 0...version + 2, using: &random))
        }
        if random.chance(50) { options.direction = .backwards }
        last = "read of \(name) \(options)"
        if model.streams[name]?.isDeleted == true {
            return _ = try await requireError(.streamDeleted, "reading") { [store] in
                try await store.readStream(name, options)
            }
        }
        var wanted = model.visible.filter { $0.stream == name }
        if options.direction == .backwards { wanted.reverse() }
        if let from = options.fromVersion?.rawValue {
            wanted.removeAll { options.direction == .forwards ? $0.version < from : $0.version > from }
        }
        try compare(try await store.readStream(name, options), Array(wanted.prefix(options.limit)))
    }

    mutating func readAll() async throws {
        var options = AllReadOptions(limit: Int.random(in: 1...20, using: &random))
        if random.chance(40) { options.direction = .backwards }
        if random.chance(30) { options.filter.eventTypes = [random.pick(["A", "B"]), "C"] }
        if random.chance(30) { options.filter.aggregateTypes = [random.pick(["x", "y"])] }
        if random.chance(30) { options.filter.tenant = random.pick([Tenant.none, "t"]) }
        var wanted = model.log
        let cursors = model.log.indices.filter { model.log[$0].position != nil }
        if random.chance(60), let cursor = cursors.randomElement(using: &random) {
            options.position = model.log[cursor].position
            wanted = Array(options.direction == .forwards ? wanted[(cursor + 1)...] : wanted[..<cursor])
        }
        last = "read of all \(options)"
        if options.direction == .backwards { wanted.reverse() }
        wanted = wanted.filter { event in
            model.isVisible(event) && options.filter.eventTypes?.contains(event.append.type) ?? true
                && options.filter.aggregateTypes?.contains(event.stream.aggregateType) ?? true
                && options.filter.tenant.map { $0 == event.stream.tenant } ?? true
        }
        try compare(try await store.readAll(options), Array(wanted.prefix(options.limit)))
    }

    mutating func lookUp() async throws {
        guard let event = model.log.randomElement(using: &random) else { return }
        last = "look-up of \(event.append.id)"
        let found = try await store.event(withID: event.append.id, tenant: event.stream.tenant)
        try compare(found.map { [$0] } ?? [], model.isVisible(event) ? [event] : [])
        try requireEqual(
            try await store.version(of: event.stream).rawValue, model.streams[event.stream]?.version ?? 0, "the version"
        )
    }

    /// Everything that can be seen at once.
    mutating func compareAll() async throws {
        last = "comparison"
        let all = try await store.everything()
        try compare(all, model.visible)
        try require(
            zip(all, all.dropFirst()).allSatisfy { $0.globalPosition < $1.globalPosition }, "the positions grow")
        let listed = try await store.streams(StreamListOptions(tenant: nil))
        let wanted = model.streams.keys.sorted {
            ($0.tenant.rawValue, $0.aggregateType, $0.aggregateID) < (
                $1.tenant.rawValue, $1.aggregateType, $1.aggregateID
            )
        }
        try requireEqual(listed.map(\.name), wanted, "the streams")
        for stream in listed {
            try requireEqual(
                stream.version.rawValue, model.streams[stream.name]?.version ?? 0, "version of \(stream.name)")
            try requireEqual(
                stream.deletedAt != nil, model.streams[stream.name]?.isDeleted ?? false, "deletion of \(stream.name)")
        }
        let statistics = try await store.statistics(exact: true, tenant: nil)
        try requireEqual(statistics.events, Int64(model.log.count), "the number of events")
        var followed: [RecordedEvent] = []
        for try await message in store.subscribe(SubscriptionOptions(pageSize: Int.random(in: 1...50, using: &random)))
            .messages
        {
            if case .event(let event) = message { followed.append(event) }
            if case .caughtUp = message { break }
        }
        try requireEqual(followed.map(\.id), all.map(\.id), "what a subscription gives")
    }
}
