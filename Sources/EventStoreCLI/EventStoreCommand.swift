import ArgumentParser

/// The command. What is common to all subcommands is explained here.
struct EventStoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eventstore",
        abstract: "An event store in PostgreSQL: install it, fill it, read it, and look after it.",
        discussion: """
            The database is taken from the first of these that names it: --url and --schema; DATABASE_URL; POSTGRES_HOST,
            POSTGRES_PORT, POSTGRES_DB, POSTGRES_USER, POSTGRES_PASSWORD and EVENT_STORE_SCHEMA; PGHOST and its like; the \
            defaults of libpq.

            EXAMPLES:
              export DATABASE_URL=postgresql://user@localhost/shop
              eventstore migrate up
              eventstore import orders.jsonl
              eventstore read order 4711
              eventstore subscribe --from now --event-type OrderPlaced

            \(ExitReason.help)
            """,
        version: "0.1.0",
        subcommands: [
            MigrateCommand.self, ImportCommand.self, ExportCommand.self, AppendCommand.self, ReadCommand.self,
            SubscribeCommand.self, ReplayCommand.self, StreamsCommand.self, StatsCommand.self, HealthCommand.self,
            PartitionsCommand.self,
            IndexesCommand.self, DoctorCommand.self, VerifyCommand.self, ScavengeCommand.self, CheckpointsCommand.self,
            ProjectionsCommand.self, OutboxCommand.self, GroupsCommand.self,
            SettingsCommand.self, DemoCommand.self,
        ])
}
