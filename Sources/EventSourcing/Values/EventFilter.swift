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

    /// Whether an event passes. Names are compared by their bytes, as every store does.
    public func matches(_ event: RecordedEvent) -> Bool {
        func isAggregateType(_ type: String) -> Bool { type.utf8.elementsEqual(event.stream.aggregateType.utf8) }
        return (aggregateTypes?.contains(where: isAggregateType) ?? true) && (eventTypes?.contains(event.type) ?? true)
            && (tenant.map { $0 == event.stream.tenant } ?? true) && (from.map { event.timestamp >= $0 } ?? true)
            && (before.map { event.timestamp < $0 } ?? true)
    }
}
