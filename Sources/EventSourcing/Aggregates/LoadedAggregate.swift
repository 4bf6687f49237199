public import Foundation

/// An aggregate as it was loaded.
public struct LoadedAggregate<State: Aggregate>: Sendable {
    public var stream: StreamName
    public var state: State
    /// The version of the last event in the state; ``StreamVersion/absent`` when the stream does not exist.
    public var version: StreamVersion
    /// The id of that event, if it could be read.
    public var lastEventID: UUID?
    /// The version of the snapshot that was built upon; nil: all events were replayed.
    public var snapshotVersion: StreamVersion?
    /// How many stored events were replayed.
    public var eventsReplayed: Int
    /// How many of these did not decode, and were passed over by the policy of the repository: the state lacks them, so that no
    /// snapshot is taken of it.
    public var eventsPassedOver = 0

    /// When the snapshot was saved; without one, when the first event that was replayed was stored.
    var oldest: Date?

    /// What an append must expect so that it goes through only if nothing has happened since.
    public var expectedVersion: ExpectedVersion { version == .absent ? .noStream : .exactly(version) }

    func isAt(_ expected: ExpectedVersion) -> Bool {
        switch expected {
        case .any: true
        case .noStream: version == .absent
        case .streamExists: version > .absent
        case .exactly(let expected): version == expected
        }
    }
}

extension LoadedAggregate: Equatable where State: Equatable {}

/// What a command has brought about.
public struct CommandResult<State: Aggregate>: Sendable {
    public var stream: StreamName
    /// The state after the command.
    public var state: State
    /// The version of the stream after the command.
    public var version: StreamVersion
    /// What was decided and is stored; empty when the command changed nothing.
    public var events: [State.Event]
    /// The position of the last of the events, for `waitForCheckpoint`; nil without events.
    public var lastPosition: GlobalPosition?
    /// The command with this id had been executed before, and this is its original result.
    public var wasRepeated: Bool
    /// How often it was decided, at least 1: more often when others appended in between; 0 for a repeated command.
    public var attempts: Int
}

/// What an ``AggregateRepository`` throws besides ``EventStoreError``, ``EventDecodingError`` and what a command throws.
public enum AggregateError: Error, Hashable, Sendable {
    /// The id of the command was used before, by another command or for another stream.
    case commandIDReused(UUID, StreamName)
    /// A snapshot was asked for, and the aggregate has no event.
    case nothingToSnapshot(StreamName)
    /// A snapshot would keep a state that lacks events, so many, which did not decode: a later program may know them.
    case incompleteState(StreamName, eventsPassedOver: Int)
}
