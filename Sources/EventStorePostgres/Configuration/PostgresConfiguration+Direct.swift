extension PostgresConfiguration {
    /// The way to the server past any pooler, for what needs a session of its own; nil when none is known.
    var direct: PostgresConfiguration? {
        guard let directURL else { return pooling == .session ? self : nil }
        var direct = self
        direct.directURL = nil
        direct.pooling = .session
        // A password for the pooler is none for another host's server unless the URL leaves host and password out.
        guard (try? direct.apply(url: directURL, key: "directURL")) != nil else { return nil }
        return direct
    }
}
