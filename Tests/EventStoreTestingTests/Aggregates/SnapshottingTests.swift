import EventSourcing
import EventStoreTesting
import Foundation
import Synchronization
import Testing

/// Notes what becomes of snapshots.
final class SnapshotNotes: EventStoreObserver {
    let outcomes = Mutex<[String]>([])

    func didUseSnapshot(_ snapshot: SnapshotObservation) {
        let text =
            switch snapshot.outcome {
            case .used(let version): "used \(version)"
            case .missing: "missing"
            case .unusable: "unusable"
            case .saved(let version): "saved \(version)"
            case .failed: "failed"
            case .postponed: "postponed"
            }
        outcomes.withLock { $0.append(text) }
    }

    func take() -> [String] {
        outcomes.withLock { outcomes in
            defer { outcomes = [] }
            return outcomes
        }
    }
}

@Suite("Snapshots of aggregates")
struct SnapshottingTests {
    static let stream = StreamName("account", "1")
    let store = InMemoryEventStore()
    let notes = SnapshotNotes()
    let snapshots: InMemorySnapshotStore
    let plain: AggregateRepository<Account>

    init() {
        snapshots = InMemorySnapshotStore(of: store)
        plain = AggregateRepository(Account.self, store: store)
    }

    func accounts(_ strategy: SnapshotStrategy) -> AggregateRepository<Account> {
        AggregateRepository(Account.self, store: store, options: RepositoryOptions(observer: notes))
            .withSnapshots(in: snapshots, strategy)
    }

    func deposit(_ accounts: AggregateRepository<Account>, times: Int = 1) async throws {
        for _ in 0..<times {
            try await accounts.execute("1") { _ in [.deposited(1)] }
            await accounts.finishSnapshots()
        }
    }

