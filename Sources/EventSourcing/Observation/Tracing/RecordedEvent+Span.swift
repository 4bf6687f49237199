#if Tracing
    public import Tracing

    extension RecordedEvent {
        /// The context of the trace in which the event was appended by a ``TracingEventStore``; top level when there is none.
        public var traceContext: ServiceContext { TraceFields(metadata).context }

        /// Handles the event in a span that goes on with the trace in which it was appended. For consumers of subscriptions;
        /// ``ProjectionRunner`` and ``ConsumerGroupMember`` do it by themselves.
        ///
        ///     for try await event in store.subscribe(from: .beginning) {
        ///         try await event.withSpan("process mailer") { try await mail.send(event) }
        ///     }
        public func withSpan<Value: Sendable>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
            try await [self].withSpan(name, body)
        }
    }

    extension [RecordedEvent] {
        /// Handles events in one span. When all were appended in one trace, at the same place, it goes on with that; otherwise it
        /// is linked to those they were appended in, at most 128.
        public func withSpan<Value: Sendable>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
            var seen: Set<TraceFields> = []
            var origins: [TraceFields] = []
            for event in self where origins.count < 128 {
                let fields = TraceFields(event.metadata)
                if seen.insert(fields).inserted { origins.append(fields) }
            }
            let shared = origins.count == 1 && !origins[0].isEmpty ? origins[0].context : nil
            return try await Tracing.withSpan(
                name, context: shared ?? ServiceContext.current ?? .topLevel, ofKind: .consumer
            ) { span in
                if shared == nil {
                    for fields in origins where !fields.isEmpty {
                        span.addLink(SpanLink(context: fields.context, attributes: [:]))
                    }
                }
                span.attributes["event_store.events"] = count
                if let last { span.attributes["event_store.position"] = Int(last.globalPosition.rawValue) }
                do {
                    return try await body()
                } catch {
                    span.note(error)
                    throw error
                }
            }
        }
    }

    extension Tracing.Span {
        /// What OpenTelemetry's conventions ask for when something fails. The error itself is recorded by whoever ends the span.
        func note(_ error: any Error) {
            if let error = error as? EventStoreError {
                attributes["error.type"] = error.code.description
                if let sqlState = error.sqlState { attributes["db.response.status_code"] = sqlState }
            } else {
                attributes["error.type"] =
                    error is CancellationError ? "cancelled" : String(describing: type(of: error))
            }
            setStatus(SpanStatus(code: .error))
        }
    }
#endif
