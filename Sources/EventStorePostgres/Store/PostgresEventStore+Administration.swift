public import EventSourcing
public import Foundation

// For those who run the store.
extension PostgresEventStore {
    /// Installs the schema or brings it up to date, in one transaction. Safe to call from several processes at once.
    ///
    /// Throws ``EventStoreError/Code/schemaNewer`` when the database is newer than this program, and
    /// ``EventStoreError/Code/installationRefused`` when an applied migration was changed.
    @discardableResult
    public func migrate(dryRun: Bool = false) async throws -> MigrationReport {
        do {
            let report = try await Migrator(pool: pool, functions: functions, schema: configuration.schema)
                .migrate(dryRun: dryRun)
            information.forget()
            return report
        } catch {
            throw EventStoreError.translating(error)
        }
    }

    /// Migrates several schemas of the database one after the other, each in a transaction of its own: for a schema per tenant.
    ///
    /// A schema that fails does not keep the others from being migrated; its error is in the result.
    ///
    /// - Parameters:
    ///   - schemas: The schemas, as ``schemas()`` lists them, or new ones.
    ///   - progress: Is told of each when it is done.
    @discardableResult
    public func migrate(
        schemas: [String], dryRun: Bool = false,
        progress: (String, Result<MigrationReport, EventStoreError>) throws -> Void = { _, _ in }
    ) async throws -> [String: Result<MigrationReport, EventStoreError>] {
        var results: [String: Result<MigrationReport, EventStoreError>] = [:]
        for schema in schemas {
            let result: Result<MigrationReport, EventStoreError>
            do {
                var configuration = configuration
                configuration.schema = schema
                result = .success(
                    try await withPostgresEventStore(configuration: configuration) {
                        try await $0.migrate(dryRun: dryRun)
                    })
            } catch let error as EventStoreError {
                result = .failure(error)
            }
            results[schema] = result
            try progress(schema, result)
        }
        information.forget()
        return results
    }

    /// The schemas of the database that hold an event store, in the order of their names.
    public func schemas() async throws -> [String] {
        try await rows(
            Statement(
                name: "event_store_schemas",
                sql: """
                    SELECT n.nspname::text FROM pg_catalog.pg_namespace AS n
                    WHERE pg_catalog.to_regclass(pg_catalog.format('%I.schema_history', n.nspname)) IS NOT NULL
                        AND pg_catalog.to_regprocedure(
                            pg_catalog.format('%I.install_file(text, text)', n.nspname)) IS NOT NULL
                    ORDER BY n.nspname COLLATE "C"
                    """)
        ) { try $0.string($1, 0) }
    }

    /// What is installed against what this program knows.
    public func schemaStatus() async throws -> SchemaStatus {
        do {
            return try await Migrator(pool: pool, functions: functions, schema: configuration.schema).status()
        } catch {
            throw EventStoreError.translating(error)
        }
    }

    /// The identity of this history, asked anew each time. Readers that keep their positions elsewhere keep it with them.
    public func epoch() async throws -> UUID {
        information.forget()
        return try await calling { try await information.get().epoch }
    }

    /// Gives the store a new identity after a restore, so that checkpoints of the old history are refused. SQL: `new_epoch`.
    @discardableResult
    public func newEpoch() async throws -> UUID {
        let epoch = try await query(functions.newEpoch).uuid(0, 0)
        information.forget()
        return epoch
    }

    /// Examines the installation: every check with its severity, what was found and what to do, the worst first. SQL: `doctor`,
    /// and what only a client sees: versions, clocks, LISTEN.
    ///
    /// Works also where the schema is absent or of another version, and says so. Throws only when the server cannot be asked.
    public func doctor() async throws -> [DoctorCheck] {
        do {
            return try await Doctor(
                configuration: configuration, functions: functions, pool: pool,
                migrator: Migrator(pool: pool, functions: functions, schema: configuration.schema)
            ).examine()
        } catch {
            throw EventStoreError.translating(error)
        }
    }

    /// Says that this server holds the whole history of the epoch, after a move or a fail-over that surely lost nothing: the
    /// epoch stays, and checkpoints stay good. If in doubt: ``newEpoch()``. SQL: `confirm_epoch`.
    @discardableResult
    public func confirmEpoch() async throws -> UUID {
        try await query(functions.confirmEpoch).uuid(0, 0)
    }

