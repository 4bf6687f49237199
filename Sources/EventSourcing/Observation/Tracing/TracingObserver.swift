#if Tracing
    import Tracing

    /// Makes a span of each function of the contract that a store calls, for those who want to see the database's part of a call:
    /// also of what is not in the protocol, such as the outbox and consumer groups.
    ///
    ///     configuration.observer = TracingObserver(namespace: "shop")
    ///
    /// An append is the span `append`, whichever function it calls. A span is told when it has ended, so nothing can be its child.
    /// Needs the package's trait `Tracing`.
    public struct TracingObserver: EventStoreObserver {
        private let system: String
        private let namespace: String?

        /// As for ``TracingEventStore``.
        public init(system: String = "postgresql", namespace: String? = nil) {
            self.system = system
            self.namespace = namespace
        }

        public func didCall(_ call: CallObservation) {
            tell(call.function, call.duration, call.outcome) { attributes in
                attributes["db.stored_procedure.name"] = call.function
            }
        }

        public func didAppend(_ append: AppendObservation) {
            tell("append", append.duration, append.outcome) { attributes in
                attributes["event_store.events"] = append.events
                if append.streams.count > 1 { attributes["db.operation.batch.size"] = append.streams.count }
            }
        }

        private func tell(
            _ operation: String, _ duration: Duration, _ outcome: CallOutcome,
            _ describe: (inout SpanAttributes) -> Void
        ) {
            let now = DefaultTracerClock.now.nanosecondsSinceEpoch
            let nanoseconds = duration / .nanoseconds(1)
            let began = nanoseconds < Double(now) ? now - UInt64(max(0, nanoseconds)) : now
            let span = startSpan(
                operation, at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: began), ofKind: .client)
            span.updateAttributes { attributes in
                attributes["db.system.name"] = system
                attributes["db.operation.name"] = operation
                describe(&attributes)
                if let namespace { attributes["db.namespace"] = namespace }
            }
            switch outcome {
            case .success: break
            case .failure(let error):
                span.recordError(error)
                span.note(error)
            case .cancelled: span.note(CancellationError())
            }
            span.end(at: DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: now))
        }
    }
#endif
