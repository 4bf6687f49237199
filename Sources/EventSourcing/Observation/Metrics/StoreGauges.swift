#if Metrics
    public import CoreMetrics
    import Foundation
    public import Logging
    public import ServiceLifecycle

    /// Asks a store from time to time how far its projections, consumer groups and outbox are, and sets gauges to that. The names
    /// and labels are those of docs/observability.md.
    ///
    ///     ServiceGroup(services: [store, StoreGauges(projections: store, groups: store, outbox: store)], …)
    ///
    /// One per database is enough: the numbers are the store's, not the process's. An error is logged and asked again at the next
    /// turn, so look at
    /// `event_store_gauges_updated_seconds`, too, before you trust a gauge that stands still. Needs the package's trait `Metrics`.
    public final class StoreGauges: Service {
        private let store: (any EventStore)?
        private let projections: (any ProjectionStore)?
        private let groups: (any ConsumerGroupStore)?
        private let outbox: (any OutboxStore)?
        private let interval: Duration
        private let logger: Logger
        private let meters: MetricSet

        /// What is nil is not asked. `interval`: from the end of one turn to the next; at least 10 ms.
        public init(
            store: (any EventStore)? = nil, projections: (any ProjectionStore)? = nil,
            groups: (any ConsumerGroupStore)? = nil, outbox: (any OutboxStore)? = nil,
            interval: Duration = .seconds(15), factory: (any MetricsFactory)? = nil,
            logger: Logger = Logger(label: "store-gauges") { _ in SwiftLogNoOpLogHandler() }
        ) {
            self.store = store
            self.projections = projections
            self.groups = groups
            self.outbox = outbox
            self.interval = max(interval, .milliseconds(10))
            self.logger = logger
            meters = MetricSet(factory: factory ?? MetricsSystem.factory)
        }

        /// Runs until graceful shutdown or cancellation.
        public func run() async {
            try? await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    do {
                        try await self.update()
                    } catch let error where !(error is CancellationError) {
                        self.meters.counter("event_store_gauge_failures").increment()
                        self.logger.info("the gauges were not updated", metadata: ["event_store.error": "\(error)"])
                    }
                    try await Task.sleep(for: self.interval)
                }
            }
        }

        /// One turn. Each part is asked on its own, so that one that fails leaves the others; then the first error is thrown.
        public func update() async throws {
            var failure: (any Error)?
            for part in [positions, projectionGauges, groupGauges, outboxGauges] {
                do { try await part() } catch { failure = failure ?? error }
            }
            if let failure { throw failure }
            meters.meter("event_store_gauges_updated_seconds").set(Date().timeIntervalSince1970)
        }

        private func positions() async throws {
            if let store {
                let positions = try await store.positions()
                meters.meter("event_store_head_position").set(positions.headPosition.rawValue)
                meters.meter("event_store_safe_position").set(positions.safePosition.rawValue)
            }
        }

        private func projectionGauges() async throws {
            for projection in try await projections?.projections(named: nil, tenant: nil) ?? [] {
                let labels = [
                    "projection": projection.name, "tenant": projection.tenant.rawValue,
                    "generation": projection.isInUse ? "in_use" : "rebuilding",
                ]
                meters.meter("event_store_projection_lag", labels).set(projection.lag)
                meters.meter("event_store_projection_parked", labels).set(projection.eventsParked)
                meters.meter("event_store_projection_failed", labels).set(projection.status == .failed ? 1 : 0)
            }
        }

        private func groupGauges() async throws {
            for group in try await groups?.consumerGroups(tenant: nil) ?? [] {
                let labels = ["group": group.name, "tenant": group.tenant?.rawValue ?? ""]
                meters.meter("event_store_group_lag", labels).set(group.lag)
                meters.meter("event_store_group_members", labels).set(Int64(group.members))
                meters.meter("event_store_group_unacknowledged", labels).set(group.unacknowledged)
                meters.meter("event_store_group_parked", labels).set(group.parkedEvents)
            }
        }

        private func outboxGauges() async throws {
            if let statistics = try await outbox?.outboxStatistics(tenant: nil) {
                let age = statistics.oldestPendingAt.map { max(0, -$0.timeIntervalSinceNow) } ?? 0
                meters.meter("event_store_outbox_age_seconds").set(age)
                meters.meter("event_store_outbox_pending").set(statistics.pendingMessages)
                meters.meter("event_store_outbox_parked").set(statistics.parkedMessages)
            }
        }
    }
#endif
