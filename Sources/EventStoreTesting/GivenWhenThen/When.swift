public import EventSourcing

/// What a command has decided, to be compared with what was expected.
public struct When<State: Aggregate>: Sendable {
    let state: State
    /// The events, or what the command threw.
    public let outcome: Result<[State.Event], any Error>

    /// The events. Throws ``ExpectationFailure`` when the command threw.
    public func events() throws -> [State.Event] {
        switch outcome {
        case .success(let events): return events
        case .failure(let error): throw ExpectationFailure("events were expected, and the command threw \(error)")
        }
    }

    /// Nothing happens, and nothing is thrown.
    public func thenNothing() throws {
        let events = try events()
        guard events.isEmpty else {
            throw ExpectationFailure(
                "no event was expected, and there are \(events.count)", lines: events.map { "+ \($0)" })
        }
    }

    /// The command throws an error of this type, which is returned.
    @discardableResult
    public func thenThrows<Failure: Error>(_: Failure.Type) throws -> Failure {
        switch outcome {
        case .success(let events):
            throw ExpectationFailure(
                "\(Failure.self) was expected, and nothing was thrown", lines: events.map { "+ \($0)" })
        case .failure(let error as Failure): return error
        case .failure(let error):
            throw ExpectationFailure("\(Failure.self) was expected, and \(type(of: error)) was thrown: \(error)")
        }
    }

    /// The command throws this error.
    public func thenThrows<Failure: Error & Equatable>(_ expected: Failure) throws {
        let error = try thenThrows(Failure.self)
        guard error == expected else {
            throw ExpectationFailure("another error was expected", lines: ["- \(expected)", "+ \(error)"])
        }
    }

    /// Checks the state after the events.
    public func thenState(_ check: (State) throws -> Void) throws {
        var state = state
        for event in try events() { state.apply(event) }
        try check(state)
    }
}

extension When where State.Event: Equatable {
    /// The command decides exactly these events, in this order.
    public func then(_ expected: State.Event...) throws { try then(expected) }

    /// The command decides exactly these events, in this order.
    public func then(_ expected: [State.Event]) throws {
        let events = try events()
        guard events != expected else { return }
        throw ExpectationFailure(
            "other events were expected (- expected, + decided)", lines: Difference.lines(expected, events))
    }
}
