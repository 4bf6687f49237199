import EventSourcing
import EventStoreTesting
import Foundation
import Testing

@Suite("Commands that come twice")
struct CommandIdempotencyTests {
    let store = InMemoryEventStore()
    var accounts: AggregateRepository<Account> { AggregateRepository(Account.self, store: store) }

    @Test("the original result comes back, though the state has moved on")
    func repeated() async throws {
        let command = UUID()
        try await accounts.execute("1") { _ in [.opened(owner: "Ada")] }
        let first = try await accounts.execute("1", commandID: command) { _ in [.deposited(7), .withdrawn(2)] }
        try await accounts.execute("1") { try $0.withdraw(5) }
        let again = try await accounts.execute("1", commandID: command) { _ in
            Issue.record("it is not decided again")
            return [.closed]
        }
        #expect(again.wasRepeated && !first.wasRepeated)
        #expect(again.events == first.events && again.state == first.state)
        #expect(again.version == first.version && again.lastPosition == first.lastPosition)
        #expect(store.count == 4)
    }

    @Test("the original result comes back also to whoever expects a version that has passed")
    func repeatedWithVersion() async throws {
        let command = UUID()
        try await accounts.execute("1", commandID: command, expectedVersion: .noStream) { _ in [.opened(owner: "Ada")] }
        try await accounts.execute("1") { try $0.deposit(5) }
        let again = try await accounts.execute("1", commandID: command, expectedVersion: .noStream) { _ in [.closed] }
        #expect(again.wasRepeated && again.version == 1 && store.count == 2)
    }

    @Test("results longer than a page come back whole")
    func long() async throws {
        let command = UUID()
        let events = (1...250).map { AccountEvent.deposited($0) }
        try await accounts.execute("1", commandID: command) { _ in events }
        try await accounts.execute("1") { _ in [.deposited(0)] }
        let again = try await accounts.execute("1", commandID: command) { _ in [] }
        #expect(again.events == events && again.version == 250)
    }

    @Test("the same command twice at the same time takes effect once")
    func atOnce() async throws {
        var options = RepositoryOptions()
        options.conflicts = RetryPolicy(attempts: 100, firstPause: .microseconds(100))
        let accounts = AggregateRepository(Account.self, store: store, options: options)
        for _ in 0..<20 {
            let command = UUID()
            let results = try await withThrowingTaskGroup(of: CommandResult<Account>.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await accounts.execute("1", commandID: command) { _ in [.deposited(1)] } }
                }
                return try await group.reduce(into: [CommandResult<Account>]()) { $0.append($1) }
            }
            #expect(Set(results.map(\.version)).count == 1)
            #expect(results.filter { !$0.wasRepeated }.count == 1)
        }
        #expect(store.count == 20)
    }

    @Test(
        "a command never meets its own effect: not when it has come again between any two of its steps",
        arguments: [
            InMemoryCall.readStream, .eventWithID, .append,
        ])
    func overtakenByItself(call: InMemoryCall) async throws {
        try await accounts.execute("1") { _ in [.opened(owner: "Ada")] }
        let command = UUID()
        @Sendable func open(_ account: Account) throws -> [AccountEvent] {
            guard account.balance == 0 else { throw Account.TooLittle(balance: account.balance) }
            return [.deposited(5)]
        }
        store.inject(
            .runs { try await accounts.execute("1", commandID: command, open) }, into: call)
        let result = try await accounts.execute("1", commandID: command, open)
        #expect(result.wasRepeated && result.events == [.deposited(5)] && result.version == 2)
        #expect(store.count == 2)
    }

    @Test("the command is what its events were caused by")
    func causation() async throws {
        let command = UUID()
        try await EventContext(correlationID: "c", causationID: "x", userID: "u", additional: ["trace": "t"]).run {
            try await accounts.execute("1", commandID: command) { _ in [.closed] }
            try await accounts.execute("1") { _ in [.closed] }
        }
        let metadata = store.allEvents.map(\.metadata)
        #expect(metadata.map(\.causationID) == [command.uuidString.lowercased(), "x"])
        #expect(metadata.allSatisfy { $0.correlationID == "c" && $0.userID == "u" })
        #expect(metadata.allSatisfy { $0.additional == Data(#"{"trace":"t"}"#.utf8) })
        #expect(store.allEvents[0].id == .eventID(ofCommand: command, index: 0))
    }

    @Test("what follows from an event has its correlation, and it as the cause")
    func caused() async throws {
        try await accounts.execute("1") { _ in [.opened(owner: "Ada")] }
        let event = store.allEvents[0]
        let id = event.id.uuidString.lowercased()
        #expect(EventContext.caused(by: event) == EventContext(correlationID: id, causationID: id))
        try await EventContext.caused(by: event).run { () async throws -> Void in
            async let child = accounts.execute("2") { _ in [.opened(owner: "Bob")] }
            _ = try await child
        }
        #expect(store.allEvents[1].metadata == EventMetadata(correlationID: id, causationID: id))
        #expect(EventContext.current == EventContext(), "outside nothing is left")
    }

    @Test("a command's id that was used for another aggregate is refused")
    func reused() async throws {
        let command = UUID()
        try await accounts.execute("1", commandID: command) { _ in [.closed] }
        await #expect(throws: AggregateError.commandIDReused(command, StreamName("account", "1"))) {
            try await accounts.execute("2", commandID: command) { _ in [.closed] }
        }
    }

    @Test("an event that has a command's id by chance is no repetition")
    func chance() async throws {
        let command = UUID()
        try await store.append(
            [try NewEvent(AccountEvent.closed, id: .eventID(ofCommand: command, index: 0))],
            to: StreamName("account", "1"), expectedVersion: .any)
        await #expect(throws: AggregateError.self) {
            try await accounts.execute("1", commandID: command) { _ in [.deposited(1)] }
        }
    }

    @Test("ids are of version 8, differ, and follow from the command")
    func ids() throws {
        var seen: Set<UUID> = []
        let counted = (0..<100).map { UUID(uuidString: String(format: "00000000-0000-4000-8000-0000000000%02x", $0))! }
        let commands = [UUID(), .eventID()] + counted
        for command in commands {
            for index in 0..<1000 {
                let id = UUID.eventID(ofCommand: command, index: index)
                #expect(id.uuid.6 >> 4 == 8 && id.uuid.8 >> 6 == 2)
                seen.insert(id)
            }
        }
        #expect(seen.count == commands.count * 1000)
        let command = try #require(UUID(uuidString: "0192D5A1-7C3B-7ABC-8123-456789ABCDEF"))
        #expect(UUID.eventID(ofCommand: command, index: 0).uuidString == "0192D5A1-7C3B-8ABC-8123-456789ABCDEF")
        #expect(UUID.eventID(ofCommand: command, index: 1).uuidString == "0192D5A1-7C3B-8ABC-A8B1-23D5E97E6CF4")
    }
}
