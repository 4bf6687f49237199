#if Metrics
    public import CoreMetrics

    /// Tells a store's doings to swift-metrics. The names and labels are those of docs/observability.md.
    ///
    ///     configuration.observer = MetricsObserver()
    ///
    /// Give the same one to ``RepositoryOptions/observer``, for the retries of commands and the snapshots.
    /// Needs the package's trait `Metrics`.
    public final class MetricsObserver: EventStoreObserver {
        private let meters: MetricSet

        /// `factory` nil: the one that the program was bootstrapped with.
        public init(factory: (any MetricsFactory)? = nil) {
            meters = MetricSet(factory: factory ?? MetricsSystem.factory)
        }

        public func didAppend(_ append: AppendObservation) {
            meters.timer("event_store_append_duration", ["outcome": append.outcome.label]).record(append.duration)
            meters.recorder("event_store_append_events").record(append.events)
            if case .failure(let error) = append.outcome, error.code == .wrongExpectedVersion {
                meters.counter("event_store_append_conflicts").increment()
            }
        }

        public func didCall(_ call: CallObservation) {
            meters.timer("event_store_call_duration", ["function": call.function, "outcome": call.outcome.label])
                .record(call.duration)
        }

        public func didGather(appends: Int, events: Int) {
            meters.recorder("event_store_gathered_appends").record(appends)
            meters.recorder("event_store_gathered_events").record(events)
        }

        public func didDeliver(_ page: DeliveryObservation) {
            meters.counter("event_store_subscription_delivered").increment(by: page.events)
            meters.meter("event_store_subscription_lag").set(page.lag)
            if let latency = page.latency { meters.timer("event_store_subscription_latency").record(latency) }
        }

        public func connectionDidChange(_ connection: ConnectionObservation) {
            let kind = connection.kind.rawValue
            let open = meters.meter("event_store_connections", ["kind": kind])
            let change =
                switch connection.change {
                case .opened: "opened"
                case .closed: "closed"
                case .lost: "lost"
                case .failed: "failed"
                }
            switch connection.change {
            case .opened: open.increment()
            case .closed, .lost: open.decrement()
            case .failed: break
            }
            meters.counter("event_store_connection_changes", ["kind": kind, "change": change]).increment()
        }

        public func didWake(_ cause: WakeCause) {
            meters.counter("event_store_wakes", ["cause": cause.label]).increment()
        }

        public func didUseSnapshot(_ snapshot: SnapshotObservation) {
            meters.counter(
                "event_store_snapshots", ["outcome": snapshot.outcome.label, "state_type": snapshot.stateType]
            ).increment()
        }

        public func didRetry(_ retry: RetryObservation) {
            meters.counter("event_store_retries", ["cause": retry.cause.label]).increment()
        }
    }

    extension CallOutcome {
        fileprivate var label: String {
            switch self {
            case .success: "success"
            case .failure(let error): error.code.description
            case .cancelled: "cancelled"
            }
        }
    }

    extension SnapshotObservation.Outcome {
        fileprivate var label: String {
            switch self {
            case .used: "hit"
            case .missing: "miss"
            case .unusable: "unusable"
            case .saved: "saved"
            case .failed: "failed"
            case .postponed: "postponed"
            }
        }
    }

    extension WakeCause {
        fileprivate var label: String {
            switch self {
            case .bell: "bell"
            case .followUp: "follow_up"
            case .slowTimer: "slow_timer"
            }
        }
    }

    extension RetryObservation.Cause {
        fileprivate var label: String {
            switch self {
            case .conflict: "conflict"
            case .unknownOutcome: "unknown_outcome"
            case .connectionLost: "connection_lost"
            }
        }
    }
#endif
