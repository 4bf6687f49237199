extension EventStoreSettings {
    /// Names each unsafe combination; empty when there is none. `configuration`: the one that the settings are applied to.
    public func check(with configuration: PostgresConfiguration = PostgresConfiguration()) -> [SettingsFinding] {
        var applied = configuration
        apply(to: &applied)
        return ranges(applied) + deadlines + sent(applied) + connections + leases(applied) + server(applied)
    }

    private func ranges(_ applied: PostgresConfiguration) -> [SettingsFinding] {
        var findings: [SettingsFinding] = []
        func require(_ isInRange: Bool, _ name: String, _ range: String) {
            guard !isInRange else { return }
            findings.append(
                SettingsFinding(
                    kind: .outOfRange, settings: [name], what: "\(name) is out of range",
                    why: "it is refused when it is used", advice: "Give \(range)."))
        }
        do {
            try applied.validate()
        } catch {
            findings.append(
                SettingsFinding(
                    kind: .outOfRange, settings: [error.key], what: "\(error)", why: "the store refuses it",
                    advice: "Mend it."))
        }
        let day = Duration.seconds(86_400)
        require(1...100_000 ~= readPage, "readPage", "1 to 100,000")
        require(1...100_000 ~= checkpointEvery, "checkpointEvery", "1 to 100,000")
        require(compressFrom >= 0, "compressFrom", "at least 0")
        require(snapshotEvery ?? 1 >= 1, "snapshotEvery", "at least 1, or nil")
        require(idleCheckpointInterval > .zero, "idleCheckpointInterval", "more than 0")
        require(projectionTimeout > .zero && projectionTimeout <= day, "projectionTimeout", "more than 0, up to 1 day")
        require(handlerTimeout > .zero && handlerTimeout <= day, "handlerTimeout", "more than 0, up to 1 day")
        require(.seconds(1)...day ~= lease, "lease", "1 second to 1 day")
        require(.zero...day ~= shutdownGrace, "shutdownGrace", "0 to 1 day")
        return findings
    }

    private var deadlines: [SettingsFinding] {
        var findings: [SettingsFinding] = []
        func add(_ kind: SettingsFinding.Kind, _ settings: [String], _ what: String, _ why: String, _ advice: String) {
            findings.append(SettingsFinding(kind: kind, settings: settings, what: what, why: why, advice: advice))
        }
        if statementTimeout == nil {
            add(
                .statementDeadlineMissing, ["statementTimeout"], "no statement deadline",
                "one bad plan holds a connection for ever", "Set statementTimeout, or it on the role.")
        }
        if lockTimeout == nil {
            add(
                .lockDeadlineMissing, ["lockTimeout"], "no lock deadline",
                "an append waits behind somebody's open transaction for as long as that lasts", "Set lockTimeout.")
        }
        if idleInTransactionTimeout == nil {
            add(
                .idleInTransactionLimitMissing, ["idleInTransactionTimeout"], "no limit for idle transactions",
                "a transaction that appended and was forgotten holds all readers up", "Set idleInTransactionTimeout.")
        } else if let limit = idleInTransactionTimeout, projectionTimeout >= limit {
            add(
                .projectionTimeoutAboveIdleInTransaction, ["projectionTimeout", "idleInTransactionTimeout"],
                "projectionTimeout \(projectionTimeout) is not below idleInTransactionTimeout \(limit)",
                "the server cuts the connection of a slow handler, which then looks like a lost connection and is "
                    + "repeated without being counted as a failure",
                "Lower projectionTimeout, or raise idleInTransactionTimeout.")
        }
        if callTimeout == nil {
            add(
                .callDeadlineMissing, ["callTimeout"], "no deadline for calls",
                "a server that is stopped and not gone is waited for without end", "Set callTimeout.")
        }
        if let callTimeout, let statementTimeout, callTimeout <= statementTimeout {
            add(
                .callDeadlineBelowStatement, ["callTimeout", "statementTimeout"],
                "callTimeout \(callTimeout) is not above statementTimeout \(statementTimeout)",
                "the client gives up first, and the outcome is unknown where the server would have told it",
                "Raise callTimeout by some seconds.")
        }
        if let lockTimeout, let statementTimeout, lockTimeout >= statementTimeout {
            add(
                .lockDeadlineAboveStatement, ["lockTimeout", "statementTimeout"],
                "lockTimeout \(lockTimeout) is not below statementTimeout \(statementTimeout)",
                "it never fires, and the error does not say that it was a lock", "Lower lockTimeout.")
        }
        return findings
    }

    private func sent(_ applied: PostgresConfiguration) -> [SettingsFinding] {
        let names = ["statementTimeout", "lockTimeout", "idleInTransactionTimeout"]
        let isSet = statementTimeout != nil || lockTimeout != nil || idleInTransactionTimeout != nil
        guard isSet, applied.pooling == .transaction || applied.sessionSettings == .none else { return [] }
        return [
            SettingsFinding(
                kind: .deadlinesNotSent, settings: names + ["pooling", "sessionSettings"],
                what: "the deadlines of the server are not sent to it",
                why:
                    "a pooler in transaction mode takes no settings of a session; a transaction that appended and was forgotten "
                    + "may hold all readers up",
                advice:
                    "Set them on the role: ALTER ROLE … SET idle_in_transaction_session_timeout = '60s', and so on. This finding "
                    + "cannot see whether you have; the doctor can.")
        ]
    }

    private var connections: [SettingsFinding] {
        // Each projection may be rebuilt beside the generation in use.
        let needed = 2 * projections + concurrentWriters
        guard maxConnections < needed else { return [] }
        return [
            SettingsFinding(
                kind: .poolTooSmall, settings: ["maxConnections", "projections", "concurrentWriters"],
                what: "\(maxConnections) connections for \(projections) projections and \(concurrentWriters) writers",
                why: "they wait for each other, and throw poolExhausted when a rebuild is added",
                advice: "Set maxConnections to at least \(needed).")
        ]
    }

    private func leases(_ applied: PostgresConfiguration) -> [SettingsFinding] {
        // A lease is extended each third of its length, and given up a tenth before its end.
        let left = lease * 17 / 30
        let lost = applied.keepAlive.idle + applied.keepAlive.interval * applied.keepAlive.count
        let needed = lost + applied.pool.connectTimeout
        guard left < needed else { return [] }
        return [
            SettingsFinding(
                kind: .leaseTooShort, settings: ["lease", "keepAlive", "connectTimeout"],
                what: "of a lease of \(lease) only \(left) are left when it is to be extended",
                why: "noticing a lost connection and making another may take \(needed); then the lease is lost, and "
                    + "what was being handled is handled elsewhere",
                advice: "Set lease to at least \(needed * 30 / 17).")
        ]
    }

    private func server(_ applied: PostgresConfiguration) -> [SettingsFinding] {
        let ways = applied.directURL == nil ? [applied] : [applied, applied.direct].compactMap(\.self)
        return ways.compactMap { way in
            let remote = way.hosts.first { host in
                !host.name.isEmpty && !host.name.hasPrefix("/")
                    && !["localhost", "127.0.0.1", "::1"].contains(host.name)
            }
            guard let host = remote, way.tls.mode != .verifyFull else { return nil }
            return SettingsFinding(
                kind: .serverNotVerified, settings: ["tls.mode"],
                what: "\(host.name) is reached with sslmode \(way.tls.mode.rawValue)",
                why: "whoever is between can be the server, and reads the password",
                advice: "Set tls.mode to verifyFull, and the root certificate.")
        }
    }
}
