/// Which events to go through: of a stream or of the whole store, between two positions, by filter and by criteria.
///
///     var scope = EventScope(filter: EventFilter(eventTypes: ["OrderPlaced"], from: january, before: february))
///     scope.criteria = { $0.metadata.userID == "anna" }
///
/// The store does the filtering, so that what is left out is not sent. Two parts are looked at here, on the events that
/// come: ``criteria``, and what the filter says besides times when ``stream`` is given.
public struct EventScope: Sendable {
    /// Only the events of this stream, which is read by its versions. Nil: of all streams.
    public var stream: StreamName?
    /// Types, tenant and times, all of which must fit.
    public var filter: EventFilter
    /// Only events after this position.
    public var after: GlobalPosition
    /// Only events up to this position, itself included. Nil, or beyond what is safe to read: up to the safe position.
    public var until: GlobalPosition?
    /// Only events for which this is true. Called for each event that the rest lets pass, from one task, in order; it should
    /// be quick.
    public var criteria: (@Sendable (RecordedEvent) -> Bool)?

    public init(
        stream: StreamName? = nil, filter: EventFilter = .all, after: GlobalPosition = .start,
        until: GlobalPosition? = nil, criteria: (@Sendable (RecordedEvent) -> Bool)? = nil
    ) {
        self.stream = stream
        self.filter = filter
        self.after = after
        self.until = until
        self.criteria = criteria
    }

    /// All events.
    public static var all: EventScope { EventScope() }

    /// Whether the events of ``stream`` pass the filter's parts about streams.
    var streamFits: Bool {
        guard let stream else { return true }
        if let tenant = filter.tenant, tenant != stream.tenant { return false }
        return filter.aggregateTypes?.contains(stream.aggregateType) ?? true
    }

    /// Whether an event of ``stream`` passes what the read of a stream does not filter by.
    func fitsStreamRead(_ event: RecordedEvent) -> Bool {
        event.globalPosition > after && filter.eventTypes?.contains(event.type) ?? true
    }

    /// The store's filter of a read by position that is to find the events of ``stream``, too.
    var filterByPosition: EventFilter {
        var filter = filter
        if let stream {
            filter.tenant = stream.tenant
            filter.aggregateTypes = [stream.aggregateType]
        }
        return filter
    }
}