    @Test("every so many events one is taken, after the append, and the next load builds upon it")
    func everyEvents() async throws {
        let accounts = accounts(.everyEvents(3))
        try await deposit(accounts, times: 7)
        #expect(
            notes.take() == [
                "missing", "missing", "missing", "saved 3", "used 3", "used 3", "used 3", "saved 6", "used 6",
            ])
        let loaded = try await accounts.load("1")
        #expect(loaded.snapshotVersion == 6 && loaded.eventsReplayed == 1)
        #expect(try await loaded.state == plain.load("1").state)
        #expect(try await accounts.load("1", upTo: 5).snapshotVersion == 3)
    }

    @Test("never looks for none and takes none; by hand takes none by itself")
    func byHand() async throws {
        try await deposit(accounts(.manual), times: 2)
        #expect(notes.take() == ["missing", "missing"])
        let snapshot = try await accounts(.manual).takeSnapshot(of: "1")
        #expect(snapshot.version == 2 && snapshots.allSnapshots.map(\.version) == [2])
        #expect(try await accounts(.manual).load("1").snapshotVersion == 2)
        #expect(try await accounts(.never).load("1").snapshotVersion == nil)
        await #expect(throws: AggregateError.self) { try await accounts(.manual).takeSnapshot(of: "absent") }
        await #expect(throws: AggregateError.self) { try await plain.takeSnapshot(of: "1") }
    }

    @Test("one that does not decode is passed over, and replaced by the next")
    func broken() async throws {
        let accounts = accounts(.everyEvents(2))
        try await deposit(accounts, times: 2)
        var broken = try #require(snapshots.allSnapshots.first)
        broken.payload = .json("[]")
        snapshots.plant(broken)
        _ = notes.take()
        let loaded = try await accounts.load("1")
        let expected = try await plain.load("1").state
        #expect(loaded.snapshotVersion == nil && loaded.state == expected)
        try await deposit(accounts)
        #expect(notes.take() == ["unusable", "unusable", "saved 3"])
        #expect(try await accounts.load("1").snapshotVersion == 3)
    }

    struct NewAccount: SnapshottableAggregate, Hashable {
        static let aggregateType = "account"
        static let snapshotSchemaVersion: Int32 = 2
        var count = 0
        mutating func apply(_: AccountEvent) { count += 1 }
    }

    @Test("one of another schema version is not used, and stands beside the new one")
    func otherSchema() async throws {
        try await deposit(accounts(.everyEvents(1)), times: 2)
        let new = AggregateRepository(NewAccount.self, store: store).withSnapshots(in: snapshots, .everyEvents(1))
        #expect(try await new.load("1").snapshotVersion == nil)
        #expect(try await new.takeSnapshot(of: "1").schemaVersion == 2)
        #expect(try await new.load("1").snapshotVersion == 2)
        #expect(try await accounts(.manual).load("1").snapshotVersion == 2, "an older program still has its own")
    }

    @Test("one from the future, or of another event, is not used")
    func otherHistory() async throws {
        try await deposit(accounts(.everyEvents(2)), times: 3)
        let good = try #require(snapshots.allSnapshots.first)
        var future = good
        future.version = 9
        snapshots.plant(future)
        var other = good
        other.version = 3
        other.eventID = UUID()
        snapshots.plant(other)
        #expect(try await accounts(.manual).load("1").snapshotVersion == 2)
        try await store.deleteStreamPermanently(Self.stream, expectedVersion: .any)
        try await plain.execute("1") { _ in [.opened(owner: "Bob"), .deposited(1), .deposited(1), .deposited(1)] }
        let loaded = try await accounts(.manual).load("1")
        #expect(
            loaded.snapshotVersion == nil && loaded.state.owner == "Bob", "nor one of an earlier stream of the name")
    }

    /// Keeps no promise: gives whatever it has.
    struct CarelessStore: SnapshotStore {
        var snapshot: Snapshot?
        func saveSnapshot(_: Snapshot, keeping _: Int?) async throws { throw EventStoreError(.closed, "closed") }
        func latestSnapshot(
            of _: StreamName, stateType _: String, schemaVersion _: Int32, atOrBelow _: StreamVersion?
        ) async throws -> Snapshot? {
            guard let snapshot else { throw EventStoreError(.closed, "closed") }
            return snapshot
        }
        func snapshots(of _: StreamName, stateType _: String?) async throws -> [SnapshotInformation] { [] }
        func pruneSnapshots(_: SnapshotPruneOptions) async throws -> Int { 0 }
        func deleteSnapshots(of _: StreamName, stateType _: String?) async throws -> Int { 0 }
    }

    @Test("a store of snapshots that fails is no hindrance, and is told of")
    func failing() async throws {
        let accounts = AggregateRepository(
            Account.self, store: store, options: RepositoryOptions(observer: notes)
        ).withSnapshots(in: CarelessStore(), .everyEvents(1))
        try await deposit(accounts, times: 2)
        #expect(notes.take() == ["unusable", "failed", "unusable", "failed"])
        #expect(try await accounts.load("1").state.balance == 2)
    }

    @Test("one that events are missing behind is found out when they are read")
    func gap() async throws {
        try await deposit(plain, times: 5)
        let old = try await plain.load("1", upTo: 2)
        let snapshot = Snapshot(
            stream: Self.stream, version: 2, eventID: try #require(old.lastEventID), stateType: "account",
            payload: try .json(encoding: old.state))
        try await store.truncateStream(Self.stream, before: 5)
        let careless = AggregateRepository(Account.self, store: store)
            .withSnapshots(in: CarelessStore(snapshot: snapshot), .manual)
        let loaded = try await careless.load("1")
        #expect(loaded.snapshotVersion == nil && loaded.state.balance == 1 && loaded.version == 5)
    }

    @Test("a snapshot that is ahead of its stream does not hold up commands for ever")
    func ahead() async throws {
        try await deposit(plain, times: 2)
        let state = try await plain.load("1").state
        let snapshot = Snapshot(
            stream: Self.stream, version: 5, eventID: UUID(), stateType: "account", payload: try .json(encoding: state))
        let careless = AggregateRepository(Account.self, store: store)
            .withSnapshots(in: CarelessStore(snapshot: snapshot), .manual)
        #expect(try await careless.execute("1") { _ in [.deposited(1)] }.version == 3)
    }

    @Test("a state that lacks events which did not decode is kept by none")
    func incomplete() async throws {
        try await deposit(plain)
        try await store.append(
            [NewEvent(type: "later", payload: .json("{}"))], to: Self.stream, expectedVersion: .any)
        var options = RepositoryOptions(observer: notes)
        options.decoding.undecodable = .skip
        let accounts = AggregateRepository(Account.self, store: store, options: options)
            .withSnapshots(in: snapshots, .everyEvents(1))
        #expect(try await accounts.load("1").eventsPassedOver == 1)
        try await deposit(accounts)
        #expect(notes.take() == ["missing", "missing", "failed"])
        await #expect(throws: AggregateError.incompleteState(Self.stream, eventsPassedOver: 1)) {
            try await accounts.takeSnapshot(of: "1")
        }
        #expect(snapshots.allSnapshots.isEmpty)
    }

    struct Meter: SnapshottableAggregate, Hashable {
        enum Event: DomainEvent { case read(at: Date) }
        static let aggregateType = "meter"
        var last: Date?
        mutating func apply(_ event: Event) { if case .read(let date) = event { last = date } }
    }

    @Test("one keeps what a replay brings, also where the coder loses something")
    func lossyCoder() async throws {
        let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
        encoder.dateEncodingStrategy = .iso8601
        decoder.dateDecodingStrategy = .iso8601
        let coder = EventCoder(encoder: encoder, decoder: decoder)
        let meters = AggregateRepository(
            Meter.self, store: store, events: EventRegistry(Meter.Event.self, coder: coder))
        let snapped = meters.withSnapshots(in: snapshots, .everyEvents(1))
        try await snapped.execute("1") { _ in [.read(at: Date(timeIntervalSince1970: 1.75))] }
        await snapped.finishSnapshots()
        let loaded = try await snapped.load("1")
        #expect(loaded.snapshotVersion == 1)
        #expect(try await loaded.state == meters.load("1").state)
        #expect(loaded.state.last == Date(timeIntervalSince1970: 1))
    }

    /// Lets a save go on when it is told.
    final class SlowStore: SnapshotStore {
        let gate = AsyncStream.makeStream(of: Void.self)
        let begun = AsyncStream.makeStream(of: Void.self)
        func saveSnapshot(_: Snapshot, keeping _: Int?) async throws {
            begun.continuation.yield()
            for await _ in gate.stream { break }
        }
        func latestSnapshot(
            of _: StreamName, stateType _: String, schemaVersion _: Int32, atOrBelow _: StreamVersion?
        ) async throws -> Snapshot? { nil }
        func snapshots(of _: StreamName, stateType _: String?) async throws -> [SnapshotInformation] { [] }
        func pruneSnapshots(_: SnapshotPruneOptions) async throws -> Int { 0 }
        func deleteSnapshots(of _: StreamName, stateType _: String?) async throws -> Int { 0 }
    }

    @Test("no command waits for a snapshot, and one stream has one at a time")
    func beside() async throws {
        let slow = SlowStore()
        let accounts = AggregateRepository(
            Account.self, store: store, options: RepositoryOptions(observer: notes)
        ).withSnapshots(in: slow, .everyEvents(1))
        try await accounts.execute("1") { _ in [.deposited(1)] }
        for await _ in slow.begun.stream { break }
        try await accounts.execute("1") { _ in [.deposited(1)] }
        #expect(notes.take() == ["missing", "missing", "postponed"])
        slow.gate.continuation.yield()
        await accounts.finishSnapshots()
        #expect(notes.take() == ["saved 1"])
    }

    static let strategies: [SnapshotStrategy] = [
        .never, .manual, .everyEvents(1), .everyEvents(4), .every(.zero), .adaptive(replayTime: .zero),
        .adaptive(replayTime: .seconds(3600)),
    ]

    /// Random commands through repositories with random strategies, snapshots by hand, broken ones, pruning and deletion; after
    /// each the state is that of the plain fold of everything that ever happened.
    @Test("with snapshots the state is that of the plain fold, whatever happens", arguments: 0..<30)
    func property(seed: UInt64) async throws {
        var generator = AccountGenerator(state: seed)
        var model = Account()
        for _ in 0..<60 {
            let strategy = Self.strategies.randomElement(using: &generator)!
            let accounts = accounts(strategy)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0:
                if !model.history.isEmpty {
                    try await accounts.withSnapshots(in: snapshots, .manual).takeSnapshot(of: "1")
                }
            case 1:
                if var broken = snapshots.allSnapshots.randomElement(using: &generator) {
                    broken.payload = .json("{}")
                    snapshots.plant(broken)
                }
            case 2: try await snapshots.pruneSnapshots(SnapshotPruneOptions(keeping: 1))
            case 3: try await snapshots.deleteSnapshots(of: Self.stream)
            default:
                let events = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                    AccountEvent.deposited(Int.random(in: 1...9, using: &generator))
                }
                let result = try await accounts.execute("1") { _ in events }
                for event in events { model.apply(event) }
                #expect(result.state == model, "seed \(seed)")
            }
            await accounts.finishSnapshots()
            let loaded = try await accounts.load("1")
            #expect(loaded.state == model, "seed \(seed)")
            #expect(Int(loaded.version.rawValue) == model.history.count)
            let version = StreamVersion(rawValue: .random(in: 0...loaded.version.rawValue, using: &generator))
            #expect(
                try await accounts.load("1", upTo: version).state == plain.load("1", upTo: version).state,
                "seed \(seed)")
        }
    }
}
