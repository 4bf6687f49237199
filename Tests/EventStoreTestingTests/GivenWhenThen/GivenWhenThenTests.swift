import EventSourcing
import EventStoreTesting
import Testing

@Suite("Given, when, then")
struct GivenWhenThenTests {
    @Test("what is as expected passes")
    func passes() async throws {
        try Given(Account.self, .opened(owner: "Ada")).when { try $0.deposit(3) }.then(.deposited(3))
        try Given(Account.self, .opened(owner: "Ada")).when { try $0.deposit(0) }.thenNothing()
        try Given(Account.self).when { try $0.deposit(3) }.thenThrows(Account.NotOpen.self)
        try Given(Account.self, .deposited(2)).when { try $0.withdraw(3) }.thenThrows(Account.TooLittle(balance: 2))
        try Given(Account.self, [.deposited(2)]).when { try $0.withdraw(2) }.thenState { #expect($0.balance == 0) }
        Given(Account.self, .deposited(2)).thenState { #expect($0.balance == 2) }
        let asynchronous = await Given(Account.self).when { _ in
            await Task.yield()
            return [AccountEvent.closed]
        }
        try asynchronous.then(.closed)
    }

    @Test("what differs is said, line by line")
    func differs() throws {
        let decided = Given(Account.self).when { _ in [.opened(owner: "Ada"), .deposited(2), .closed] }
        let failure = try #require(throws: ExpectationFailure.self) {
            try decided.then(.opened(owner: "Ada"), .deposited(3), .closed)
        }
        #expect(
            failure.description == """
                other events were expected (- expected, + decided)
                  opened(owner: "Ada")
                - deposited(3)
                + deposited(2)
                  closed
                """)
        #expect(throws: ExpectationFailure.self) { try decided.thenNothing() }
        #expect(throws: ExpectationFailure.self) { try decided.thenThrows(Account.NotOpen.self) }
        #expect(throws: ExpectationFailure.self) { try decided.then() }
        #expect(throws: ExpectationFailure.self) { try decided.then(.opened(owner: "Ada"), .deposited(2)) }
    }

    @Test("an error that was not expected is said")
    func errors() throws {
        let refused = Given(Account.self, .deposited(2)).when { try $0.withdraw(3) }
        #expect(throws: ExpectationFailure.self) { try refused.then(.withdrawn(3)) }
        #expect(throws: ExpectationFailure.self) { try refused.thenNothing() }
        #expect(throws: ExpectationFailure.self) { try refused.thenState { _ in } }
        #expect(throws: ExpectationFailure.self) { try refused.thenThrows(Account.NotOpen.self) }
        let failure = try #require(throws: ExpectationFailure.self) {
            try refused.thenThrows(Account.TooLittle(balance: 1))
        }
        #expect(failure.description.hasSuffix("- TooLittle(balance: 1)\n+ TooLittle(balance: 2)"))
    }
}
