extension WebhookPublisher {
    /// How a webhook is called. ``WebhookPublisher`` refuses what it cannot use.
    public struct Options: Sendable {
        /// For a request as a whole, with its answer: more than 0, up to 1 day.
        public var timeout = Duration.seconds(10)
        /// For making a connection: more than 0, up to 1 day.
        public var connectTimeout = Duration.seconds(5)
        /// How many connections ``withWebhookPublisher(to:options:isolation:_:)`` makes to a receiver that speaks HTTP/1.1, at least
        /// 1. A message that waits for one has less of its `timeout` left, so give no fewer than the relay's parallelism.
        public var connections = 8
        /// Sent with each request, for example `("Authorization", "Bearer …")`: each name once, and none that
        /// ``WebhookRequest`` sets.
        public var headers: [(name: String, value: String)] = []
        /// What a status of 400 to 499 means, other than 408, 413, 425, 429 and 431: the receiver refuses the message as it is. By
        /// default it is tried again, because a receiver that is set up wrongly answers so, too.
        public var onRefusal = Refusal.retry
        /// The value of `ce-source`; not empty.
        public var source = "event-store"

        public enum Refusal: String, Sendable, CaseIterable {
            case retry
            /// Set aside at once; the followers of the message go on.
            case park
        }

        public init() {}

        /// Throws what cannot be used.
        public func validate() throws(WebhookOptionError) {
            let day = Duration.seconds(86_400)
            try WebhookOptionError.check(
                timeout > .zero && timeout <= day && connectTimeout > .zero && connectTimeout <= day,
                "the time limits of a webhook are more than 0, up to 1 day")
            try WebhookOptionError.check(connections >= 1, "a webhook needs at least 1 connection")
            try WebhookOptionError.check(!source.isEmpty, "the source of a webhook's events is not empty")
            var names: Set<String> = []
            for (name, value) in headers {
                try WebhookOptionError.check(
                    WebhookRequest.isName(name), "\(name.debugDescription) is no name of a header")
                // The value may be a secret.
                try WebhookOptionError.check(
                    WebhookRequest.isValue(value), "the value of the header \(name) has a control character")
                let lower = name.lowercased()
                try WebhookOptionError.check(
                    !WebhookRequest.isReserved(lower), "the header \(name) is set by the webhook itself")
                try WebhookOptionError.check(names.insert(lower).inserted, "the header \(name) is given twice")
            }
        }
    }
}

/// An option of a webhook that cannot be used.
public struct WebhookOptionError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    static func check(_ isUsable: Bool, _ description: @autoclosure () -> String) throws(WebhookOptionError) {
        if !isUsable { throw WebhookOptionError(description: description()) }
    }
}
