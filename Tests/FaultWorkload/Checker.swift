import EventSourcing
import EventStorePostgres
import Foundation

/// Compares what was written down outside of the server with what the server holds, and prints one JSON object. Exit code 0
/// when nothing is wrong, 2 when something is.
///
/// - `--allow lost`: acknowledged events may be missing (an asynchronous standby took over).
/// - `--late MS`: an event that was acknowledged and then delivered later than that is wrong, outside of the times in
///   `F/windows` (lines of two times in milliseconds).
/// - `--taken-over MS`: when the standby took over; what was stored before may be among events that are lost.
/// - `--allow overlap`: two relays may have held a stream (the clock went forward, which ends leases).
/// - `--expect CODE`: an append may be refused so.
struct Checker: Sendable {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws -> Int32 {
        let folder = try arguments.required("folder")
        var configuration = try arguments.configuration()
        configuration.timeouts.statement = .seconds(600)
        configuration.timeouts.call = .seconds(610)
        var verdict = Verdict()
        try await withPostgresEventStore(configuration: configuration) { store in
            let stored = try await everything(store)
            let log = Log(stored)
            verdict.count("stored", log.events.count)
            checkLog(log, &verdict)
            checkAcknowledged(folder, log, &verdict)
            for name in ["file-0", "file-1"] { checkFile(folder, name, log, &verdict) }
            checkPublished(folder, log, &verdict)
            try await checkTables(store, folder, log, &verdict)
            if arguments.text("verify") != "no" { try await checkVerify(store, &verdict) }
        }
        checkViolations(folder, &verdict)
        try checkLateness(folder, &verdict)
        say(verdict.json)
        return verdict.isClean ? 0 : 2
    }

