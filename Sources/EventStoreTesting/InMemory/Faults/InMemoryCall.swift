/// A call of an ``InMemoryEventStore``, for counting it and for making it fail.
public enum InMemoryCall: String, Hashable, Sendable, CaseIterable {
    /// ``EventSourcing/EventStore/append(_:)-(StreamAppend)``.
    case append
    /// Several streams, all or nothing.
    case appendAll
    case appendEach
    case readStream
    case readAll
    case readCorrelation
    case eventWithID
    case versionOfStream
    case deleteStream
    case reopenStream
    case truncateStream
    case setStreamMetadata
    case streamMetadata
    case deleteStreamPermanently
    case streams
    case positions
    case checkpoint
    case saveCheckpoint
    case checkpoints
    case deleteCheckpoint
    case statistics
    case statisticsByEventType
    case statisticsByAggregateType
    /// Each time a subscription reads a page. It survives an error that is retryable, as in a real store.
    case subscriptionRead
}
