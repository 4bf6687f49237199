extension EventStreamReader {
    /// What a reader has done in its run, or in its last one.
    public struct Metrics: Hashable, Sendable {
        /// Events that were handled.
        public var processed = 0
        /// Events that their handler refused each time.
        public var failed = 0
        /// How often a handler was called again.
        public var retries = 0
        /// Events that the store gave and the scope left out.
        public var excluded = 0
        /// Events that are waiting or in hand.
        public var unfinished = 0
        /// Everything up to here is done, whatever later events are done besides.
        public var position = GlobalPosition.start
        /// The position that was saved last; nil: none was.
        public var checkpoint: GlobalPosition?
        /// Whether everything that is there has been taken.
        public var isCaughtUp = false
        /// Since the run began.
        public var duration = Duration.zero

        public init() {}

        /// Handled events per second.
        public var rate: Double { eventsPerSecond(processed, duration) }
    }
}