    private func everything(_ store: PostgresEventStore) async throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        while true {
            let page = try await store.readAll(AllReadOptions(position: events.last?.position, limit: 10_000))
            events += page.map(StoredEvent.init)
            if page.count < 10_000 { return events }
        }
    }

    /// Versions without gaps, order in the stream as in the store, no id and no operation twice.
    private func checkLog(_ log: Log, _ verdict: inout Verdict) {
        var versions: [StreamName: Int64] = [:]
        var ids: Set<UUID> = []
        var works: Set<String> = []
        var last = GlobalPosition(rawValue: 0)
        for event in log.events {
            if event.version.rawValue != versions[event.stream, default: 0] + 1 {
                verdict.wrong(
                    "versions", "\(event.stream) has \(event.version) after \(versions[event.stream, default: 0])")
            }
            versions[event.stream] = event.version.rawValue
            if !ids.insert(event.id).inserted { verdict.wrong("repeated", "event \(event.id) is stored twice") }
            if let work = event.work, !works.insert(work).inserted {
                verdict.wrong("repeated", "\(work) was done twice")
            }
            if event.position <= last { verdict.wrong("order", "\(event.position) after \(last)") }
            last = event.position
        }
    }

    private func checkAcknowledged(_ folder: String, _ log: Log, _ verdict: inout Verdict) {
        let operations = Dictionary(Operation.attempted(folder).map { ($0.name, $0) }) { first, _ in first }
        var known: Set<UUID> = []
        for operation in operations.values { for part in operation.parts { known.formUnion(part.ids) } }
        // Also those of earlier attempts under other ids.
        let attempted = Set(
            RecordFile.read(folder, "attempts").flatMap {
                $0.count == 7 ? $0[6].split(separator: ",").map(String.init) : []
            }
        )
        var acknowledged: Set<UUID> = []
        for fields in RecordFile.read(folder, "acknowledged") where fields.count == 7 {
            guard let operation = operations[fields[1]], let index = Int(fields[2]), let version = Int64(fields[3]),
                index < operation.parts.count
            else { continue }
            let part = operation.parts[index]
            for (number, id) in part.ids.enumerated() {
                acknowledged.insert(id)
                guard let event = log.byID[id] else {
                    if !arguments.all("allow").contains("lost") {
                        verdict.wrong("lost", "event \(id) of \(operation.name) in \(part.stream)")
                    }
                    verdict.count("acknowledged_lost", 1)
                    continue
                }
                if arguments.all("allow").contains("lost") { continue }
                let expected = version - Int64(part.ids.count - 1 - number)
                if event.stream != part.stream || event.version.rawValue != expected {
                    verdict.wrong(
                        "misplaced",
                        "event \(id) is in \(event.stream) at \(event.version), told was \(part.stream) at \(expected)")
                }
                let told = [number == 0 ? fields[4] : nil, number == part.ids.count - 1 ? fields[5] : nil]
                for position in told.compactMap(\.self) where position != "\(event.position)" {
                    verdict.wrong("misplaced", "event \(id) is at position \(event.position), told was \(position)")
                }
            }
        }
        verdict.count("acknowledged", acknowledged.count)
        let refused = Set(RecordFile.read(folder, "refused").map { $0[0] })
        for operation in operations.values {
            let ids = operation.parts.flatMap(\.ids)
            let present = ids.count { log.byID[$0] != nil }
            if present != 0 && present != ids.count {
                verdict.wrong("partial", "\(operation.name): \(present) of \(ids.count) events are stored")
            }
            if refused.contains(operation.name), present > 0 {
                verdict.wrong("refused but stored", operation.name)
            }
        }
        for event in log.events where event.work != nil && !known.contains(event.id) {
            if !attempted.contains(event.id.uuidString) { verdict.wrong("foreign", "event \(event.id)") }
        }
    }

    /// What a subscriber with a file got: from each start on, every event once and in order.
    private func checkFile(_ folder: String, _ name: String, _ log: Log, _ verdict: inout Verdict) {
        var index = 0
        var furthest = 0
        var isBegun = false
        // The first position of an event that it got and that was lost since, until it has begun again below it. What was
        // lost need not be the last: which events the standby has goes by their commits, not by their positions.
        var firstLost: Int64?
        let takenOver = arguments.text("taken-over").flatMap(Int64.init) ?? 0
        for fields in RecordFile.read(folder, "delivered-\(name)") {
            if fields[0] == "S", fields.count == 2, let position = Int64(fields[1]) {
                index = log.index(after: GlobalPosition(rawValue: position))
                if let lost = firstLost, position < lost { firstLost = nil }
                if index > furthest, isBegun || index > 0, firstLost == nil {
                    verdict.wrong("missed", "\(name) begins after \(position), \(index - furthest) events too late")
                }
                isBegun = true
            } else if fields[0] == "D", fields.count == 4, let position = Int64(fields[2]) {
                verdict.count("delivered", 1)
                guard let found = log.indexOf(GlobalPosition(rawValue: position)),
                    log.events[found].id.uuidString == fields[3]
                else {
                    if arguments.all("allow").contains("lost") {
                        verdict.count("delivered_and_lost", 1)
                        firstLost = firstLost ?? position
                    } else {
                        verdict.wrong("phantom", "\(name) got \(fields[3]) at \(position)")
                    }
                    continue
                }
                // What it has read is not there any more: going on would step over what has taken its place.
                if firstLost != nil, log.events[found].recordedAt >= takenOver {
                    verdict.wrong("silent", "\(name) goes on at \(position) after events that were lost")
                    firstLost = nil
                }
                if found > index { verdict.wrong("missed", "\(name): \(found - index) events before \(position)") }
                if found < index { verdict.wrong("reordered", "\(name): \(position) again or late") }
                index = found + 1
                furthest = max(furthest, index)
            }
        }
        checkEnd(name, folder, furthest, log, &verdict)
    }

    private func checkEnd(_ name: String, _ folder: String, _ reached: Int, _ log: Log, _ verdict: inout Verdict) {
        let isStopped = RecordFile.read(folder, "stopped").contains { $0[0] == name }
        if reached < log.events.count, !isStopped, arguments.text("end") != "no" {
            verdict.wrong("missed", "\(name): the last \(log.events.count - reached) events")
        }
    }

    /// What the relays published: every event at least once, and of each stream none before the one in front of it.
    private func checkPublished(_ folder: String, _ log: Log, _ verdict: inout Verdict) {
        let lines = RecordFile.read(folder, "published").filter { $0.count == 6 }
        if arguments.all("allow").contains("lost") { return }
        var last: [String: Int64] = [:]
        var published: Set<UUID> = []
        for fields in lines {
            guard let version = Int64(fields[5]), let id = UUID(uuidString: fields[3]) else { continue }
            verdict.count("published", 1)
            if log.byID[id]?.version.rawValue != version { verdict.wrong("phantom", "published \(id) at \(fields[2])") }
            if version > last[fields[4], default: 0] + 1 {
                verdict.wrong("leap", "\(fields[4]) \(version) was published after \(last[fields[4], default: 0])")
            }
            last[fields[4]] = max(last[fields[4], default: 0], version)
            if !published.insert(id).inserted { verdict.count("published_again", 1) }
        }
        if arguments.text("end") == "no" { return }
        for event in log.events where event.work != nil && !published.contains(event.id) {
            verdict.wrong("unpublished", "\(event.stream) \(event.version)")
        }
    }

    /// What the projections with a table did: every event once.
    private func checkTables(
        _ store: PostgresEventStore, _ folder: String, _ log: Log, _ verdict: inout Verdict
    ) async throws {
        for name in ["table-0", "table-1"] {
            let rows = try await store.withTransaction {
                try await $0.query(
                    "SELECT global_position, event_id FROM public.fault_effects WHERE subscriber = $1 ORDER BY 1",
                    [.text(name)])
            }
            var counts: [UUID: Int] = [:]
            var reached = 0
            for row in rows {
                guard case .integer(let position) = row.values[0], case .uuid(let id) = row.values[1] else { continue }
                counts[id, default: 0] += 1
                guard let index = log.indexOf(GlobalPosition(rawValue: position)), log.events[index].id == id else {
                    verdict.wrong("phantom", "\(name) did \(id) at \(position)")
                    continue
                }
                reached = max(reached, index + 1)
            }
            let missed = log.events[..<reached].count { counts[$0.id] == nil }
            if missed > 0 { verdict.wrong("missed", "\(name): \(missed) events") }
            let repeated = counts.values.count { $0 > 1 }
            if repeated > 0 { verdict.wrong("repeated", "\(name) did \(repeated) events more than once") }
            checkEnd(name, folder, reached, log, &verdict)
        }
    }

    private func checkVerify(_ store: PostgresEventStore, _ verdict: inout Verdict) async throws {
        for finding in try await store.verify() {
            verdict.wrong("verify", "\(finding.problem) at \(finding.globalPosition): \(finding.detail)")
        }
        for finding in try await store.verifyStreams() {
            verdict.wrong("verify_streams", "\(finding.stream?.description ?? "-"): \(finding.detail)")
        }
    }

    private func checkViolations(_ folder: String, _ verdict: inout Verdict) {
        let expected = Set(arguments.all("expect"))
        for fields in RecordFile.read(folder, "violations") where fields.count >= 3 {
            if fields[0] == "refused", expected.contains(fields[2]) { continue }
            if fields[0] == "overlap", arguments.all("allow").contains("overlap") { continue }
            // Where events were lost, a repetition is no repetition any more.
            let isLossAllowed = arguments.all("allow").contains("lost")
            if isLossAllowed, fields[0] == "repetition" || fields[2] == "wrongExpectedVersion" { continue }
            verdict.wrong(fields[0], fields[1...].joined(separator: " "))
        }
        var codes: [String: Int] = [:]
        for fields in RecordFile.read(folder, "failures") where fields.count == 7 { codes[fields[2], default: 0] += 1 }
        for (code, count) in codes { verdict.count("failure_\(code)", count) }
        for fields in RecordFile.read(folder, "stopped") where fields.count == 3 {
            verdict.count("stopped_\(fields[1])", 1)
            if !arguments.all("expect").contains(fields[1]) {
                verdict.wrong("stopped", "\(fields[0]) at \(fields[2]): \(fields[1])")
            }
        }
        verdict.count(
            "settled_by_repetition",
            RecordFile.read(folder, "acknowledged").count { $0.count == 7 && $0[6] == "stored" })
    }

    /// How long after its acknowledgement an event was delivered.
    private func checkLateness(_ folder: String, _ verdict: inout Verdict) throws {
        let windows = RecordFile.read(folder, "windows").compactMap { fields -> ClosedRange<Int64>? in
            guard fields.count >= 2, let from = Int64(fields[0]), let until = Int64(fields[1]), from <= until else {
                return nil
            }
            return from...until
        }
        var acknowledged: [Int64: Int64] = [:]
        for fields in RecordFile.read(folder, "acknowledged") where fields.count == 7 {
            if let at = Int64(fields[0]), let position = Int64(fields[5]), fields[6] == "new" {
                acknowledged[position] = at
            }
        }
        var late: [Int64] = []
        for name in ["file-0", "file-1"] {
            var isFirst: Set<Int64> = []
            for fields in RecordFile.read(folder, "delivered-\(name)") where fields.count == 4 {
                guard let at = Int64(fields[1]), let position = Int64(fields[2]), let stored = acknowledged[position],
                    isFirst.insert(position).inserted
                else { continue }
                let from = min(stored, at)
                if windows.contains(where: { $0.overlaps(from...at) }) { continue }
                late.append(max(0, at - stored))
            }
        }
        late.sort()
        verdict.count("measured", late.count)
        verdict.count("late_p99_ms", late.isEmpty ? 0 : Int(late[min(late.count - 1, late.count * 99 / 100)]))
        verdict.count("late_max_ms", Int(late.last ?? 0))
        if let bound = arguments.text("late").flatMap(Int64.init) {
            for value in late where value > bound { verdict.wrong("late", "an event was delivered \(value) ms late") }
        }
    }
}

