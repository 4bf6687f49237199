#if Metrics
    import CoreMetrics
    import Synchronization

    /// The metrics that were made, by name and labels: making one may cost more than telling it something.
    final class MetricSet: Sendable {
        private struct Key: Hashable {
            var name: String
            var labels: [String: String]

            var dimensions: [(String, String)] { labels.sorted { $0.key < $1.key } }
        }

        private struct State {
            var counters: [Key: Counter] = [:]
            var timers: [Key: CoreMetrics.Timer] = [:]
            var recorders: [Key: Recorder] = [:]
            var meters: [Key: Meter] = [:]
        }

        private let factory: any MetricsFactory
        private let state = Mutex(State())

        init(factory: any MetricsFactory) { self.factory = factory }

        func counter(_ name: String, _ labels: [String: String] = [:]) -> Counter {
            made(\.counters, Key(name: name, labels: labels)) {
                Counter(label: $0.name, dimensions: $0.dimensions, factory: factory)
            }
        }

        func timer(_ name: String, _ labels: [String: String] = [:]) -> CoreMetrics.Timer {
            made(\.timers, Key(name: name, labels: labels)) {
                CoreMetrics.Timer(label: $0.name, dimensions: $0.dimensions, factory: factory)
            }
        }

        func recorder(_ name: String, _ labels: [String: String] = [:]) -> Recorder {
            made(\.recorders, Key(name: name, labels: labels)) {
                Recorder(label: $0.name, dimensions: $0.dimensions, aggregate: true, factory: factory)
            }
        }

        func meter(_ name: String, _ labels: [String: String] = [:]) -> Meter {
            made(\.meters, Key(name: name, labels: labels)) {
                Meter(label: $0.name, dimensions: $0.dimensions, factory: factory)
            }
        }

        private func made<Metric: Sendable>(
            _ all: WritableKeyPath<State, [Key: Metric]>, _ key: Key, _ make: (Key) -> Metric
        ) -> Metric {
            state.withLock { state in
                if let metric = state[keyPath: all][key] { return metric }
                let metric = make(key)
                state[keyPath: all][key] = metric
                return metric
            }
        }
    }

    extension CoreMetrics.Timer {
        func record(_ duration: Duration) {
            let (seconds, attoseconds) = duration.components
            let nanoseconds = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            recordNanoseconds(nanoseconds.overflow ? .max : nanoseconds.partialValue + attoseconds / 1_000_000_000)
        }
    }
#endif
