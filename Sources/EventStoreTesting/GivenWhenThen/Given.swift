public import EventSourcing

/// Tests an aggregate by its events, without a store.
///
///     try Given(Order.self, .placed(total: 12)).when { try $0.pay() }.then(.paid)
///     try Given(Order.self, .placed(total: 12), .paid).when { try $0.pay() }.thenThrows(AlreadyPaid.self)
///
/// What is not as expected is thrown as an ``ExpectationFailure`` that says what differs, so it works in every framework for
/// tests: a test that throws fails.
public struct Given<State: Aggregate>: Sendable {
    /// The state after the given events.
    public let state: State

    /// What has happened so far.
    public init(_: State.Type = State.self, _ events: State.Event...) { self.init(State.self, events) }

    /// What has happened so far.
    public init(_: State.Type = State.self, _ events: [State.Event]) {
        var state = State()
        for event in events { state.apply(event) }
        self.state = state
    }

    /// A command, as it would be given to ``EventSourcing/AggregateRepository/execute(_:tenant:commandID:expectedVersion:_:)``.
    public func when(_ command: (State) throws -> [State.Event]) -> When<State> {
        When(state: state, outcome: Result { try command(state) })
    }

    /// A command that is asynchronous.
    public func when(
        isolation: isolated (any Actor)? = #isolation, _ command: (State) async throws -> [State.Event]
    ) async -> When<State> {
        do {
            return When(state: state, outcome: .success(try await command(state)))
        } catch {
            return When(state: state, outcome: .failure(error))
        }
    }

    /// Checks the state that the given events make.
    public func thenState(_ check: (State) throws -> Void) rethrows { try check(state) }
}
