extension PostgresConfiguration {
    /// Sets one setting by libpq's name for it, or `schema`.
    ///
    /// - Parameter key: what an error shall call it, if not by `name`.
    mutating func set(_ name: String, to value: String, key: String? = nil) throws(ConfigurationError) {
        let key = key ?? name
        switch name {
        case "host":
            let names = value.split(separator: ",").map(String.init)
            let ports = hosts.map(\.port)
            hosts = names.enumerated().map { index, name in
                Host(name, port: ports.isEmpty ? nil : ports[min(index, ports.count - 1)])
            }
        case "port": try setPorts(value, key)
        case "dbname": database = value
        case "user": user = value
        case "password": password = value
        case "passfile": passwordFile = value
        case "service": service = value
        case "sslmode":
            // libpq's `allow` prefers no encryption; here it is taken as `prefer`, which never encrypts less.
            guard let mode = TLS.Mode(rawValue: value == "allow" ? "prefer" : value) else {
                let modes = TLS.Mode.allCases.map(\.rawValue).joined(separator: ", ")
                throw ConfigurationError(key: key, value: value, reason: "must be one of \(modes)")
            }
            tls.mode = mode
        case "sslrootcert": tls.rootCertificate = value
        case "sslcert": tls.certificate = value
        case "sslkey": tls.key = value
        case "application_name": applicationName = value
        case "connect_timeout": pool.connectTimeout = .seconds(try number(value, key))
        case "keepalives_idle": keepAlive.idle = .seconds(try number(value, key))
        case "keepalives_interval": keepAlive.interval = .seconds(try number(value, key))
        case "keepalives_count": keepAlive.count = try number(value, key)
        case "tcp_user_timeout": keepAlive.userTimeout = .milliseconds(try number(value, key))
        case "pooling":
            guard let mode = Pooling(rawValue: value) else {
                throw ConfigurationError(key: key, value: value, reason: "must be session or transaction")
            }
            pooling = mode
        case "schema":
            try Self.validate(schema: value, key: key)
            schema = value
        default: throw ConfigurationError(key: key, reason: "no such setting")
        }
    }

    /// One port for all hosts, or one for each.
    private mutating func setPorts(_ value: String, _ key: String) throws(ConfigurationError) {
        var ports: [Int] = []
        for text in value.split(separator: ",", omittingEmptySubsequences: false) {
            ports.append(try Self.port(String(text), key))
        }
        // Without a host libpq's own default, a Unix socket, stays.
        if hosts.isEmpty { hosts = [Host("")] }
        guard ports.count == 1 || ports.count == hosts.count else {
            throw ConfigurationError(key: key, value: value, reason: "there are \(hosts.count) hosts")
        }
        for index in hosts.indices { hosts[index].port = ports[ports.count == 1 ? 0 : index] }
    }

    private func number(_ value: String, _ key: String) throws(ConfigurationError) -> Int {
        guard let number = Int(value), (1...1_000_000).contains(number) else {
            throw ConfigurationError(key: key, value: value, reason: "must be a whole number above zero")
        }
        return number
    }
}
