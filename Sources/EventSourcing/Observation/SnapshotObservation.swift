/// What became of a snapshot when an aggregate was loaded or had appended.
public struct SnapshotObservation: Sendable {
    public enum Outcome: Sendable {
        /// The load began at this version instead of the first.
        case used(StreamVersion)
        /// There was none that could be built upon.
        case missing
        /// There was one and it could not be used, for example because it does not decode; the events were read instead.
        case unusable(any Error)
        /// One was taken at this version.
        case saved(StreamVersion)
        /// One could not be taken.
        case failed(any Error)
        /// It was time, but too many were being taken, or one of this stream; the next append tries again.
        case postponed
    }

    public var stream: StreamName
    public var stateType: String
    public var outcome: Outcome

    public init(stream: StreamName, stateType: String, outcome: Outcome) {
        self.stream = stream
        self.stateType = stateType
        self.outcome = outcome
    }
}
