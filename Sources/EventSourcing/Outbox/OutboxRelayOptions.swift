extension OutboxRelay {
    /// How a relay works. ``OutboxRelay`` refuses values out of their ranges.
    public struct Options: Hashable, Sendable {
        /// Its name, for people: 1 to 255 bytes.
        public var worker: String
        /// How many streams are published at a time, at least 1. Within a stream messages go one after the other.
        public var parallelism = 8
        /// The most messages of one claim, 1 to 10,000. They are in memory at once, with their data.
        public var messagesPerClaim = 100
        /// The most messages of one stream that are handed to the publisher at once, 1 to 10,000.
        public var messagesPerStream = 10
        /// How long streams stay held after this relay has vanished, 1 second to 1 day. It extends its leases each third of that.
        public var visibilityTimeout = Duration.seconds(30)
        /// How long one call of the publisher may take, with all messages that it was given; up to 1 day. Then it is cancelled, which
        /// counts as a failure of the first message that was not published, to be tried again later. The stream is held for as
        /// long as the publisher does not heed that.
        public var publishTimeout = Duration.seconds(300)
        /// How long it waits at most before it looks again without having been woken, up to 1 day; failed messages come again so
        /// late.
        public var pollInterval = Duration.seconds(1)
        /// How long calls of the publisher may go on before they are cancelled, when the relay ends by a graceful shutdown or
        /// because it cannot go on; 0 to 1 day.
        public var shutdownGrace = Duration.seconds(10)
        /// Only this tenant's messages; nil: all tenants'.
        public var tenant: Tenant?
        /// Whether it returns when nothing is left that could be claimed, instead of waiting for more.
        public var endsWhenEmpty = false

        public init(worker: String = "relay") { self.worker = worker }

        func validate() throws(EventStoreError) {
            let day = Duration.seconds(86_400)
            try check(1...255 ~= worker.utf8.count, "worker", "1 to 255 bytes")
            try check(parallelism >= 1, "parallelism", "at least 1")
            try check(1...10_000 ~= messagesPerClaim, "messagesPerClaim", "1 to 10,000")
            try check(1...10_000 ~= messagesPerStream, "messagesPerStream", "1 to 10,000")
            try check(.seconds(1)...day ~= visibilityTimeout, "visibilityTimeout", "1 second to 1 day")
            try check(publishTimeout > .zero && publishTimeout <= day, "publishTimeout", "more than 0, up to 1 day")
            try check(pollInterval > .zero && pollInterval <= day, "pollInterval", "more than 0, up to 1 day")
            try check(.zero...day ~= shutdownGrace, "shutdownGrace", "0 to 1 day")
        }

        private var check: OptionCheck { OptionCheck(of: "the relay") }
    }
}
