import ArgumentParser
import EventSourcing
import EventStorePostgres

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Install the schema or bring it up to date.",
        discussion: """
            Everything is installed in one transaction, and two migrations at once wait for each other. A DBA who would \
            rather use psql gets the same from `eventstore migrate print`.

            EXAMPLES:
              eventstore migrate dry-run
              eventstore migrate up
              eventstore migrate validate || echo "the schema does not fit"
              eventstore migrate print | psql -X "$DATABASE_URL"
            """,
        subcommands: [Up.self, DryRun.self, Status.self, Validate.self, Print.self],
        aliases: ["migrations"])
}

extension MigrateCommand {
    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Install what is missing and replace what differs.",
            discussion: """
                With --all-schemas every schema of the database that holds a store is migrated, each in a transaction of \
                its own. One that fails does not stop the others; the exit code is then that of the first failure.

                EXAMPLES:
                  eventstore migrate up --schema event_store
                  eventstore migrate up --all-schemas
                """)

        @Flag(help: "Migrate every schema of the database that holds a store.")
        var allSchemas = false
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if allSchemas, store.schema != nil {
                throw ValidationError("give --schema or --all-schemas, not both")
            }
        }

        func run() async throws {
            if allSchemas { return try await migrateAll() }
            let report = try await store.withStore(isLongRunning: true) { try await $0.migrate() }
            try output.printReport(report, isDryRun: false)
        }

        private func migrateAll() async throws {
            let failure = try await store.withStore(isLongRunning: true) { store in
                var failure: EventStoreError?
                try await store.migrate(schemas: try await store.schemas()) { schema, result in
                    switch result {
                    case .success(let report): try output.printReport(report, isDryRun: false, schema: schema)
                    case .failure(let error):
                        failure = failure ?? error
                        try output.printFailure(error, schema: schema)
                    }
                }
                return failure
            }
            if let failure { throw failure }
        }
    }

    struct DryRun: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dry-run",
            abstract: "Do all of it in a transaction that is rolled back, and say what was done.",
            discussion: "EXAMPLE:\n  eventstore migrate dry-run --format json")

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let report = try await store.withStore(isLongRunning: true) { try await $0.migrate(dryRun: true) }
            try output.printReport(report, isDryRun: true)
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which version is installed and what a migration would change.",
            discussion: "Exits with 0 whatever it finds; `validate` does not.\n\nEXAMPLE:\n  eventstore migrate status")

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try output.printStatus(try await store.withStore { try await $0.schemaStatus() })
        }
    }

    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Exit with 0 only if the installed schema is the one that this command knows.",
            discussion: """
                Exits with 81 when the schema is absent or behind, 82 when it is newer, 83 when an applied migration has \
                another text than the one this command knows.

                EXAMPLE:
                  eventstore migrate validate && start-the-service
                """)

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let status = try await store.withStore { try await $0.schemaStatus() }
            if let failure = status.failure { throw failure }
            try output.printStatus(status)
        }
    }

    struct Print: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the SQL that installs the schema, for psql. Needs no database.",
            discussion: "EXAMPLE:\n  eventstore migrate print --schema event_store | psql -X -v ON_ERROR_STOP=1")

        @OptionGroup var store: StoreOptions

        func run() async throws {
            try Console.write(
                Array(PostgresEventStore.installationScript(schema: try store.configuration().schema).utf8))
        }
    }
}

extension SchemaStatus {
    /// Why the schema does not fit this command; nil when it does.
    var failure: CommandFailure? {
        guard let installedVersion else {
            return CommandFailure(.schemaBehind, "the schema is not installed", hint: "Run eventstore migrate up.")
        }
        if installedVersion > knownVersion {
            return CommandFailure(
                .schemaNewer, "the schema is at version \(installedVersion), this command knows \(knownVersion)",
                hint: "Use a newer eventstore command.")
        }
        if let file = changed.first {
            return CommandFailure(
                .schemaChanged, "the applied migration \(file) has another text than the one this command knows",
                hint: "Find out who changed it; a migration is never changed once it is applied.")
        }
        guard installedVersion == knownVersion, pending.isEmpty else {
            return CommandFailure(
                .schemaBehind,
                "the schema is at version \(installedVersion) of \(knownVersion), and \(pending.count) files differ or are missing",
                hint: "Run eventstore migrate up.")
        }
        return nil
    }
}

extension OutputOptions {
    /// A line of its own for the schema; the first failure also ends the command, on standard error.
    fileprivate func printFailure(_ error: EventStoreError, schema: String) throws {
        if format == .json {
            return try Console.print(
                JSONValue.object([
                    ("schema", .string(schema)), ("error", .string(error.message)),
                    ("code", .string(error.code.description)),
                ]).text)
        }
        try Console.print("\(schema): failed: \(error.message)")
    }

    fileprivate func printReport(_ report: MigrationReport, isDryRun: Bool, schema: String? = nil) throws {
        if format == .json {
            let steps = report.steps.map {
                JSONValue.object([("path", .string($0.path)), ("action", .string("\($0.action)"))])
            }
            return try Console.print(
                JSONValue.object([
                    ("schema", .optional(schema)), ("schema_version", .integer(Int64(report.schemaVersion))),
                    ("is_dry_run", .bool(isDryRun)),
                    ("steps", .array(steps)),
                ]).text)
        }
        let changes = report.steps.filter { $0.action != .unchanged }
        if let schema {
            return try Console.print(
                "\(schema): the schema is at version \(report.schemaVersion); \(changes.count) of \(report.steps.count) files changed"
            )
        }
        for step in changes { try Console.print("\(isDryRun ? "would be " : "")\(step.action)  \(step.path)") }
        let count = "\(changes.count) of \(report.steps.count) files"
        try Console.print(
            isDryRun
                ? "\(count) would change; nothing was changed"
                : "the schema is at version \(report.schemaVersion); \(count) changed")
    }

    fileprivate func printStatus(_ status: SchemaStatus) throws {
        let files: ([String]) -> JSONValue = { paths in
            format == .json
                ? .array(paths.map(JSONValue.string)) : .string(paths.isEmpty ? "none" : paths.joined(separator: ", "))
        }
        try print([
            ("installed_version", .optional(status.installedVersion.map(Int64.init))),
            ("known_version", .integer(Int64(status.knownVersion))), ("is_current", .bool(status.isCurrent)),
            ("pending", files(status.pending)), ("changed", files(status.changed)),
        ])
    }
}
