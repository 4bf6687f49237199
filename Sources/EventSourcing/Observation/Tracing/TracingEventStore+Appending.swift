#if Tracing
    import Foundation
    import Tracing

    extension TracingEventStore {
        public func append(_ append: StreamAppend) async throws -> AppendResult {
            try await appending([append]) { try await base.append($0[0]) }
        }

        public func append(_ appends: [StreamAppend]) async throws -> [AppendResult] {
            try await appending(appends) { try await base.append($0) }
        }

        public func appendEach(_ appends: [StreamAppend]) async throws -> [Result<AppendResult, EventStoreError>] {
            try await appending(appends) { sent in
                var outcomes = try await base.appendEach(sent)
                for (index, outcome) in outcomes.enumerated() {
                    guard case .failure(let error) = outcome, error.code == .eventIDConflict,
                        let again = try await asStored([sent[index]])
                    else { continue }
                    outcomes[index] = try await base.appendEach(again)[0]
                }
                return outcomes
            }
        }

        private func appending<Value: Sendable>(
            _ appends: [StreamAppend], _ body: ([StreamAppend]) async throws -> Value
        ) async throws -> Value {
            let caller = ServiceContext.current.map { TraceFields($0) }
            let types = Set(appends.map(\.stream.aggregateType))
            return try await span(
                "append", types.count == 1 ? types.first : nil, stream: appends.count == 1 ? appends[0].stream : nil,
                events: appends.reduce(0) { $0 + $1.events.count }
            ) {
                var fields = caller
                if fields?.isEmpty ?? true { fields = ServiceContext.current.map { TraceFields($0) } }
                var sent = appends
                if let fields, !fields.isEmpty {
                    sent = appends.map { $0.changingMetadata { $0.metadata.carrying(fields) } }
                }
                do {
                    return try await body(sent)
                } catch let error as EventStoreError where error.code == .eventIDConflict {
                    guard let again = try await asStored(sent) else { throw error }
                    return try await body(again)
                }
            }
        }

        /// The same appends with the traces that their events were stored with; nil when they are those already. Metadata is part
        /// of what makes an event the same, and whoever repeats an append may do it in another trace.
        private func asStored(_ appends: [StreamAppend]) async throws -> [StreamAppend]? {
            var stored: [UUID: EventMetadata] = [:]
            for append in appends {
                for event in append.events {
                    let found = try await base.event(withID: event.id, tenant: append.stream.tenant)
                    guard let found, found.metadata.additional != event.metadata.additional,
                        found.metadata.differsInTraceOnly(from: event.metadata)
                    else { continue }
                    stored[event.id] = found.metadata
                }
            }
            guard !stored.isEmpty else { return nil }
            return appends.map { append in
                append.changingMetadata { event in
                    var metadata = event.metadata
                    if let found = stored[event.id] { metadata.additional = found.additional }
                    return metadata
                }
            }
        }
    }

    extension StreamAppend {
        fileprivate func changingMetadata(_ change: (NewEvent) -> EventMetadata) -> StreamAppend {
            var copy = self
            for index in copy.events.indices { copy.events[index].metadata = change(copy.events[index]) }
            return copy
        }
    }

    extension EventMetadata {
        /// Whether the free keys are the same but for those of a trace.
        fileprivate func differsInTraceOnly(from other: EventMetadata) -> Bool {
            guard let mine = freeKeys, let others = other.freeKeys, mine != others else { return false }
            let trace = TraceFields.keys(ServiceContext.current ?? .topLevel)
            return mine.filter { !trace.contains($0.key) } == others.filter { !trace.contains($0.key) }
        }
    }

    extension TraceFields {
        /// The keys of a trace: those of W3C's, and those that the tracer gives now.
        fileprivate static func keys(_ context: ServiceContext) -> Set<String> {
            Set(TraceFields(context).values.keys).union(["traceparent", "tracestate", "baggage"])
        }
    }
#endif
