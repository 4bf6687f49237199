import EventSourcing
import EventStoreTesting
import Foundation
import Synchronization
import Testing

@Suite("The repository of aggregates")
struct RepositoryTests {
    let store = InMemoryEventStore()
    var accounts: AggregateRepository<Account> { AggregateRepository(Account.self, store: store) }
    static let stream = StreamName("account", "1")

    @Test("an aggregate without events is new")
    func absent() async throws {
        let loaded = try await accounts.load("1")
        #expect(loaded.state == Account() && loaded.version == .absent && loaded.expectedVersion == .noStream)
    }

    @Test("what is decided is appended and is in the state that comes back and that is loaded")
    func decided() async throws {
        let account = accounts.aggregate("1")
        try await account.execute { _ in [.opened(owner: "Ada"), .deposited(5)] }
        let result = try await account.execute { try $0.withdraw(2) }
        #expect(result.events == [.withdrawn(2)] && result.version == 3 && result.state.balance == 3)
        #expect(result.lastPosition == store.allEvents.last?.globalPosition && result.attempts == 1)
        let loaded = try await account.load()
        #expect(loaded.state == result.state && loaded.version == 3 && loaded.eventsReplayed == 3)
        #expect(try await account.load(upTo: 2).state.balance == 5, "and as it was")
    }

    @Test("a command that throws, or decides nothing, appends nothing")
    func nothing() async throws {
        await #expect(throws: Account.NotOpen.self) { try await accounts.execute("1") { try $0.deposit(1) } }
        try await accounts.execute("1") { _ in [.opened(owner: "Ada")] }
        let result = try await accounts.execute("1") { try $0.deposit(0) }
        #expect(result.events.isEmpty && result.version == 1 && result.lastPosition == nil)
        #expect(store.count == 1)
    }

    @Test("streams longer than a page are read to their end")
    func pages() async throws {
        let accounts = AggregateRepository(
            Account.self, store: store, options: RepositoryOptions(pageSize: 3))
        for count in 1...10 {
            let result = try await accounts.execute("1") { _ in [.deposited(count)] }
            #expect(try await accounts.load("1").state == result.state)
        }
    }

