import EventSourcing
import Foundation

/// Installs the contract and compares it with what is installed. Its own statements name their functions' schema, because whoever
/// migrates may be a superuser with somebody else's functions on the search path.
struct Migrator: Sendable {
    let pool: PostgresPool
    let functions: SQLFunctions
    let schema: String

    private static let setSchema = Statement(
        name: "set_schema", sql: "SELECT pg_catalog.set_config('event_store.schema', $1, true)")
    static let noTimeouts = Statement(
        name: "no_statement_timeout", sql: "SELECT pg_catalog.set_config('statement_timeout', '0', true)")
    private static let schemaExists = Statement(
        name: "schema_exists",
        sql: "SELECT pg_catalog.to_regclass(pg_catalog.format('%I.schema_history', $1)) IS NOT NULL")

    /// Ends a transaction that is only tried.
    private struct DryRun: Error { let report: MigrationReport }

    /// Installs everything in one transaction, under a lock: two migrators at once are safe.
    func migrate(dryRun: Bool) async throws -> MigrationReport {
        guard let direct = pool.configuration.direct else { throw PostgresError.noDirectURL }
        if pool.configuration.directURL == nil { return try await migrate(over: pool, dryRun: dryRun) }
        let way = try PostgresPool(direct)
        do {
            let report = try await migrate(over: way, dryRun: dryRun)
            await way.close()
            return report
        } catch {
            await way.close()
            throw error
        }
    }

    private func migrate(over pool: PostgresPool, dryRun: Bool) async throws -> MigrationReport {
        do {
            return try await pool.withTransaction { connection in
                if try await connection.isPooled() { throw PostgresError.pooledSession }
                let report = try await install(connection)
                if dryRun { throw DryRun(report: report) }
                return report
            }
        } catch let tried as DryRun {
            return tried.report
        }
    }

    private func install(_ connection: ExclusiveConnection) async throws -> MigrationReport {
        let patience = Duration.seconds(3600)
        var parameters = PostgresParameters()
        parameters.appendText(schema)
        _ = try await connection.query(Self.noTimeouts)
        _ = try await connection.query(Self.setSchema, parameters)
        _ = try await connection.execute(Contract.bootstrap, deadline: patience)
        parameters.removeAll()
        parameters.appendInt4(Int32(Contract.schemaVersion))
        _ = try await connection.query(functions.beginInstall, parameters)
        var report = MigrationReport(schemaVersion: Contract.schemaVersion, steps: [])
        for file in Contract.files {
            parameters.removeAll()
            parameters.appendText(file.path)
            parameters.appendText(file.text)
            let result = try await connection.query(functions.installFile, parameters, deadline: patience)
            let text = try result.string(0, 0)
            guard let action = MigrationReport.Action(rawValue: text) else {
                throw PostgresError(.decoding, "install_file returned \(text)")
            }
            report.steps.append(MigrationReport.Step(path: file.path, action: action))
        }
        _ = try await connection.query(functions.grantRights)
        return report
    }

    /// What is installed against what this program knows.
    func status() async throws -> SchemaStatus {
        var parameters = PostgresParameters()
        parameters.appendText(functions.schema)
        guard try await pool.query(Self.schemaExists, parameters).bool(0, 0) else {
            return SchemaStatus(
                installedVersion: nil, knownVersion: Contract.schemaVersion, pending: Contract.files.map(\.path),
                changed: [])
        }
        let checksums = try await checksums()
        var status = SchemaStatus(
            installedVersion: checksums.compactMap { Contract.File(path: $0.key, text: "").migration }.max() ?? 0,
            knownVersion: Contract.schemaVersion, pending: [], changed: [])
        let known = try await knownChecksums()
        for file in Contract.files {
            switch checksums[file.path] {
            case nil: status.pending.append(file.path)
            case known[file.path]: break
            default:
                if file.migration == nil { status.pending.append(file.path) } else { status.changed.append(file.path) }
            }
        }
        return status
    }

    private func checksums() async throws -> [String: String] {
        let result = try await pool.call(functions.schemaHistory)
        var checksums: [String: String] = [:]
        for row in 0..<result.rowCount { checksums[try result.string(row, 0)] = try result.string(row, 1) }
        return checksums
    }

    /// The server computes the checksums, as it does when it installs.
    private func knownChecksums() async throws -> [String: String] {
        var parameters = PostgresParameters()
        parameters.appendTextArray(Contract.files.map(\.text))
        let result = try await pool.query(Self.textChecksums, parameters)
        var checksums: [String: String] = [:]
        for (row, file) in Contract.files.enumerated() { checksums[file.path] = try result.string(row, 0) }
        return checksums
    }

    private static let textChecksums = Statement(
        name: "text_checksums",
        sql: """
            SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(f.text, 'UTF8')), 'hex')
            FROM pg_catalog.unnest($1) WITH ORDINALITY AS f (text, number)
            ORDER BY f.number
            """)
}
