/// How a call ended.
public enum CallOutcome: Sendable {
    case success
    case failure(EventStoreError)
    /// Its task was cancelled.
    case cancelled
}

/// An append that has ended.
public struct AppendObservation: Sendable {
    public var streams: [StreamName]
    /// How many events were to be appended.
    public var events: Int
    public var duration: Duration
    /// Of `appendEach` each stream is told by itself, with its own outcome.
    public var outcome: CallOutcome

    public init(streams: [StreamName], events: Int, duration: Duration, outcome: CallOutcome) {
        self.streams = streams
        self.events = events
        self.duration = duration
        self.outcome = outcome
    }
}

/// A call of one of the store's functions that has ended.
public struct CallObservation: Sendable {
    /// The function's name in the contract of the backend, for example `read_stream`: one of a few dozen.
    public var function: String
    public var duration: Duration
    public var outcome: CallOutcome

    public init(function: String, duration: Duration, outcome: CallOutcome) {
        self.function = function
        self.duration = duration
        self.outcome = outcome
    }
}
