import EventSourcing
import Foundation

extension ExclusiveConnection {
    /// Whether something other than the server has answered the log-in: poolers give process numbers of their own, because one
    /// connection of a client meets many of the server's.
    func isPooled(deadline: Duration? = nil) async throws -> Bool {
        try await query(.backend, deadline: deadline).int32(0, 0) != processID
    }
}

extension Statement {
    /// Without a name, which a pooler could lose.
    static let backend = Statement(name: "pg_backend_pid", sql: "SELECT pg_backend_pid()", isUnnamed: true)
}

extension Connector {
    /// Whether a notification from one connection arrives at another one that listens.
    func notificationsArrive(within limit: Duration) async throws -> Bool {
        let channel = "event_store_probe"
        let payload = UUID().uuidString
        let arrived = OneShot<Bool>()
        let listener = try await connectExclusive { if $0 == payload { arrived.resume(.success(true)) } }
        defer { listener.close() }
        let notifier = try await connectExclusive()
        defer { notifier.close() }
        try await listener.execute("LISTEN \(channel)", deadline: limit)
        try await notifier.execute("NOTIFY \(channel), '\(payload)'", deadline: limit)
        let timer = loop.schedule(at: .now + limit) { arrived.resume(.success(false)) }
        defer { loop.cancelTimer(timer) }
        return try await arrived.value()
    }
}

extension PostgresError {
    static let deafListener = PostgresError(
        .pooler, "LISTEN hears nothing on this connection: a pooler in transaction mode stands before the server",
        hint: directHint)

    static let pooledSession = PostgresError(
        .pooler,
        "migrations, and what else needs a session, are not sent through a pooler, and one stands before the server",
        hint: directHint)

    static let noDirectURL = PostgresError(
        .pooler,
        "migrations, and what else needs a session, are not sent through a pooler, and there is no URL past it",
        hint: directHint)

    private static let directHint =
        "Give the server's own address: configuration.directURL, EVENT_STORE_DIRECT_URL, or --direct-url."

    /// What a pooler answers to a client that believes to have a session, as an error that names it; nil for other errors.
    var namingPooler: PostgresError? {
        let isOptions = message.contains("unsupported startup parameter")
        guard isOptions || sqlState == "26000" else { return nil }
        var error = self
        error.kind = .pooler
        error.message =
            (isOptions
                ? "a pooler stands before the server and refuses the settings of a session: "
                : "prepared statements do not last: a pooler in transaction mode stands before the server: ") + message
        error.hint =
            "Say so: configuration.pooling = .transaction, EVENT_STORE_POOLING=transaction, or ?pooling=transaction in the URL."
        return error
    }
}