/// What the checker needs of an event.
struct StoredEvent: Sendable {
    let position: GlobalPosition
    let stream: StreamName
    let version: StreamVersion
    let id: UUID
    /// In milliseconds since 1970, by the server's clock.
    let recordedAt: Int64
    /// What was done by it: an operation's name and the event's number in it. Nil: not from a writer.
    let work: String?

    init(_ event: RecordedEvent) {
        position = event.globalPosition
        stream = event.stream
        version = event.version
        id = event.id
        recordedAt = Int64(event.recordedAt.timeIntervalSince1970 * 1000)
        guard event.type == Operation.eventType, let comma = event.payload.data.range(of: Data(#","of":"#.utf8)),
            event.payload.data.starts(with: Data(#"{"operation":"#.utf8))
        else {
            work = nil
            return
        }
        work = String(decoding: event.payload.data[..<comma.lowerBound], as: UTF8.self)
    }
}

/// The stored events in the order of their positions.
struct Log {
    let events: [StoredEvent]
    let byID: [UUID: StoredEvent]

    init(_ events: [StoredEvent]) {
        self.events = events
        byID = Dictionary(events.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The index of the first event after a position.
    func index(after position: GlobalPosition) -> Int {
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func indexOf(_ position: GlobalPosition) -> Int? {
        let index = index(after: position) - 1
        return index >= 0 && events[index].position == position ? index : nil
    }
}

/// Numbers, and what is wrong with a few examples each.
struct Verdict {
    private var counts: [String: Int] = [:]
    private var wrongs: [String: Int] = [:]
    private var examples: [String] = []

    var isClean: Bool { wrongs.isEmpty }

    mutating func count(_ name: String, _ number: Int) { counts[name, default: 0] += number }

    mutating func wrong(_ kind: String, _ example: String) {
        wrongs[kind, default: 0] += 1
        if wrongs[kind]! <= 3 { examples.append("\(kind): \(example)") }
    }

    var json: String {
        func object(_ numbers: [String: Int]) -> String {
            "{" + numbers.sorted { $0.key < $1.key }.map { #""\#($0.key)": \#($0.value)"# }.joined(separator: ", ")
                + "}"
        }
        func quoted(_ text: String) -> String {
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return #"{"counts": \#(object(counts)), "wrong": \#(object(wrongs)), "examples": ["#
            + examples.map(quoted).joined(separator: ", ") + "]}"
    }
}
