import EventSourcing
import Logging

/// Opens connections. libpq's connecting blocks, also for name resolution, so it runs on a blocking pool; the caller waits
/// at most `connectTimeout`, whatever libpq does.
struct Connector: Sendable {
    let configuration: PostgresConfiguration
    var options: ConnectionOptions
    let loop: EventLoop

    init(configuration: PostgresConfiguration, options: ConnectionOptions, loop: EventLoop) {
        self.configuration = configuration
        self.options = options
        self.loop = loop
    }

    /// With the calls' limits of the configuration.
    init(configuration: PostgresConfiguration, logger: Logger?, loop: EventLoop) {
        var options = ConnectionOptions()
        options.callDeadline = configuration.timeouts.call
        options.grace = configuration.timeouts.grace
        options.namesStatements = configuration.pooling == .session
        options.logger = logger
        options.observer = configuration.observer
        self.init(configuration: configuration, options: options, loop: loop)
    }

    func connectShared() async throws -> SharedConnection {
        try await opening(.shared) { try SharedConnection(try await connect(), loop: loop, options: options) }
    }

    func connectExclusive(
        onNotification: (@Sendable (String) -> Void)? = nil
    ) async throws -> ExclusiveConnection {
        try await opening(onNotification == nil ? .exclusive : .listening) {
            try ExclusiveConnection(try await connect(), loop: loop, options: options, onNotification: onNotification)
        }
    }

    /// Tells the observer how opening a connection ended.
    private func opening<Connection>(
        _ kind: ConnectionObservation.Kind, _ body: () async throws -> Connection
    ) async throws -> Connection {
        guard let observer = options.observer else { return try await body() }
        do {
            let connection = try await body()
            observer.connectionDidChange(ConnectionObservation(kind: kind, change: .opened))
            return connection
        } catch {
            let reason = (error as? PostgresError)?.message ?? "\(error)"
            observer.connectionDidChange(ConnectionObservation(kind: kind, change: .failed(reason: reason)))
            throw error
        }
    }

    private func connect() async throws -> Handle {
        let outcome = OneShot<Handle>()
        let parameters = configuration.connectionParameters()
        let logger = options.logger
        BlockingPool.connecting.run {
            // A handle that nobody waits for any more is released here, which closes it.
            outcome.resume(Result { try Self.open(parameters, logger: logger) })
        }
        let timer = loop.schedule(at: .now + configuration.pool.connectTimeout) {
            outcome.resume(.failure(PostgresError(.connectionFailed, "no connection within the connect timeout")))
        }
        defer { loop.cancelTimer(timer) }
        return try await outcome.value()
    }
}

extension PostgresError {
    /// Trying again would not help. libpq 15 gives no SQLSTATE for a refused log-in, only the server's text, so this is a
    /// guess that only decides whether waiting callers are told now or at their timeout.
    var isPermanentConnectFailure: Bool {
        guard kind == .connectionFailed else { return false }
        return [
            "authentication failed", "pg_hba.conf", "no password supplied", "role \"", "database \"", "certificate",
            "could not find", "invalid value", "invalid connection option", "unsupported startup parameter",
        ].contains { message.contains($0) }
    }
}
