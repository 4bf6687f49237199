import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// Random calls with valid and invalid arguments against a model in memory: every outcome is the model's, every error has a
    /// code, and in the end the store is the model and `verify` finds nothing.
    ///
    /// EVENT_STORE_PROOF_CALLS and EVENT_STORE_PROOF_SEED set the number of calls and the seed. Eight lanes run at once, each
    /// with tenants of its own, so that they meet in the store and not in the model.
    ///
    /// Seen red: with `readStream` shifted by one and the comparison of versions taken out of the appending functions, together.
    @Suite("Fuzz", .serialized)
    struct FuzzTests {
        /// What the model says to an append.
        private enum Answer {
            case stored(StreamVersion, isRepetition: Bool)
            /// With any of these: which of several problems is named first is the store's affair.
            case refused(Set<EventStoreError.Code>)
        }

        /// What a store should hold of one tenant.
        private struct Model {
            var streams: [StreamName: [NewEvent]] = [:]
            var ids: [UUID: StreamName] = [:]
            var checkpoints: [String: GlobalPosition] = [:]

            /// What the store should say to an append: the version or a code.
            mutating func append(_ append: StreamAppend) -> Answer {
                var refusals = Set(append.events.compactMap(Self.check))
                if append.events.isEmpty || append.stream.aggregateID.isEmpty { refusals.insert(.invalidArgument) }
                if !refusals.isEmpty { return .refused(refusals) }
                let stored = streams[append.stream] ?? []
                let known = append.events.filter { ids[$0.id] != nil }
                if Set(append.events.map(\.id)).count < append.events.count { return .refused([.eventIDConflict]) }
                if !known.isEmpty {
                    // A repetition, exactly as it was, or a conflict.
                    if let start = stored.firstIndex(where: { $0.id == append.events[0].id }),
                        stored.count >= start + append.events.count,
                        Array(stored[start..<start + append.events.count]) == append.events
                    {
                        return .stored(StreamVersion(rawValue: Int64(start + append.events.count)), isRepetition: true)
                    }
                    return .refused([.eventIDConflict])
                }
                let version = Int64(stored.count)
                let fits =
                    switch append.expectedVersion {
                    case .any: true
                    case .noStream: version == 0
                    case .streamExists: version > 0
                    case .exactly(let expected): expected.rawValue == version
                    }
                guard fits else { return .refused([.wrongExpectedVersion]) }
                streams[append.stream] = stored + append.events
                for event in append.events { ids[event.id] = append.stream }
                return .stored(StreamVersion(rawValue: version + Int64(append.events.count)), isRepetition: false)
            }

            static func check(_ event: NewEvent) -> EventStoreError.Code? {
                if event.type.rawValue.isEmpty || event.schemaVersion < 1 { return .invalidArgument }
                if case .json(let data) = event.payload, data.isEmpty || data == Data("{".utf8) {
                    return .invalidPayload
                }
                return nil
            }
        }

        private struct Lane {
            var random: SeededGenerator
            var model = Model()
            let tenant: Tenant
            let store: PostgresEventStore
            var calls: [String: Int] = [:]

            mutating func stream() -> StreamName {
                StreamName(
                    ["order", "it's"].randomElement(using: &random)!,
                    Int.random(in: 0..<60, using: &random) == 0 ? "" : "\(Int.random(in: 0..<12, using: &random))",
                    tenant: tenant)
            }

            mutating func event() -> NewEvent {
                let bad = Int.random(in: 0..<40, using: &random)
                let payload: EventPayload =
                    switch bad {
                    case 0: .json("")
                    case 1: .json("{")
                    case 2...6: .bytes(Data([UInt8(bad)]), contentType: "x/y")
                    default: .json(#"{"n":\#(bad)}"#)
                    }
                return NewEvent(
                    id: UUID.eventID(), type: bad == 7 ? "" : ["A", "B", "C"].randomElement(using: &random)!,
                    schemaVersion: bad == 8 ? 0 : Int32.random(in: 1...3, using: &random), payload: payload,
                    metadata: bad % 3 == 0
                        ? EventMetadata(correlationID: "c\(bad)", additional: Data(#"{"k":\#(bad)}"#.utf8)) : .none,
                    timestamp: Date(timeIntervalSince1970: (Date().timeIntervalSince1970 - Double(bad)).rounded()))
            }

            mutating func events() -> [NewEvent] {
                // Sometimes a repetition, whole or in part, or an id of another stream.
                if Int.random(in: 0..<8, using: &random) == 0,
                    let old = model.streams.values.randomElement(using: &random)
                {
                    let start = Int.random(in: 0..<old.count, using: &random)
                    return Array(old[start..<min(old.count, start + Int.random(in: 1...3, using: &random))])
                }
                let count = [0, 1, 1, 1, 1, 2, 3, 5].randomElement(using: &random)!
                return (0..<count).map { _ in event() }
            }

            mutating func append() -> StreamAppend {
                var stream = stream()
                let events = events()
                // Repetitions mostly in their own stream.
                if let first = events.first, let home = model.ids[first.id], Int.random(in: 0..<4, using: &random) > 0 {
                    stream = home
                }
                let version = Int64(model.streams[stream]?.count ?? 0)
                let expected: ExpectedVersion =
                    switch Int.random(in: 0..<7, using: &random) {
                    case 0: .noStream
                    case 1: .streamExists
                    case 2:
                        .exactly(StreamVersion(rawValue: max(0, version + Int64.random(in: -2...2, using: &random))))
                    case 3: .exactly(StreamVersion(rawValue: version))
                    default: .any
                    }
                return StreamAppend(events, to: stream, expectedVersion: expected)
            }

            mutating func compare(
                _ append: StreamAppend, _ outcome: Result<AppendResult, any Error>, _ expected: Answer
            ) {
                switch (outcome, expected) {
                case (.success(let result), .stored(let version, let isRepetition)):
                    #expect(result.version == version && result.wasAlreadyStored == isRepetition)
                case (.failure(let error as EventStoreError), .refused(let codes)):
                    #expect(codes.contains(error.code), "\(append.stream) \(append.expectedVersion): \(error)")
                default:
                    Issue.record("\(append.stream) \(append.expectedVersion): \(outcome) instead of \(expected)")
                }
            }

            mutating func call() async throws {
                let kind = Int.random(in: 0..<20, using: &random)
                switch kind {
                case 0...8:
                    calls["append", default: 0] += 1
                    let append = append()
                    let expected = model.append(append)
                    do {
                        compare(append, .success(try await store.append(append)), expected)
                    } catch {
                        compare(append, .failure(error), expected)
                    }
                case 9, 10:
                    calls["appendEach", default: 0] += 1
                    var appends = (0..<Int.random(in: 1...4, using: &random)).map { _ in append() }
                    var streams: Set<StreamName> = []
                    var ids: Set<UUID> = []
                    appends.removeAll { append in
                        // What concerns the whole call is tried elsewhere.
                        !streams.insert(append.stream).inserted || append.events.isEmpty
                            || append.stream.aggregateID.isEmpty
                            || append.events.contains { Model.check($0) != nil || !ids.insert($0.id).inserted }
                    }
                    let outcomes = try await store.appendEach(appends)
                    for (append, outcome) in zip(appends, outcomes) {
                        compare(append, outcome.mapError { $0 as any Error }, model.append(append))
                    }
                case 11, 12:
                    calls["append of several", default: 0] += 1
                    var streams: Set<StreamName> = []
                    let appends = (0..<Int.random(in: 1...3, using: &random)).map { _ in append() }
                        .filter { streams.insert($0.stream).inserted }
                    var copy = model
                    var ids: Set<UUID> = []
                    let isPlain = appends.allSatisfy { $0.events.allSatisfy { ids.insert($0.id).inserted } }
                    let expected = appends.map { copy.append($0) }
                    do {
                        let results = try await store.append(appends)
                        for (index, append) in appends.enumerated() {
                            compare(append, .success(results[index]), expected[index])
                        }
                        model = copy
                    } catch let error as EventStoreError {
                        let codes = expected.reduce(into: Set<EventStoreError.Code>()) {
                            if case .refused(let some) = $1 { $0.formUnion(some) }
                        }
                        #expect(codes.contains(error.code) || !isPlain, "\(error) instead of one of \(codes)")
                    }
                case 13, 14:
                    calls["readStream", default: 0] += 1
                    let stream = stream()
                    let limit = [-1, 0, 1, 2, 5, 1000, 100_001].randomElement(using: &random)!
                    let from = Bool.random(using: &random) ? Int64.random(in: -1...20, using: &random) : nil
                    let isBackwards = Bool.random(using: &random)
                    do {
                        let read = try await store.readStream(
                            stream,
                            StreamReadOptions(
                                fromVersion: from.map(StreamVersion.init(rawValue:)),
                                direction: isBackwards ? .backwards : .forwards,
                                limit: limit))
                        let all = (model.streams[stream] ?? []).enumerated().map { (Int64($0.offset + 1), $0.element) }
                        let wanted =
                            isBackwards
                            ? all.reversed().filter { $0.0 <= from ?? .max }.prefix(limit)
                            : all.filter { $0.0 >= from ?? 0 }.prefix(limit)
                        #expect(read.map(\.version.rawValue) == wanted.map(\.0))
                        #expect(read.map(\.id) == wanted.map(\.1.id))
                        #expect(read.map(\.payload) == wanted.map(\.1.payload))
                    } catch let error as EventStoreError {
                        #expect(
                            error.code == .invalidArgument && (!(1...100_000 ~= limit) || (from ?? 0) < 0), "\(error)")
                    }
                case 15:
                    calls["readAll", default: 0] += 1
                    let types: [EventType] = [["A"], ["A", "B"], []].randomElement(using: &random)!
                    // Another lane's append in flight may hold the barrier below what this lane has just stored.
                    let mine = try await store.positions().headPosition
                    try await waitUntil("the barrier has passed") { try await store.positions().safePosition >= mine }
                    let read = try await store.readAll(
                        AllReadOptions(limit: 100_000, filter: EventFilter(eventTypes: types, tenant: tenant)))
                    let wanted = model.streams.values.joined().filter { types.contains($0.type) }
                    #expect(Set(read.map(\.id)) == Set(wanted.map(\.id)) && read.count == wanted.count)
                    #expect(read.map(\.globalPosition) == read.map(\.globalPosition).sorted())
                case 16:
                    calls["streams", default: 0] += 1
                    let listed = try await store.streams(StreamListOptions(tenant: tenant, limit: 1000))
                    #expect(
                        listed.map { [$0.name: Int($0.version.rawValue)] }.reduce(into: [:]) {
                            $0.merge($1) { a, _ in a }
                        }
                            == model.streams.mapValues(\.count))
                case 17:
                    calls["event", default: 0] += 1
                    let id = model.ids.keys.randomElement(using: &random) ?? UUID()
                    let found = try await store.event(withID: id, tenant: tenant)
                    #expect(found?.stream == model.ids[id])
                    #expect(try await store.event(withID: UUID(), tenant: tenant) == nil)
                case 18:
                    calls["checkpoints", default: 0] += 1
                    let name = ["p", "q", ""].randomElement(using: &random)!
                    let position = GlobalPosition(rawValue: Int64.random(in: -1...200, using: &random))
                    let isBack = Bool.random(using: &random)
                    do {
                        try await store.saveCheckpoint(
                            CheckpointUpdate(
                                name: name, tenant: tenant, globalPosition: position, allowsBackwards: isBack))
                        #expect(name != "" && position >= 0 && (isBack || position >= model.checkpoints[name] ?? 0))
                        model.checkpoints[name] = position
                    } catch let error as EventStoreError {
                        let isArgument = name == "" || position < 0
                        #expect(
                            isArgument
                                ? error.code == .invalidArgument
                                : [.checkpointBackwards, .checkpointBeyondHead].contains(error.code), "\(error)")
                        if error.code == .checkpointBackwards { #expect(position < model.checkpoints[name]!) }
                    }
                    if name != "" {
                        #expect(
                            try await store.checkpoint(named: name, tenant: tenant)?.globalPosition
                                == model.checkpoints[name]
                        )
                    }
                default:
                    calls["subscribe", default: 0] += 1
                    let wanted = model.streams.values.joined().filter { $0.type == "B" }.count
                    guard wanted > 0 else { return }
                    var ids: [UUID] = []
                    let options = SubscriptionOptions(
                        filter: EventFilter(eventTypes: ["B"], tenant: tenant),
                        pageSize: Int.random(in: 1...50, using: &random))
                    for try await event in store.subscribe(options) {
                        ids.append(event.id)
                        if ids.count == wanted { break }
                    }
                    #expect(Set(ids).count == wanted)
                    #expect(ids.allSatisfy { model.ids[$0] != nil })
                }
            }

            func finish() async throws {
                for (stream, events) in model.streams {
                    let read = try await store.readStream(stream, StreamReadOptions(limit: 100_000))
                    #expect(read.map(\.version.rawValue) == Array(1...Int64(events.count)))
                    #expect(read.map(\.id) == events.map(\.id))
                    #expect(read.map(\.type) == events.map(\.type))
                    #expect(read.map(\.payload) == events.map(\.payload))
                    #expect(read.map(\.metadata) == events.map(\.metadata))
                    #expect(read.map(\.timestamp) == events.map(\.timestamp))
                    #expect(read.map(\.schemaVersion) == events.map(\.schemaVersion))
                }
            }
        }

        @Test("random calls do what a model in memory does", .timeLimit(.minutes(5)))
        func random() async throws {
            let calls = ProofEnvironment.number("EVENT_STORE_PROOF_CALLS", 20_000)
            let seed = UInt64(ProofEnvironment.number("EVENT_STORE_PROOF_SEED", Int.random(in: 0..<1_000_000)))
            print("fuzz: \(calls) calls, EVENT_STORE_PROOF_SEED=\(seed)")
            let lanes = 8
            try await TestStore.with { store in
                // Positions for checkpoints to lie at, from the beginning.
                try await store.append(
                    (0..<200).map { _ in .test() }, to: StreamName("first", "1"), expectedVersion: .any)
                let kinds = try await withThrowingTaskGroup(of: [String: Int].self) { group in
                    for number in 0..<lanes {
                        group.addTask {
                            var lane = Lane(
                                random: SeededGenerator(seed: seed &+ UInt64(number) &* 1_000_003),
                                tenant: Tenant(rawValue: "lane \(number)"), store: store)
                            for _ in 0..<calls / lanes { try await lane.call() }
                            try await lane.finish()
                            return lane.calls
                        }
                    }
                    return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
                }
                print(
                    "fuzz: \(kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
                #expect(try await store.verify().isEmpty)
            }
        }
    }
}
