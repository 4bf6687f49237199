import ArgumentParser
import EventStorePostgres
import Foundation
import Logging

/// Which store, for every command that talks to one.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: postgresql://user:password@host:port/database?schema=name",
            discussion: "Wins over DATABASE_URL, POSTGRES_HOST and its like, and PGHOST and its like, in this order.",
            valueName: "url"))
    var url: String?

    @Option(help: "The schema that holds the store; wins over the URL's and over EVENT_STORE_SCHEMA.")
    var schema: String?

    @Option(
        help: ArgumentHelp(
            "Past a pooler: where LISTEN, migrations and the doctor connect; wins over EVENT_STORE_DIRECT_URL.",
            valueName: "url"))
    var directURL: String?

    @Option(help: "What a connection is: session, or transaction behind a pooler in transaction mode.")
    var pooling: PostgresConfiguration.Pooling?

    @Option(
        help: "The least log level to print on standard error: trace, debug, info, notice, warning, error, critical.")
    var logLevel = Logger.Level.error

    /// The configuration from the options and the environment.
    func configuration(
        environment: [String: String] = ProcessInfo.processInfo.environment, isLongRunning: Bool = false
    ) throws -> PostgresConfiguration {
        var environment = environment
        if let url {
            // As in the environment, so that the same rules of precedence hold; but an error names the option.
            _ = try Self.named("--url") { () throws(ConfigurationError) in try PostgresConfiguration(url: url) }
            environment["DATABASE_URL"] = url
        }
        var configuration = try PostgresConfiguration(environment: environment)
        if let schema {
            configuration.schema = schema
            try Self.named("--schema") { () throws(ConfigurationError) in try configuration.validate() }
        }
        if let pooling { configuration.pooling = pooling }
        if let directURL {
            configuration.directURL = directURL
            try Self.named("--direct-url") { () throws(ConfigurationError) in try configuration.validate() }
        }
        if environment["PGAPPNAME"] == nil { configuration.applicationName = "eventstore" }
        configuration.pool.acquireTimeout = configuration.pool.connectTimeout
        if isLongRunning {
            configuration.timeouts.statement = nil
            configuration.timeouts.call = nil
        }
        return configuration
    }

    var logger: Logger {
        var logger = Logger(label: "eventstore") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel
        return logger
    }

    private static func named<Value>(_ option: String, _ body: () throws(ConfigurationError) -> Value)
        throws(ConfigurationError) -> Value
    {
        do {
            return try body()
        } catch {
            let key = ["url", "schema", "directURL: url"].contains(error.key) ? option : "\(option): \(error.key)"
            throw ConfigurationError(key: key, value: error.value, reason: error.reason)
        }
    }
}
