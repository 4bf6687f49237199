#if Tracing
    import Tracing

    /// A store whose calls are spans, by OpenTelemetry's conventions for databases, and whose appends carry the trace on: its
    /// context is put into the metadata of each event, where subscribers, projections and consumer groups find it.
    ///
    ///     let traced = TracingEventStore(store, namespace: "shop")
    ///     let orders = AggregateRepository(Order.self, store: traced)
    ///
    /// What an event carries is the span in which the append was called (that of the append when there was none), as the keys that
    /// the program's tracer gives, such as `traceparent`; keys that the event has already stay. Appending the same events again in
    /// another trace is no conflict: they keep what they were stored with. Subscriptions are passed on as they are.
    ///
    /// Needs the package's trait `Tracing`, and a tracer: without one it only calls.
    public struct TracingEventStore<Base: EventStore>: EventStore {
        public let base: Base
        private let system: String
        private let namespace: String?

        /// - Parameters:
        ///   - system: `db.system.name`.
        ///   - namespace: `db.namespace`, for example the name of the database.
        public init(_ base: Base, system: String = "postgresql", namespace: String? = nil) {
            self.base = base
            self.system = system
            self.namespace = namespace
        }

        /// Runs a call in a span. Of `target` there are few, for example types of aggregates.
        func span<Value: Sendable>(
            _ operation: String, _ target: String? = nil, stream: StreamName? = nil, events: Int? = nil,
            _ body: () async throws -> Value
        ) async throws -> Value {
            let target = target ?? stream?.aggregateType
            return try await withSpan(target.map { "\(operation) \($0)" } ?? operation, ofKind: .client) { span in
                span.updateAttributes { attributes in
                    attributes["db.system.name"] = system
                    attributes["db.operation.name"] = operation
                    if let namespace { attributes["db.namespace"] = namespace }
                    if let stream { attributes["event_store.stream"] = stream.description }
                    if let events { attributes["db.operation.batch.size"] = events }
                }
                do {
                    return try await body()
                } catch {
                    span.note(error)
                    throw error
                }
            }
        }
    }
#endif
