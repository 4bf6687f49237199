import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// Every way of installing gives the same schema, and what cannot be installed is refused.
    @Suite("Migrating", .serialized)
    struct MigrationTests {
        private func configuration(_ schema: String) throws -> PostgresConfiguration {
            try TestStore.configuration(schema: schema)
        }

        private func name() -> String { "test_" + UUID().uuidString.lowercased().replacing("-", with: "_") }

        private func dump(_ schema: String) async throws -> String {
            let text = try await run(
                "pg_dump",
                ["--schema-only", "-d", try ProofEnvironment.text("EVENT_STORE_TEST_URL"), "-n", "\"\(schema)\""])
            return text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("\\restrict") && !$0.hasPrefix("\\unrestrict") }
                .joined(separator: "\n").replacing(schema, with: "SCHEMA")
        }

        private func withSchemas(_ count: Int, _ body: ([String]) async throws -> Void) async throws {
            let names = (0..<count).map { _ in name() }
            do {
                try await body(names)
                for name in names { try await TestStore.drop(name) }
            } catch {
                for name in names { try? await TestStore.drop(name) }
                throw error
            }
        }

        /// The built `eventstore` executable, which lies next to the test bundle.
        private static func command() throws -> String {
            var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            while folder.path() != "/" {
                folder = folder.deletingLastPathComponent()
                let file = folder.appending(path: "eventstore").path()
                if FileManager.default.isExecutableFile(atPath: file) { return file }
            }
            return try #require(nil, "the eventstore executable is not built")
        }

        @Test("the library, psql and the command install the same, and each finds nothing to do after the others")
        func sameResult() async throws {
            try await withSchemas(3) { names in
                let (byLibrary, byPsql, byCommand) = (names[0], names[1], names[2])
                let url = try ProofEnvironment.text("EVENT_STORE_TEST_URL")
                try await withPostgresEventStore(configuration: try configuration(byLibrary)) { store in
                    #expect(try await store.schemaStatus().installedVersion == nil)
                    let behind = await storeError { _ = try await store.positions() }
                    #expect(behind?.code == .schemaBehind)
                    let tried = try await store.migrate(dryRun: true)
                    #expect(tried.steps.allSatisfy { $0.action == .installed })
                    #expect(try await store.schemaStatus().installedVersion == nil)
                    #expect(try await store.migrate() == tried)
                    #expect(try await store.migrate().steps.allSatisfy { $0.action == .unchanged })
                    #expect(try await store.schemaStatus().isCurrent)
                }
                try await run(
                    "sh",
                    [
                        "-c", "cd \"$1\" && exec psql -X -q -d \"$2\" -v schema=\"$3\" -f sql/install.sql", "sh",
                        ProofEnvironment.root.path(), url, byPsql,
                    ])
                let up = ["migrate", "up", "--format", "json", "--url", url, "--schema"]
                let command = try Self.command()
                #expect(try await run(command, up + [byCommand]).contains("\"installed\""))
                let dumps = (try await dump(byLibrary), try await dump(byPsql), try await dump(byCommand))
                #expect(dumps.0 == dumps.1)
                #expect(dumps.0 == dumps.2)
                #expect(dumps.0.contains("CREATE TABLE SCHEMA.events"))
                for schema in names {
                    #expect(try await !run(command, up + [schema]).contains("\"installed\""))
                    try await withPostgresEventStore(configuration: try configuration(schema)) { store in
                        #expect(try await store.migrate().steps.allSatisfy { $0.action == .unchanged })
                        let history = { (schema: String) in
                            try await store.sql(
                                """
                                SELECT path, migration, checksum, installed_by FROM "\(schema)".schema_history ORDER BY path
                                """)
                        }
                        let (first, this) = (try await history(byLibrary), try await history(schema))
                        #expect(first == this)
                    }
                }
            }
        }

        // Tried with the session's lock timeout left as it is: contention.
        @Test("a migrator waits for another one for longer than the lock timeout, which holds for all other locks")
        func patient() async throws {
            try await withSchemas(1) { names in
                var configuration = try configuration(names[0])
                configuration.timeouts.lock = .milliseconds(100)
                try await withPostgresEventStore(configuration: configuration) { store in
                    try await store.migrate()
                    let isHeld = Shared(false)
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            try await store.withTransaction { transaction in
                                try await transaction.query(
                                    "SELECT pg_advisory_xact_lock(hashtextextended('event_store.install.' || $1, 0))",
                                    [.text(names[0])])
                                isHeld.value = true
                                try await Task.sleep(for: .milliseconds(500))
                            }
                        }
                        try await waitUntil("the lock is held") { isHeld.value }
                        try await store.migrate()
                        try await group.waitForAll()
                    }
                    // A locked table of the store is not waited for.
                    let refused = await storeError {
                        try await store.withTransaction { transaction in
                            try await transaction.query(
                                "LOCK TABLE \(store.quotedSchema).schema_history IN ACCESS EXCLUSIVE MODE")
                            try await store.migrate()
                        }
                    }
                    #expect(refused?.code == .contention)
                }
            }
        }

        @Test("eight migrators at once: each succeeds, and everything is installed once")
        func atOnce() async throws {
            try await withSchemas(1) { names in
                let reports = try await withThrowingTaskGroup(of: MigrationReport.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            try await withPostgresEventStore(configuration: try self.configuration(names[0])) {
                                try await $0.migrate()
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(reports.count == 8)
                let installers = reports.filter { $0.steps.contains { $0.action != .unchanged } }
                #expect(installers.count == 1)
                #expect(installers[0].steps.allSatisfy { $0.action == .installed })
            }
        }

        @Test("a newer database and a changed migration are refused, and nothing is changed")
        func refused() async throws {
            try await TestStore.with { store in
                let schema = store.quotedSchema
                try await store.sql("UPDATE \(schema).schema_history SET checksum = 'x' WHERE migration = 1")
                let changed = await storeError { try await store.migrate() }
                #expect(changed?.code == .installationRefused)
                #expect(changed?.message.contains("sql/migrations/0001") == true)
                let status = try await store.schemaStatus()
                #expect(status.changed.count == 1)
                #expect(!status.isCurrent)
                try await store.sql(
                    "INSERT INTO \(schema).schema_history (path, migration, checksum) VALUES ('sql/migrations/9999_x.sql', 9999, 'x')"
                )
                let newer = await storeError { try await store.migrate() }
                #expect(newer?.code == .schemaNewer)
                try await withPostgresEventStore(configuration: store.configuration) { other in
                    let refused = await storeError {
                        try await other.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
                    }
                    #expect(refused?.code == .schemaNewer)
                    let subscribed = await storeError { for try await _ in other.subscribe(from: .beginning) {} }
                    #expect(subscribed?.code == .schemaNewer)
                }
            }
        }

        @Test("two stores in one database do not meet, whatever their names")
        func twoStores() async throws {
            let hostile = "we\"ird; na'me \(UUID().uuidString.prefix(6))"
            var configuration = try configuration(hostile)
            configuration.subscriptions.slowTimer = .seconds(60)
            try await TestStore.with { other in
                try await withPostgresEventStore(configuration: configuration) { store in
                    do {
                        try await store.migrate()
                        try await store.createPartitionsAhead(months: 1)
                        try await meet(store, other)
                        try await TestStore.drop(hostile)
                    } catch {
                        try? await TestStore.drop(hostile)
                        throw error
                    }
                }
            }
        }

        private func meet(_ store: PostgresEventStore, _ other: PostgresEventStore) async throws {
            let stream = StreamName("s", "1")
            // An appender in flight in the other store holds up nobody here.
            let release = OneShot<Void>()
            let hasAppended = Shared(false)
            async let open: Void = other.withTransaction { transaction in
                try await transaction.append([.test("Other")], to: stream, expectedVersion: .any)
                hasAppended.value = true
                try await release.value()
            }
            try await waitUntil("the other has appended") { hasAppended.value }
            let seen = Shared<[EventType]>([])
            let subscriber = Task {
                for try await event in store.subscribe(from: .beginning) { seen.change { $0.append(event.type) } }
            }
            // The bell is needed here: the slow timer takes a minute.
            for count in 1...5 {
                try await store.append(
                    [.test("Own")], to: stream, expectedVersion: .exactly(StreamVersion(rawValue: Int64(count - 1))))
                try await waitUntil("event \(count) arrives", within: .seconds(20)) { seen.value.count == count }
            }
            #expect(try await store.inFlightAppenders().isEmpty)
            #expect(try await other.inFlightAppenders().count == 1)
            let positions = try await store.positions()
            #expect(positions.safePosition == positions.headPosition)
            release.resume(.success(()))
            try await open
            #expect(try await other.readAll(AllReadOptions()).map(\.type) == ["Other"])
            #expect(try await store.readAll(AllReadOptions()).map(\.type) == Array(repeating: "Own", count: 5))
            #expect(seen.value == Array(repeating: "Own", count: 5))
            #expect(try await store.verify().isEmpty)
            subscriber.cancel()
            _ = await subscriber.result
        }
    }
}
