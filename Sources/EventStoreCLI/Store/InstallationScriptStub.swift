import EventStorePostgres
extension PostgresEventStore { static func installationScript(_ schema: String) -> String { "-- not yet\n" } }
