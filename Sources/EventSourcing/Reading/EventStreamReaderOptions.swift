extension EventStreamReader {
    /// From where to where a reader goes.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        /// From its checkpoint up to what was safe to read when it began; then it ends.
        case batch
        /// From its checkpoint until it has come up with the log, with what is stored meanwhile; then it ends.
        case catchUp
        /// As ``catchUp``, and then each event as it is stored, until it is cancelled.
        case streaming
        /// From the scope's beginning up to what was safe to read when it began, past the checkpoint, which stays as it is.
        case replay
    }

    /// How an ``EventStreamReader`` reads.
    public struct Options: Hashable, Sendable {
        public var mode: Mode
        /// How many streams are handled at a time, 1 to 1024. Each stream has its lane, so its events stay in order.
        public var lanes = 4
        /// How many events may be waiting or in hand at a time, at least 1; no more are taken then. The page that is being
        /// taken and the next one come on top.
        public var maxUnfinished = 1000
        /// How many events are read at once, 1 to 100,000.
        public var pageSize = 1000
        /// How often an event's handler is tried, and a call of the store that may succeed later.
        public var retry = RetryPolicy(attempts: 3, firstPause: .milliseconds(100), longestPause: .seconds(10))
        public var onFailure = EventFailurePolicy.stop
        /// How many failures ``EventStreamReader/failures`` keeps; those after them are counted only. At least 0.
        public var maxFailures = 100
        /// Where the reader begins and remembers how far it is: the checkpoint of this name. Nil: nowhere.
        public var checkpointName: String?
        public var checkpointTenant = Tenant.none
        /// How often the checkpoint is saved while events are handled, more than 0; it is saved at the end as well.
        public var checkpointInterval = Duration.seconds(1)

        public init(_ mode: Mode) { self.mode = mode }

        func validate() throws(EventStoreError) {
            try check(1...1024 ~= lanes, "lanes", "1 to 1024")
            try check(maxUnfinished >= 1, "maxUnfinished", "at least 1")
            try check(1...100_000 ~= pageSize, "pageSize", "1 to 100,000")
            try check(retry.attempts >= 1, "retry.attempts", "at least 1")
            try check(maxFailures >= 0, "maxFailures", "at least 0")
            try check(checkpointInterval > .zero, "checkpointInterval", "more than 0")
        }

        private var check: OptionCheck { OptionCheck(of: "the reader") }
    }
}
