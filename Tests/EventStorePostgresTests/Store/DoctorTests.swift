import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

/// What only a client sees; the checks in SQL have their tests in sql/tests.
@Suite("The doctor")
struct DoctorTests {
    private func severities(_ checks: [DoctorCheck]) -> [String: DoctorCheck.Severity] {
        Dictionary(uniqueKeysWithValues: checks.map { ($0.name, $0.severity) })
    }

    @Test("it gives the checks of the SQL function and those of the client, the worst first, each with a remedy")
    func all() async throws {
        try await TestStore.with { store in
            try await store.sql("UPDATE \(store.quotedSchema).store SET timeline = 77")
            let checks = try await store.doctor()
            let ofServer = try await store.sql("SELECT name FROM \(store.quotedSchema).doctor()").map {
                "\($0.values[0])"
            }
            #expect(Set(checks.map(\.name)) == Set(ofServer).union(["library", "client_clock", "listen", "pooler"]))
            #expect(checks.map(\.severity) == checks.map(\.severity).sorted(by: >))
            #expect(checks[0].name == "epoch" && checks[0].severity == .critical)
            for check in checks { #expect((check.remedy == nil) == (check.severity == .ok), "\(check)") }
            let names = severities(checks)
            for name in ["library", "client_clock", "listen", "pooler"] { #expect(names[name] == .ok, "\(name)") }
            try await store.confirmEpoch()
            #expect(severities(try await store.doctor())["epoch"] == .ok)
        }
    }

    @Test("docs/doctor.md explains what only a client sees")
    func documentation() async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/doctor.md"), encoding: .utf8)
        let section = try #require(page.components(separatedBy: "## What only a client sees").last)
        let named = section.matches(of: #/(?m)^\| `([a-z_]+)`/#).map { String($0.1) }
        try await TestStore.with { store in
            let ofServer = try await store.sql("SELECT name FROM \(store.quotedSchema).doctor()").map {
                "\($0.values[0])"
            }
            let checks = try await store.doctor()
            #expect(Set(named) == Set(checks.map(\.name)).subtracting(ofServer))
        }
    }

    @Test("it works where the schema is absent, behind, changed or newer")
    func library() async throws {
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "_")
        try await withPostgresEventStore(configuration: try TestStore.configuration(schema: name)) { store in
            let checks = try await store.doctor()
            #expect(checks.first?.name == "library")
            #expect(checks.first?.severity == .critical)
            #expect(checks.first?.remedy?.contains("migrate up") == true)
            #expect(Set(checks.map(\.name)) == ["library", "client_clock", "listen", "pooler"])
        }
        try await TestStore.with { store in
            let history = "\(store.quotedSchema).schema_history"
            try await store.sql("UPDATE \(history) SET checksum = 'x' WHERE path = 'sql/functions/health.sql'")
            var library = try #require(try await store.doctor().first { $0.name == "library" })
            #expect(library.severity == .warning)
            #expect(library.found.contains("sql/functions/health.sql"))
            try await store.sql("UPDATE \(history) SET checksum = 'x' WHERE migration = 1")
            library = try #require(try await store.doctor().first { $0.name == "library" })
            #expect(library.severity == .critical && library.found.contains("0001_"))
            try await store.sql("INSERT INTO \(history) VALUES ('sql/migrations/9999_x.sql', 9999, 'x')")
            library = try #require(try await store.doctor().first { $0.name == "library" })
            #expect(library.severity == .critical && library.found.contains("newer"))
        }
    }

    @Test("clocks that differ by more than the round trip explains are named")
    func clocks() {
        #expect(Doctor.clientClock(skew: 0.001, roundTrip: 0.002).severity == .ok)
        #expect(Doctor.clientClock(skew: 9, roundTrip: 0.1).severity == .ok)
        #expect(Doctor.clientClock(skew: -9, roundTrip: 0.1).severity == .ok)
        #expect(Doctor.clientClock(skew: 30, roundTrip: 25).severity == .ok)
        let behind = Doctor.clientClock(skew: -11, roundTrip: 0.1)
        #expect(behind.severity == .warning && behind.found.contains("11 s behind"))
        let ahead = Doctor.clientClock(skew: 7200, roundTrip: 0.1)
        #expect(ahead.severity == .critical && ahead.found.contains("ahead of"))
    }
}

extension Proofs {
    /// A server that is set so that it loses data.
    @Suite("A careless server", .serialized)
    struct CarelessServerTests {
        private func bad(_ store: PostgresEventStore) async throws -> [String: DoctorCheck.Severity] {
            let checks = try await store.doctor().filter { $0.severity != .ok }
            return Dictionary(uniqueKeysWithValues: checks.map { ($0.name, $0.severity) })
        }

        @Test(
            "the doctor names each setting that loses data, and is silent when it is set right", .timeLimit(.minutes(2))
        )
        func careless() async throws {
            try await TestCluster.with("careless") { cluster in
                var configuration = try await cluster.configuration()
                configuration.pool.acquireTimeout = .seconds(30)
                let settings = [
                    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off",
                    "wal_level": "minimal", "max_wal_senders": "0", "default_transaction_isolation": "serializable",
                ]
                func alter(_ change: (String, String) -> String) async throws {
                    let pool = try PostgresPool(configuration)
                    try await pool.withExclusive { connection in
                        for (name, value) in settings {
                            try await connection.execute("ALTER SYSTEM \(change(name, value))")
                        }
                    }
                    await pool.close()
                    try await cluster.control("stop")
                    try await cluster.control("start")
                }
                try await withPostgresEventStore(configuration: configuration) { store in
                    try await store.migrate()
                    try await store.createPartitionsAhead(months: 2)
                }
                try await alter { "SET \($0) = '\($1)'" }
                try await withPostgresEventStore(configuration: configuration) { store in
                    let found = try await bad(store)
                    let expected: [String: DoctorCheck.Severity] = [
                        "fsync": .critical, "full_page_writes": .critical, "synchronous_commit": .warning,
                        "autovacuum": .warning, "wal_level": .warning, "default_transaction_isolation": .warning,
                    ]
                    for (name, severity) in expected { #expect(found[name] == severity, "\(name)") }
                }
                try await alter { name, _ in "RESET \(name)" }
                try await withPostgresEventStore(configuration: configuration) { store in
                    // Of a fresh server that nobody has made ready for production.
                    let found = try await bad(store).keys
                    #expect(Set(found) == ["archiving", "data_checksums", "superuser"])
                }
            }
        }
    }
}