    /// How the store fares. SQL: `health`.
    public func health() async throws -> StoreHealth {
        try await calling {
            let clock = ContinuousClock()
            let begun = clock.now
            _ = try await pool.call(functions.storeInformation)
            let roundTrip = clock.now - begun
            let result = try await pool.call(functions.health)
            let statistics = pool.statistics
            return StoreHealth(
                serverVersion: try result.string(0, 0),
                databaseName: try result.string(0, 1),
                host: try result.string(0, 2),
                isInRecovery: try result.bool(0, 3),
                schemaName: try result.string(0, 4),
                schemaVersion: Int(try result.int32(0, 5)),
                epoch: try result.uuid(0, 6),
                headPosition: try result.ifPresent(0, 7, result.int64).map(GlobalPosition.init(rawValue:)),
                safePosition: try result.ifPresent(0, 8, result.int64).map(GlobalPosition.init(rawValue:)),
                inFlightAppenders: Int(try result.int64(0, 9)),
                partitionsAhead: Int(try result.int64(0, 10)),
                lastPartitionEnds: try result.ifPresent(0, 11, result.timestamp).map(Date.init(microsecondsSince2000:)),
                checkedAt: Date(microsecondsSince2000: try result.timestamp(0, 12)),
                pool: PoolStatistics(
                    size: statistics.size, idle: statistics.idle, inUse: statistics.inUse, maximum: statistics.maximum,
                    waiters: statistics.waiters, shared: statistics.shared),
                roundTrip: roundTrip)
        }
    }

    /// The transactions that have appended and not ended yet. SQL: `in_flight_appenders`.
    public func inFlightAppenders() async throws -> [InFlightAppender] {
        try await rows(
            Statement(
                name: "in_flight_appenders",
                sql: """
                    SELECT pid, registered_position, extract(EPOCH FROM transaction_age)::float8, state, application_name,
                        user_name, host(client_address), wait_event, query
                    FROM \(functions.quotedSchema).in_flight_appenders()
                    """)
        ) { result, row in
            InFlightAppender(
                pid: try result.ifPresent(row, 0, result.int32),
                registeredPosition: GlobalPosition(rawValue: try result.int64(row, 1)),
                transactionAge: try result.ifPresent(row, 2, result.double).map { .seconds($0) },
                state: try result.ifPresent(row, 3, result.string),
                applicationName: try result.ifPresent(row, 4, result.string),
                userName: try result.ifPresent(row, 5, result.string),
                clientAddress: try result.ifPresent(row, 6, result.string),
                waitEvent: try result.ifPresent(row, 7, result.string),
                query: try result.ifPresent(row, 8, result.string))
        }
    }

    /// Verifies checksums, versions, order and ids of the events after `after` up to `until` (nil: the whole store), and
    /// returns what does not match, at most `limit`. SQL: `verify`.
    public func verify(after: GlobalPosition? = nil, until: GlobalPosition? = nil, limit: Int = 1000) async throws
        -> [VerificationFinding]
    {
        var parameters = PostgresParameters()
        parameters.appendInt8(after?.rawValue)
        parameters.appendInt8(until?.rawValue)
        parameters.appendInt4(Int32(clamping: limit))
        return try await rows(functions.verify, parameters) { result, row in
            VerificationFinding(
                problem: try result.string(row, 0),
                globalPosition: GlobalPosition(rawValue: try result.int64(row, 1)),
                stream: StreamName(
                    try result.string(row, 3), try result.string(row, 4),
                    tenant: Tenant(rawValue: try result.string(row, 2))),
                version: StreamVersion(rawValue: try result.int64(row, 5)),
                eventID: try result.uuid(row, 6),
                detail: try result.string(row, 7))
        }
    }

    /// Counts the events and event ids of every stream, which reads the whole store, and returns the streams that have not as
    /// many as their version says, at most `limit`. SQL: `verify_streams`.
    public func verifyStreams(limit: Int = 1000) async throws -> [StreamVerificationFinding] {
        var parameters = PostgresParameters()
        parameters.appendInt4(Int32(clamping: limit))
        return try await rows(functions.verifyStreams, parameters) { result, row in
            StreamVerificationFinding(
                stream: try result.ifPresent(row, 2, result.string).map { id in
                    StreamName(
                        try result.string(row, 1), id, tenant: Tenant(rawValue: try result.string(row, 0)))
                },
                version: StreamVersion(rawValue: try result.int64(row, 3)),
                events: try result.int64(row, 4),
                eventIDs: try result.int64(row, 5),
                detail: try result.string(row, 6))
        }
    }

    /// The settings of the store. SQL: `settings`.
    public func settings() async throws -> [StoreSetting] {
        try await rows(functions.settings) { result, row in
            StoreSetting(
                name: try result.string(row, 0), value: try result.string(row, 1), meaning: try result.string(row, 2))
        }
    }

    /// Changes a setting of the store. SQL: `change_setting`.
    public func changeSetting(_ name: String, to value: String) async throws {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendText(value)
        _ = try await query(functions.changeSetting, parameters)
    }
}
