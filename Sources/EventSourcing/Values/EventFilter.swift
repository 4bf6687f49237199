public import Foundation

/// Which events to read. Every part that is nil lets all pass; the parts are joined by and.
public struct EventFilter: Hashable, Sendable {
    public var aggregateTypes: [String]?
    public var eventTypes: [EventType]?
    /// Nil: the events of all tenants.
    public var tenant: Tenant?
    /// Only events whose timestamp is at or after this.
    public var from: Date?
    /// Only events whose timestamp is before this.
    public var before: Date?

    public init(
        aggregateTypes: [String]? = nil, eventTypes: [EventType]? = nil, tenant: Tenant? = nil, from: Date? = nil,
        before: Date? = nil
    ) {
        self.aggregateTypes = aggregateTypes
        self.eventTypes = eventTypes
        self.tenant = tenant
        self.from = from
        self.before = before
    }

    /// All events.
    public static let all = EventFilter()
}
