import EventSourcing
import Foundation

/// The checks of `doctor()` in SQL, and those that only a client can make.
struct Doctor: Sendable {
    let configuration: PostgresConfiguration
    let functions: SQLFunctions
    let pool: PostgresPool
    let migrator: Migrator

    /// All checks, the worst first.
    ///
    /// On connections of its own without the client's settings, so that the checks see the server's.
    func examine() async throws -> [DoctorCheck] {
        let status = try await migrator.status()
        var checks = [Self.library(status)]
        checks.append(try await pooler())
        // Past a pooler if there is a way.
        var plain = configuration.direct ?? configuration
        plain.sessionSettings = .none
        let connector = Connector(configuration: plain, logger: nil, loop: .shared)
        let connection = try await connector.connectExclusive()
        defer { connection.close() }
        checks.append(try await clientClock(connection))
        checks.append(await listen(connector))
        // An older schema has no doctor.
        if status.installedVersion != nil, !status.pending.contains("sql/functions/doctor.sql") {
            checks += try await ofServer(connection)
        }
        return checks.enumerated()
            .sorted { ($0.element.severity, $1.offset) > ($1.element.severity, $0.offset) }.map(\.element)
    }

    private func ofServer(_ connection: ExclusiveConnection) async throws -> [DoctorCheck] {
        let result = try await connection.query(functions.doctor)
        return try (0..<result.rowCount).map { row in
            let severity = try result.string(row, 1)
            return DoctorCheck(
                try result.string(row, 0), DoctorCheck.Severity(rawValue: severity) ?? .critical,
                try result.string(row, 2), remedy: try result.ifPresent(row, 3, result.string))
        }
    }

    /// Whether the schema is the one that this program knows.
    static func library(_ status: SchemaStatus) -> DoctorCheck {
        let migrate = "Migrate: eventstore migrate up, PostgresEventStore.migrate(), or psql with sql/install.sql."
        func check(_ severity: DoctorCheck.Severity, _ found: String, _ remedy: String? = nil) -> DoctorCheck {
            DoctorCheck("library", severity, found, remedy: remedy)
        }
        guard let installed = status.installedVersion else {
            return check(.critical, "the schema is not installed; this program knows \(status.knownVersion)", migrate)
        }
        if installed > status.knownVersion {
            return check(
                .critical, "the schema is at migration \(installed), newer than the \(status.knownVersion) known here",
                "Use a newer version of this program.")
        }
        if !status.changed.isEmpty {
            return check(
                .critical, "applied migrations have another text than here: \(status.changed.joined(separator: ", "))",
                "Find out who changed them; a migration is never changed once it is applied.")
        }
        if !status.pending.isEmpty {
            return check(
                installed < status.knownVersion ? .critical : .warning,
                "\(status.pending.count) files are missing or differ from those of this program: "
                    + status.pending.prefix(5).joined(separator: ", "), migrate)
        }
        return check(.ok, "schema and program are both at migration \(installed), every file is the same")
    }

    private static let clock = Statement(name: "clock_timestamp", sql: "SELECT clock_timestamp()")

    private func clientClock(_ connection: ExclusiveConnection) async throws -> DoctorCheck {
        // The first call prepares it.
        _ = try await connection.query(Self.clock)
        let before = Date()
        let server = Date(microsecondsSince2000: try await connection.query(Self.clock).timestamp(0, 0))
        return Self.clientClock(skew: server.timeIntervalSince(before), roundTrip: Date().timeIntervalSince(before))
    }

    /// - Parameter skew: how far the server was ahead of the time at which it was asked, in seconds.
    static func clientClock(skew: Double, roundTrip: Double) -> DoctorCheck {
        // The server looked at its clock somewhere between question and answer.
        let least = skew < 0 ? -skew : max(0, skew - roundTrip)
        let severity: DoctorCheck.Severity = least > 3600 ? .critical : least > 10 ? .warning : .ok
        let amount = least.formatted(.number.precision(.fractionLength(0...1)).grouping(.never))
        return DoctorCheck(
            "client_clock", severity,
            least > 10
                ? "the server's clock is \(amount) s \(skew < 0 ? "behind" : "ahead of") this machine's"
                : "the clocks of server and client agree",
            remedy: "Set both by NTP: timestamps that this client gives are checked against the server's clock (SE004)."
        )
    }

    /// Whether the configuration says what stands before the server.
    private func pooler() async throws -> DoctorCheck {
        let isPooled = try await pool.withExclusive { try await $0.isPooled() }
        switch (configuration.pooling, isPooled) {
        case (.session, false): return DoctorCheck("pooler", .ok, "no pooler stands before the server")
        case (.transaction, true): return DoctorCheck("pooler", .ok, "a pooler stands before the server, as configured")
        case (.session, true):
            return DoctorCheck(
                "pooler", .warning, "a pooler stands before the server, and the configuration does not say so",
                remedy:
                    "Unless it is in session mode: configuration.pooling = .transaction, EVENT_STORE_POOLING=transaction."
            )
        case (.transaction, false):
            return DoctorCheck(
                "pooler", .warning, "pooling is transaction, and no pooler stands before the server",
                remedy: "Leave it at session: statements without names are parsed and planned with each call.")
        }
    }

    /// Whether a notification comes over the connection that would listen.
    private func listen(_ connector: Connector) async -> DoctorCheck {
        guard configuration.direct != nil else {
            return DoctorCheck(
                "listen", .warning, "there is no direct connection to listen on",
                remedy:
                    "Subscriptions look on their slow timer only: give configuration.directURL or EVENT_STORE_DIRECT_URL."
            )
        }
        let remedy = "LISTEN needs a session of its own: configuration.directURL, EVENT_STORE_DIRECT_URL."
        do {
            let isHeard = try await connector.notificationsArrive(within: .seconds(2))
            return DoctorCheck(
                "listen", isHeard ? .ok : .critical,
                isHeard ? "a notification arrives" : "no notification arrives within 2 s",
                remedy: remedy)
        } catch let error as PostgresError where error.sqlState == "25006" {
            return DoctorCheck("listen", .ok, "a standby notifies nobody")
        } catch {
            let message = (error as? PostgresError)?.message ?? "\(error)"
            return DoctorCheck("listen", .critical, "LISTEN does not work: \(message)", remedy: remedy)
        }
    }
}
