extension PostgresConfiguration {
    /// Throws for the first setting that cannot work.
    public func validate() throws(ConfigurationError) {
        try Self.validate(schema: schema, key: "schema")
        if let directURL {
            var direct = self
            direct.directURL = nil
            do {
                try direct.apply(url: directURL, key: "url")
            } catch {
                throw ConfigurationError(key: "directURL: \(error.key)", value: error.value, reason: error.reason)
            }
        }
        for host in hosts {
            if let port = host.port, !(1...65535).contains(port) {
                throw ConfigurationError(key: "port", value: "\(port)", reason: "a port is between 1 and 65535")
            }
            if host.name.contains(",") || host.name.contains("\0") {
                throw ConfigurationError(key: "host", value: host.name, reason: "a host has no comma and no NUL")
            }
        }
        guard (1...4).contains(pool.sharedConnections) else {
            throw ConfigurationError(
                key: "pool.sharedConnections", value: "\(pool.sharedConnections)", reason: "must be 1 to 4")
        }
        guard pool.maxConnections >= 1 else {
            throw ConfigurationError(
                key: "pool.maxConnections", value: "\(pool.maxConnections)", reason: "must be at least 1")
        }
        guard (0...pool.maxConnections).contains(pool.minConnections) else {
            throw ConfigurationError(
                key: "pool.minConnections", value: "\(pool.minConnections)", reason: "must be 0 to maxConnections")
        }
        let durations: [(String, Duration?)] = [
            ("pool.acquireTimeout", pool.acquireTimeout), ("pool.connectTimeout", pool.connectTimeout),
            ("pool.maxLifetime", pool.maxLifetime), ("pool.idleTimeout", pool.idleTimeout),
            ("timeouts.statement", timeouts.statement), ("timeouts.lock", timeouts.lock),
            ("timeouts.idleInTransaction", timeouts.idleInTransaction), ("timeouts.call", timeouts.call),
            ("timeouts.grace", timeouts.grace), ("keepAlive.idle", keepAlive.idle),
            ("keepAlive.interval", keepAlive.interval), ("keepAlive.userTimeout", keepAlive.userTimeout),
            ("subscriptions.slowTimer", subscriptions.slowTimer),
        ]
        for case (let key, let duration?) in durations where duration <= .zero {
            throw ConfigurationError(key: key, value: "\(duration)", reason: "must be above zero")
        }
        let numbers = [
            ("keepAlive.count", keepAlive.count, 1), ("append.maxEvents", append.maxEvents, 1),
            ("append.maxBytes", append.maxBytes, 1), ("append.retries", append.retries, 0),
            ("append.concurrentCalls", append.concurrentCalls, 1),
        ]
        for (key, number, least) in numbers where number < least {
            throw ConfigurationError(key: key, value: "\(number)", reason: "must be at least \(least)")
        }
    }

    static func validate(schema: String, key: String) throws(ConfigurationError) {
        guard (1...48).contains(schema.utf8.count) else {
            throw ConfigurationError(key: key, value: schema, reason: "a schema name has 1 to 48 bytes of UTF-8")
        }
        guard schema.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw ConfigurationError(key: key, reason: "a schema name has no control characters")
        }
    }
}
