extension ConsumerGroupMember {
    /// How a member works. ``ConsumerGroupMember`` refuses values out of their ranges.
    public struct Options: Hashable, Sendable {
        /// Its name, for people: 1 to 255 bytes.
        public var name: String
        /// How many events are handled at a time, of different streams, at least 1. Within a stream one after the other.
        public var concurrency = 8
        /// How many events it takes ahead of the handlers, 1 to 10,000, and no more than the group's bound. They are in memory. It
        /// fetches when half of them are settled.
        public var prefetch = 200
        /// How long after the last call that acknowledged events the next is made, up to 1 second, unless much has come together: one
        /// transaction for all that was handled meanwhile. What was handled and not acknowledged when the process ends comes again.
        public var acknowledgementInterval = Duration.milliseconds(10)
        /// How long one call of the handler may take; up to 1 day. Then it is cancelled, which counts as a failure, to be tried again
        /// later.
        public var handlerTimeout = Duration.seconds(300)
        /// How long it waits at most before it looks again without having been woken, up to 1 day; what has failed comes again so
        /// late.
        public var pollInterval = Duration.seconds(1)
        /// How long handlers may go on before they are cancelled when the member ends, 0 to 1 day.
        public var shutdownGrace = Duration.seconds(10)

        public init(name: String = "member") { self.name = name }

        func validate() throws(EventStoreError) {
            let day = Duration.seconds(86_400)
            try check(1...255 ~= name.utf8.count, "name", "1 to 255 bytes")
            try check(concurrency >= 1, "concurrency", "at least 1")
            try check(1...10_000 ~= prefetch, "prefetch", "1 to 10,000")
            try check(
                .zero ... .seconds(1) ~= acknowledgementInterval, "acknowledgementInterval", "0 to 1 second")
            try check(handlerTimeout > .zero && handlerTimeout <= day, "handlerTimeout", "more than 0, up to 1 day")
            try check(pollInterval > .zero && pollInterval <= day, "pollInterval", "more than 0, up to 1 day")
            try check(.zero...day ~= shutdownGrace, "shutdownGrace", "0 to 1 day")
        }

        private var check: OptionCheck { OptionCheck(of: "the member") }
    }
}