    @Test("when others append in between it is decided again on the new state")
    func conflict() async throws {
        try await accounts.execute("1") { _ in [.opened(owner: "Ada"), .deposited(5)] }
        let seen = Mutex<[Int]>([])
        store.inject(
            .runs { [store] in
                try await store.append([AccountEvent.withdrawn(4)], to: Self.stream, expectedVersion: .any)
            }, into: .append)
        await #expect(throws: Account.TooLittle(balance: 1)) {
            try await accounts.execute("1") { account in
                seen.withLock { $0.append(account.balance) }
                return try account.withdraw(3)
            }
        }
        #expect(seen.withLock { $0 } == [5, 1])
    }

    @Test("a command that expects a version is decided on that one only, also when others append in between")
    func expected() async throws {
        let account = accounts.aggregate("1")
        let absent = await #expect(throws: EventStoreError.self) {
            try await account.execute(expectedVersion: .streamExists) { _ in [.opened(owner: "Ada")] }
        }
        #expect(absent?.code == .wrongExpectedVersion && absent?.actualVersion == .absent)
        try await account.execute(expectedVersion: .noStream) { _ in [.opened(owner: "Ada"), .deposited(5)] }
        try await account.execute(expectedVersion: .exactly(2)) { try $0.withdraw(1) }
        let decisions = Mutex(0)
        for expected in [ExpectedVersion.noStream, .exactly(2), .exactly(4)] {
            let error = await #expect(throws: EventStoreError.self) {
                try await account.execute(expectedVersion: expected) { _ in
                    decisions.withLock { $0 += 1 }
                    return [.deposited(1)]
                }
            }
            #expect(error?.code == .wrongExpectedVersion && error?.expectedVersion == expected)
            #expect(error?.actualVersion == 3 && error?.stream == Self.stream && error?.isRetryable == false)
        }
        #expect(decisions.withLock { $0 } == 0)
        store.inject(
            .runs { [store] in
                try await store.append([AccountEvent.withdrawn(1)], to: Self.stream, expectedVersion: .any)
            }, into: .append)
        let overtaken = await #expect(throws: EventStoreError.self) {
            try await account.execute(expectedVersion: .exactly(3)) { account in
                decisions.withLock { $0 += 1 }
                return try account.withdraw(1)
            }
        }
        #expect(overtaken?.actualVersion == 4 && decisions.withLock { $0 } == 1 && store.count == 4)
    }

    @Test("conflicts are tried again so often and not oftener")
    func bounded() async throws {
        let conflict = EventStoreError(.wrongExpectedVersion, "others were quicker")
        var options = RepositoryOptions()
        options.conflicts = RetryPolicy(attempts: 3, firstPause: .zero)
        let accounts = AggregateRepository(Account.self, store: store, options: options)
        store.inject(.fails(conflict), into: .append, times: 2)
        #expect(try await accounts.execute("1") { _ in [.deposited(1)] }.attempts == 3)
        store.inject(.fails(conflict), into: .append, times: 3)
        let error = await #expect(throws: EventStoreError.self) {
            try await accounts.execute("1") { _ in [.deposited(1)] }
        }
        #expect(error?.code == .wrongExpectedVersion && store.count == 1 && store.callCount(.append) == 6)
    }

    @Test("pauses grow, are bounded and random")
    func pauses() {
        let policy = RetryPolicy(firstPause: .milliseconds(8), longestPause: .milliseconds(20))
        for (attempt, bound) in [(1, 8), (2, 16), (3, 20), (60, 20)] {
            let pauses = (0..<100).map { _ in policy.pause(after: attempt) }
            #expect(pauses.allSatisfy { $0 >= .zero && $0 <= .milliseconds(bound) })
            #expect(Set(pauses).count > 50)
        }
    }

    @Test("an append of unknown outcome is repeated with the same ids, so it is stored once", arguments: [true, false])
    func unknown(hasEffect: Bool) async throws {
        store.inject(.outcomeUnknown(hasEffect: hasEffect), into: .append, times: 2)
        let result = try await accounts.execute("1") { _ in [.opened(owner: "Ada"), .deposited(1)] }
        #expect(result.version == 2 && result.attempts == 1)
        #expect(store.allEvents.count == 2 && store.callCount(.append) == 3)
    }

    @Test(
        "what was in doubt stays so when a repetition fails in another way, unless the store has looked",
        arguments: [true, false])
    func inDoubt(hasLooked: Bool) async throws {
        store.inject(.outcomeUnknown(hasEffect: true), into: .append)
        let settled = EventStoreError(hasLooked ? .wrongExpectedVersion : .poolExhausted, "settled")
        store.inject(.fails(settled), into: .append, times: 10)
        var options = RepositoryOptions()
        options.conflicts = RetryPolicy(attempts: 1, firstPause: .zero)
        options.unknownOutcomes = RetryPolicy(attempts: 3, firstPause: .zero)
        let accounts = AggregateRepository(Account.self, store: store, options: options)
        let error = await #expect(throws: EventStoreError.self) {
            try await accounts.execute("1") { _ in [.opened(owner: "Ada")] }
        }
        #expect(error?.code == settled.code && error?.isOutcomeUnknown == !hasLooked)
        #expect(store.callCount(.append) == (hasLooked ? 2 : 3))
    }

    @Test("many at once lose nothing")
    func concurrent() async throws {
        var options = RepositoryOptions()
        options.conflicts = RetryPolicy(attempts: 1000, firstPause: .microseconds(100), longestPause: .milliseconds(2))
        let accounts = AggregateRepository(Account.self, store: store, options: options)
        try await accounts.execute("1") { _ in [.opened(owner: "Ada")] }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { for _ in 0..<5 { _ = try await accounts.execute("1") { try $0.deposit(1) } } }
            }
            try await group.waitForAll()
        }
        #expect(try await accounts.load("1").state.balance == 100)
    }

    @Test("a stream whose events are all truncated is appended to at its version")
    func truncated() async throws {
        try await accounts.execute("1") { _ in [.opened(owner: "Ada"), .deposited(1)] }
        try await store.truncateStream(Self.stream, before: 3)
        let loaded = try await accounts.load("1")
        #expect(loaded.state == Account() && loaded.version == 2)
        #expect(try await accounts.execute("1") { _ in [.opened(owner: "Bob")] }.version == 3)
    }

    @Test("an event that does not decode fails the load, and says which")
    func undecodable() async throws {
        try await store.append(
            [NewEvent(type: "renamed", payload: .json("{}"))], to: Self.stream, expectedVersion: .noStream)
        let error = await #expect(throws: EventDecodingError.self) { try await accounts.load("1") }
        #expect(error?.stream == Self.stream && error?.version == 1)
    }

    @Test("a deleted stream says so")
    func deleted() async throws {
        try await accounts.execute("1") { _ in [.opened(owner: "Ada")] }
        try await store.deleteStream(Self.stream, expectedVersion: .any)
        let error = await #expect(throws: EventStoreError.self) {
            try await accounts.execute("1") { _ in [.deposited(1)] }
        }
        #expect(error?.code == .streamDeleted)
    }
}
