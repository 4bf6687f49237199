public import EventSourcing

/// What goes wrong with a call of an ``InMemoryEventStore``.
///
///     store.inject(.outcomeUnknown(hasEffect: true), into: .append)
///     store.inject(.fails(EventStoreError(.poolExhausted, "busy", isRetryable: true)), into: .saveCheckpoint, times: 3)
public struct InjectedFault: Sendable {
    enum Moment { case before, after }

    let moment: Moment
    let body: @Sendable () async throws -> Void

    /// The call throws `error` and changes nothing.
    public static func fails(_ error: EventStoreError) -> InjectedFault {
        InjectedFault(moment: .before) { throw error }
    }

    /// The call throws `error` although it has taken effect.
    public static func failsAfterEffect(_ error: EventStoreError) -> InjectedFault {
        InjectedFault(moment: .after) { throw error }
    }

    /// The connection is lost during the call: it throws ``EventSourcing/EventStoreError/Code/connectionLost`` with
    /// ``EventSourcing/EventStoreError/isOutcomeUnknown``, and has taken effect or not.
    public static func outcomeUnknown(hasEffect: Bool) -> InjectedFault {
        InjectedFault(moment: hasEffect ? .after : .before) {
            throw EventStoreError(
                .connectionLost, "the connection was lost during the call",
                hint: "Repeat an append with the same event ids.", isOutcomeUnknown: true, isRetryable: true)
        }
    }

    /// The call begins later.
    public static func delays(_ duration: Duration) -> InjectedFault {
        InjectedFault(moment: .before) { try await Task.sleep(for: duration) }
    }

    /// Something happens before the call: it waits at a gate, or somebody else is quicker. What `body` throws is thrown, and
    /// then the call changes nothing.
    public static func runs(_ body: @escaping @Sendable () async throws -> Void) -> InjectedFault {
        InjectedFault(moment: .before, body: body)
    }

    /// The same after the call has taken effect and before it returns.
    public static func runsAfterEffect(_ body: @escaping @Sendable () async throws -> Void) -> InjectedFault {
        InjectedFault(moment: .after, body: body)
    }
}
