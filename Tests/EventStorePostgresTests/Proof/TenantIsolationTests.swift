import EventSourcing
import EventStorePostgres
import Foundation
import Testing

extension Proofs {
    @Suite("Tenants")
    struct TenantIsolationTests {
        /// Tried: without the policy on events the subscription of a gets the events of b.
        @Test("a login with a tenant subscribes to, reads and writes its own events only")
        func logins() async throws {
            try await TestStore.with { store in
                let schema = store.configuration.schema
                let prefix = "t" + String(schema.suffix(20))
                let url = try ProofEnvironment.text("EVENT_STORE_TEST_URL")
                try await run(
                    "sh",
                    [
                        "-c",
                        "cd \"$1\" && exec psql -X -q -d \"$2\" -v schema=\"$3\" -v prefix=\"$4\" -f sql/roles.sql",
                        "sh", ProofEnvironment.root.path(), url, schema, prefix,
                    ])
                do {
                    for tenant in ["a", "b"] {
                        try await store.sql(
                            "CREATE ROLE \(prefix)_login_\(tenant) LOGIN PASSWORD 'x' IN ROLE \(prefix)_writer")
                        try await store.sql(
                            "SELECT \(store.quotedSchema).assign_tenant('\(prefix)_login_\(tenant)', '\(tenant)')")
                    }
                    try await store.sql("SELECT \(store.quotedSchema).enable_tenant_isolation()")
                    try await Self.check(store, prefix: prefix)
                } catch {
                    try await Self.dropRoles(store, prefix: prefix)
                    throw error
                }
                try await Self.dropRoles(store, prefix: prefix)
            }
        }

        private static func check(_ store: PostgresEventStore, prefix: String) async throws {
            let perTenant = 200
            func open(_ tenant: String) -> PostgresConfiguration {
                var configuration = store.configuration
                configuration.user = "\(prefix)_login_\(tenant)"
                configuration.password = "x"
                return configuration
            }
            try await withPostgresEventStore(configuration: open("a")) { a in
                try await withPostgresEventStore(configuration: open("b")) { b in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for (login, tenant) in [(a, "a"), (b, "b")] {
                            group.addTask {
                                var seen = 0
                                for try await event in login.subscribe(from: .beginning) {
                                    #expect(event.stream.tenant.rawValue == tenant)
                                    seen += 1
                                    if seen == perTenant { break }
                                }
                                #expect(seen == perTenant)
                            }
                            group.addTask {
                                for index in 0..<perTenant {
                                    try await login.append(
                                        [.test()],
                                        to: StreamName("s", "\(index % 7)", tenant: Tenant(rawValue: tenant)),
                                        expectedVersion: .any)
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                    let foreign = StreamName("s", "0", tenant: Tenant(rawValue: "b"))
                    #expect(await storeError { _ = try await a.readStream(foreign) }?.code == .tenantNotAllowed)
                    let refused = await storeError {
                        try await a.append([.test()], to: foreign, expectedVersion: .any)
                    }
                    #expect(refused?.code == .tenantNotAllowed)
                    let numbers = try await a.statistics(exact: false)
                    #expect(numbers.events == Int64(perTenant) && numbers.sizeBytes == nil && numbers.size == nil)
                    let all = try await a.readAll(AllReadOptions(limit: 10_000))
                    #expect(all.count == perTenant)
                }
            }
            #expect(try await store.statistics().events == Int64(2 * perTenant))
        }

        private static func dropRoles(_ store: PostgresEventStore, prefix: String) async throws {
            try await store.sql("DROP SCHEMA \(store.quotedSchema) CASCADE")
            for role in ["login_a", "login_b", "admin", "writer", "worker", "reader", "owner"] {
                try await store.sql("DROP ROLE IF EXISTS \(prefix)_\(role)")
            }
        }

        @Test("one migrator brings every schema up to date, and says which it could not")
        func allSchemas() async throws {
            try await TestStore.with { first in
                try await TestStore.with { second in
                    let (one, two) = (first.configuration.schema, second.configuration.schema)
                    #expect(Set(try await first.schemas()).isSuperset(of: [one, two]))
                    try await second.sql(
                        "UPDATE \(second.quotedSchema).schema_history SET checksum = 'x' WHERE migration = 1")
                    try await first.sql(
                        "UPDATE \(first.quotedSchema).schema_history SET checksum = 'x' WHERE path = 'sql/functions/health.sql'"
                    )
                    var told: [String] = []
                    let results = try await first.migrate(schemas: [two, one]) { schema, _ in told.append(schema) }
                    #expect(told == [two, one])
                    let replaced = try results[one]?.get().steps.filter { $0.action != .unchanged }.map(\.path)
                    #expect(replaced == ["sql/functions/health.sql"])
                    guard case .failure(let error) = results[two] else {
                        Issue.record("a changed migration was not refused")
                        return
                    }
                    #expect(error.code == .installationRefused)
                }
            }
        }
    }
}
