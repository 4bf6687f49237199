extension PostgresConfiguration {
    /// A configuration from a connection URL:
    /// `postgresql://user:password@host:5432,second:5433/database?sslmode=verify-full&schema=event_store`.
    ///
    /// Special characters are percent-encoded. A Unix socket's folder goes into `?host=/path`. The parameters have libpq's
    /// names: `host`, `port`, `dbname`, `user`, `password`, `passfile`, `service`, `sslmode`, `sslrootcert`, `sslcert`,
    /// `sslkey`, `application_name`, `connect_timeout`, `keepalives_idle`, `keepalives_interval`, `keepalives_count`,
    /// `tcp_user_timeout`; and `schema`, `pooling` (`session` or `transaction`).
    ///
    /// - Throws: `ConfigurationError`, also for a parameter that is not one of these.
    public init(url: String) throws(ConfigurationError) {
        self.init()
        try apply(url: url, key: "url")
        try validate()
    }

    /// Sets what the URL names, and leaves the rest.
    mutating func apply(url: String, key: String) throws(ConfigurationError) {
        guard let scheme = ["postgresql://", "postgres://"].first(where: url.hasPrefix) else {
            throw ConfigurationError(key: key, reason: "must begin with postgresql:// or postgres://")
        }
        var rest = url.dropFirst(scheme.count)
        let query = rest.cut(from: "?")
        let path = rest.cut(from: "/")
        if let at = rest.lastIndex(of: "@") {
            var login = rest[..<at]
            let secret = login.cut(from: ":")
            if !login.isEmpty { user = try decoded(login, "\(key): user") }
            if let secret { password = try decoded(secret, "\(key): password") }
            rest = rest[rest.index(after: at)...]
        }
        if !rest.isEmpty {
            var parsed: [Host] = []
            for part in rest.split(separator: ",", omittingEmptySubsequences: false) {
                parsed.append(try Self.host(part, key))
            }
            hosts = parsed
        }
        if let path, !path.isEmpty { database = try decoded(path, "\(key): database") }
        for pair in (query ?? "").split(separator: "&") {
            var name = pair
            guard let value = name.cut(from: "=") else {
                throw ConfigurationError(key: String(name), reason: "the parameter has no value")
            }
            try set(try decoded(name, key), to: try decoded(value, String(name)))
        }
    }

    private static func host(_ part: Substring, _ key: String) throws(ConfigurationError) -> Host {
        var name = part
        var port: Substring?
        if name.hasPrefix("[") {
            guard let end = name.firstIndex(of: "]") else {
                throw ConfigurationError(key: "host", value: String(part), reason: "the address has no closing bracket")
            }
            let tail = name[name.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else {
                throw ConfigurationError(key: "host", value: String(part), reason: "a colon must follow the bracket")
            }
            port = tail.isEmpty ? nil : tail.dropFirst()
            name = name[name.index(after: name.startIndex)..<end]
        } else {
            port = name.cut(from: ":")
        }
        guard !name.isEmpty else {
            throw ConfigurationError(key: "host", value: String(part), reason: "a host is empty")
        }
        let number = try port.flatMap { (text) throws(ConfigurationError) in
            text.isEmpty ? nil : try Self.port(String(text), "port")
        }
        return Host(try decoded(name, "host"), port: number)
    }

    static func port(_ text: String, _ key: String) throws(ConfigurationError) -> Int {
        guard let number = Int(text), (1...65535).contains(number) else {
            throw ConfigurationError(key: key, value: text, reason: "a port is a number between 1 and 65535")
        }
        return number
    }
}

private func decoded(_ text: Substring, _ key: String) throws(ConfigurationError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
            throw ConfigurationError(key: key, reason: "a percent sign is not followed by two hexadecimal digits")
        }
        bytes.append(high << 4 | low)
    }
    guard let string = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw ConfigurationError(key: key, reason: "not UTF-8 without NUL once decoded")
    }
    return string
}

private func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

extension Substring {
    /// Cuts the string at the first separator and returns what comes after it.
    fileprivate mutating func cut(from separator: Character) -> Substring? {
        guard let index = firstIndex(of: separator) else { return nil }
        defer { self = self[..<index] }
        return self[self.index(after: index)...]
    }
}
