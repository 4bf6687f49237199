#if Tracing
    public import Foundation

    extension TracingEventStore {
        public func readStream(_ stream: StreamName, _ options: StreamReadOptions) async throws -> [RecordedEvent] {
            try await span("read_stream", stream: stream) { try await base.readStream(stream, options) }
        }

        public func readAll(_ options: AllReadOptions) async throws -> [RecordedEvent] {
            try await span("read_all") { try await base.readAll(options) }
        }

        public func readCorrelation(
            _ correlationID: String, after position: GlobalPosition?, limit: Int, tenant: Tenant
        ) async throws -> [RecordedEvent] {
            try await span("read_correlation") {
                try await base.readCorrelation(correlationID, after: position, limit: limit, tenant: tenant)
            }
        }

        public func event(withID id: UUID, tenant: Tenant) async throws -> RecordedEvent? {
            try await span("read_event") { try await base.event(withID: id, tenant: tenant) }
        }

        public func version(of stream: StreamName) async throws -> StreamVersion {
            try await span("stream_version", stream: stream) { try await base.version(of: stream) }
        }

        public func streams(_ options: StreamListOptions) async throws -> [StreamInformation] {
            try await span("list_streams") { try await base.streams(options) }
        }

        public func positions() async throws -> StorePositions {
            try await span("positions") { try await base.positions() }
        }

        /// As it is: see ``RecordedEvent/withSpan(_:_:)`` for what handles the events.
        public func subscribe(_ options: SubscriptionOptions) -> EventSubscription { base.subscribe(options) }

        public func statistics(exact: Bool, tenant: Tenant?) async throws -> StoreStatistics {
            try await span("statistics") { try await base.statistics(exact: exact, tenant: tenant) }
        }

        public func statisticsByEventType(tenant: Tenant?) async throws -> [TypeStatistics] {
            try await span("statistics_by_event_type") { try await base.statisticsByEventType(tenant: tenant) }
        }

        public func statisticsByAggregateType(tenant: Tenant?) async throws -> [TypeStatistics] {
            try await span("statistics_by_aggregate_type") { try await base.statisticsByAggregateType(tenant: tenant) }
        }
    }
#endif
