import EventSourcing
import Foundation

/// What a client asks the store once: identity, schema version, channel. Asked at the first use and kept.
final class InformationCache: Sendable {
    struct Information: Sendable {
        var epoch: UUID
        var schemaVersion: Int
        var bellChannel: String
        /// Nil: the bell is off.
        var bellInterval: Duration?
    }

    private let pool: PostgresPool
    private let functions: SQLFunctions
    private let cached = Lock<Information?>(nil)

    init(pool: PostgresPool, functions: SQLFunctions) {
        self.pool = pool
        self.functions = functions
    }

    /// The information, from the cache or from the database.
    ///
    /// Throws ``EventStoreError/Code/schemaBehind`` or ``EventStoreError/Code/schemaNewer`` when the database does not hold
    /// the contract that this program knows.
    func get() async throws -> Information {
        if let information = cached.withLock({ $0 }) { return information }
        let result = try await pool.call(functions.storeInformation)
        let milliseconds = try result.int32(0, 3)
        let information = Information(
            epoch: try result.uuid(0, 0),
            schemaVersion: Int(try result.int32(0, 1)),
            bellChannel: try result.string(0, 2),
            bellInterval: milliseconds < 0 ? nil : .milliseconds(Int(milliseconds)))
        try Self.check(installed: information.schemaVersion, known: Contract.schemaVersion)
        cached.withLock { $0 = information }
        return information
    }

    /// Forgets what is known, for example after a migration.
    func forget() { cached.withLock { $0 = nil } }

    static func check(installed: Int, known: Int) throws {
        if installed > known {
            throw EventStoreError(
                .schemaNewer, "the schema is at migration \(installed), newer than the \(known) this program knows",
                hint: "Use a newer version of this program.")
        }
        if installed < known {
            throw EventStoreError(
                .schemaBehind, "the schema is at migration \(installed), this program needs \(known)",
                hint: "Migrate it: eventstore migrate up, PostgresEventStore.migrate(), or psql with sql/install.sql.")
        }
    }
}
