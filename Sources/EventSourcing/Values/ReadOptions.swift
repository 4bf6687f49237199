public import Foundation

/// The order of a read.
public enum ReadDirection: Hashable, Sendable {
    case forwards
    case backwards
}

/// How to read a stream. SQL: `read_stream`.
public struct StreamReadOptions: Hashable, Sendable {
    /// The first version to read, included. Nil: the first of the stream, or the last when reading backwards.
    public var fromVersion: StreamVersion?
    public var direction: ReadDirection
    /// The most events of one page, 1 to 100,000.
    public var limit: Int
    /// Only events whose timestamp is at or after this.
    public var from: Date?
    /// Only events whose timestamp is before this.
    public var before: Date?

    public init(
        fromVersion: StreamVersion? = nil, direction: ReadDirection = .forwards, limit: Int = 1000, from: Date? = nil,
        before: Date? = nil
    ) {
        self.fromVersion = fromVersion
        self.direction = direction
        self.limit = limit
        self.from = from
        self.before = before
    }
}

/// How to read the whole store by global position. SQL: `read_all`.
public struct AllReadOptions: Hashable, Sendable {
    /// Forwards: events after it (nil: from the start). Backwards: events before it (nil: from the newest).
    public var position: GlobalPosition?
    public var direction: ReadDirection
    /// The most events of one page, 1 to 100,000.
    public var limit: Int
    /// No event above it. The store never reads beyond its barrier, so a page that is not full says nothing about `until`.
    public var until: GlobalPosition?
    /// `until` is the safe position that the store gave before: it is believed and the barrier not asked again. A page that
    /// is not full then means that everything up to `until` was looked at. With any other `until` events in flight are
    /// stepped over.
    public var untilIsSafe: Bool
    public var filter: EventFilter

    public init(
        position: GlobalPosition? = nil, direction: ReadDirection = .forwards, limit: Int = 1000,
        until: GlobalPosition? = nil, untilIsSafe: Bool = false, filter: EventFilter = .all
    ) {
        self.position = position
        self.direction = direction
        self.limit = limit
        self.until = until
        self.untilIsSafe = untilIsSafe
        self.filter = filter
    }
}

/// How to list streams. SQL: `list_streams`.
public struct StreamListOptions: Hashable, Sendable {
    /// The order of the list.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// By tenant, aggregate type and id; an index scan.
        case name
        /// The latest append first. A stream that is appended to while the pages are read moves to the front: if it was
        /// on no page yet, it is on none.
        case updated
        /// The newest stream first.
        case created
        /// The longest stream first. As with `updated`, a stream that grows past the pages that were read is on none.
        case version
    }

    /// Nil: the streams of all tenants.
    public var tenant: Tenant?
    /// Nil: all types.
    public var aggregateType: String?
    /// Only streams whose aggregate id begins so.
    public var idPrefix: String?
    public var order: Order
    /// The last stream of the page before, which was listed in the same order; nil for the first page. The next page
    /// begins where that stream stood then, also when it was appended to since.
    public var after: StreamInformation?
    /// The most streams of one page, 1 to 100,000.
    public var limit: Int

    public init(
        tenant: Tenant? = Tenant.none, aggregateType: String? = nil, idPrefix: String? = nil, order: Order = .name,
        after: StreamInformation? = nil, limit: Int = 100
    ) {
        self.tenant = tenant
        self.aggregateType = aggregateType
        self.idPrefix = idPrefix
        self.order = order
        self.after = after
        self.limit = limit
    }
}
