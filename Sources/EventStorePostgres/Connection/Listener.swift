package import Logging

/// What a ``Listener`` tells.
package enum ListenerEvent: Sendable {
    /// LISTEN has succeeded. Whatever was notified before this is lost: read again from the last position.
    case connected
    case notification(payload: String)
    /// The connection is gone, or the first attempt failed; another attempt follows.
    case lost(PostgresError)
}

/// A connection of its own that listens on one channel, for ever: it reconnects with growing, jittered pauses. Behind a pooler it
/// tries whether a notification comes at all; if none does, its error is of the kind `.pooler`.
///
/// A peer that has vanished is noticed by keep-alive probes and by a query every `pingInterval`.
package final class Listener: Sendable {
    private let connector: Connector
    private let channel: String
    private let pingInterval: Duration
    private let pingDeadline: Duration
    private let handler: @Sendable (ListenerEvent) -> Void
    private let task = Lock<Task<Void, Never>?>(nil)

    /// - Parameter handler: called on the event loop's thread and others, one call at a time for notifications; must not
    ///   block. A notification may be told before the `.connected` that it belongs to.
    package init(
        _ configuration: PostgresConfiguration, channel: String, pingInterval: Duration = .seconds(5),
        pingDeadline: Duration = .seconds(3), logger: Logger? = nil, loop: EventLoop = .shared,
        handler: @escaping @Sendable (ListenerEvent) -> Void
    ) throws(ConfigurationError) {
        try configuration.validate()
        var connector = Connector(configuration: configuration, logger: logger, loop: loop)
        connector.options.grace = min(pingDeadline, .seconds(1))
        self.connector = connector
        self.channel = channel
        self.pingInterval = pingInterval
        self.pingDeadline = pingDeadline
        self.handler = handler
    }

    deinit {
        task.withLock { $0 }?.cancel()
    }

    /// Starts listening in the background, if it does not yet.
    package func start() {
        task.withLock { task in
            if task == nil { task = Task.detached { [runner = Runner(self)] in await runner.run() } }
        }
    }

    /// Ends listening and returns when the connection is closed.
    package func stop() async {
        let running = task.withLock { $0.take() }
        running?.cancel()
        await running?.value
    }

    /// Listens until the task is cancelled.
    package func run() async {
        await Runner(self).run()
    }

    /// The listener's parts that outlive it while its task winds up.
    private struct Runner: Sendable {
        let connector: Connector
        let channel: String
        let pingInterval: Duration
        let pingDeadline: Duration
        let handler: @Sendable (ListenerEvent) -> Void

        init(_ listener: Listener) {
            connector = listener.connector
            channel = listener.channel
            pingInterval = listener.pingInterval
            pingDeadline = listener.pingDeadline
            handler = listener.handler
        }

        func run() async {
            var backoff = Backoff()
            var isReported = false
            while !Task.isCancelled {
                do {
                    try await listen {
                        backoff.reset()
                        isReported = false
                    }
                } catch is CancellationError {
                    return
                } catch {
                    let error = error as? PostgresError ?? PostgresError(.connectionLost, "\(error)")
                    if !isReported { handler(.lost(error)) }
                    isReported = true
                }
                try? await Task.sleep(for: backoff.next())
            }
        }

        private func listen(whenConnected: () -> Void) async throws {
            let connection = try await connector.connectExclusive { [handler] in handler(.notification(payload: $0)) }
            defer { connection.close() }
            let lost = OneShot<Void>.Relay()
            connection.onClose { lost.fire(.failure($0)) }
            guard let channel = connection.quotedIdentifier(channel) else {
                throw PostgresError(.invalidCall, "the channel's name cannot be quoted")
            }
            let isPooled = try await connection.isPooled(deadline: pingDeadline)
            try await connection.execute("LISTEN \(channel)", deadline: pingDeadline)
            if isPooled, !(try await connector.notificationsArrive(within: pingDeadline)) {
                throw PostgresError.deafListener
            }
            whenConnected()
            handler(.connected)
            while true {
                try await lost.wait(for: pingInterval, loop: connector.loop)
                try await connection.execute("SELECT 1", deadline: pingDeadline)
            }
        }
    }
}
