extension PostgresConfiguration {
    /// A configuration from environment variables; see ``PostgresConfiguration`` for which wins. Empty variables count as
    /// missing.
    ///
    /// - Throws: `ConfigurationError` that names the variable.
    public init(environment: [String: String]) throws(ConfigurationError) {
        self.init()
        for (variable, setting) in Self.variables {
            guard let value = environment[variable], !value.isEmpty else { continue }
            try set(setting, to: value, key: variable)
        }
        if let url = environment["DATABASE_URL"], !url.isEmpty { try apply(url: url, key: "DATABASE_URL") }
        if let url = environment["EVENT_STORE_DIRECT_URL"], !url.isEmpty { directURL = url }
        do {
            try validate()
        } catch {
            guard error.key.hasPrefix("directURL") else { throw error }
            let key = error.key.replacing("directURL", with: "EVENT_STORE_DIRECT_URL")
            throw ConfigurationError(key: key, value: error.value, reason: error.reason)
        }
    }

    /// In the order in which they are applied: later ones win, and hosts come before their ports.
    private static let variables = [
        ("PGSERVICE", "service"), ("PGHOST", "host"), ("PGPORT", "port"), ("PGDATABASE", "dbname"), ("PGUSER", "user"),
        ("PGPASSWORD", "password"), ("PGPASSFILE", "passfile"), ("PGSSLMODE", "sslmode"),
        ("PGSSLROOTCERT", "sslrootcert"), ("PGSSLCERT", "sslcert"), ("PGSSLKEY", "sslkey"),
        ("PGAPPNAME", "application_name"), ("PGCONNECT_TIMEOUT", "connect_timeout"), ("POSTGRES_HOST", "host"),
        ("POSTGRES_PORT", "port"), ("POSTGRES_DB", "dbname"), ("POSTGRES_USER", "user"),
        ("POSTGRES_PASSWORD", "password"), ("EVENT_STORE_SCHEMA", "schema"),
        ("EVENT_STORE_POOLING", "pooling"),
    ]
}
