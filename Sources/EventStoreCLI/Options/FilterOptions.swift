import ArgumentParser
import EventSourcing

/// Which kinds of events, and whose.
struct TypeFilterOptions: ParsableArguments {
    @Option(help: "Only events of streams of this aggregate type; may be given several times.")
    var aggregateType: [String] = []

    @Option(help: "Only events of this type; may be given several times.")
    var eventType: [EventType] = []

    @Option(help: "Only events of this tenant. Without it those of all tenants.")
    var tenant: Tenant?

    func filter(_ times: TimeFilterOptions? = nil) -> EventFilter {
        EventFilter(
            aggregateTypes: aggregateType.isEmpty ? nil : aggregateType,
            eventTypes: eventType.isEmpty ? nil : eventType,
            tenant: tenant, from: times?.from?.date, before: times?.before?.date)
    }
}

/// Events of which time.
struct TimeFilterOptions: ParsableArguments {
    @Option(
        help: "Only events that happened at or after this time, for example 2026-01-31 or 2026-01-31T12:00:00+01:00.")
    var from: TimeArgument?

    @Option(help: "Only events that happened before this time.")
    var before: TimeArgument?
}
