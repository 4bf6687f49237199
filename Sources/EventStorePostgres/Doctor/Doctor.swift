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
        var plain = configuration
        plain.sessionSettings = .none
        let connector = Connector(configuration: plain, logger: nil, loop: .shared)
        let connection = try await connector.connectExclusive()
        defer { connection.close() }
        checks.append(try await clientClock(connection))
        checks.append(await listen(connector, connection))
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

    /// Whether a notification comes back over a connection that listens.
    private func listen(_ connector: Connector, _ notifier: ExclusiveConnection) async -> DoctorCheck {
        let remedy =
            "LISTEN needs a session of its own: connect past any pooler. Until then subscriptions look on their slow timer only."
        let payload = UUID().uuidString
        let arrived = OneShot<Void>()
        do {
            let listener = try await connector.connectExclusive { if $0 == payload { arrived.resume(.success(())) } }
            defer { listener.close() }
            try await listener.execute("LISTEN event_store_doctor")
            try await notifier.execute("NOTIFY event_store_doctor, '\(payload)'")
            let timer = connector.loop.schedule(at: .now + .seconds(2)) {
                arrived.resume(.failure(PostgresError(.deadlineExceeded, "nothing came back within 2 s")))
            }
            defer { connector.loop.cancelTimer(timer) }
            try await arrived.value()
            return DoctorCheck("listen", .ok, "a notification comes back")
        } catch let error as PostgresError where error.sqlState == "25006" {
            return DoctorCheck("listen", .ok, "a standby notifies nobody")
        } catch let error as PostgresError {
            return DoctorCheck("listen", .critical, "LISTEN does not work: \(error.message)", remedy: remedy)
        } catch {
            return DoctorCheck("listen", .critical, "LISTEN does not work: \(error)", remedy: remedy)
        }
    }
}
