public import EventSourcing

/// Where the database is, how to log in, and the limits that calls are under.
///
/// ```swift
/// var configuration = try PostgresConfiguration(environment: ProcessInfo.processInfo.environment)
/// configuration.pool.maxConnections = 20
/// ```
///
/// When a setting comes from several places, the first of these wins:
/// 1. code that sets the property,
/// 2. the URL in `DATABASE_URL`,
/// 3. `POSTGRES_HOST`, `POSTGRES_PORT`, `POSTGRES_DB`, `POSTGRES_USER`, `POSTGRES_PASSWORD`, `EVENT_STORE_SCHEMA`,
///    `EVENT_STORE_POOLING`, `EVENT_STORE_DIRECT_URL`,
/// 4. libpq's `PGHOST`, `PGPORT`, `PGDATABASE`, `PGUSER`, `PGPASSWORD`, `PGSSLMODE` and their like,
/// 5. the defaults.
///
/// What is nil here is left to libpq, which looks at its service file, its own environment variables, the password file
/// and at last the operating system's user name.
public struct PostgresConfiguration: Sendable {
    /// Tried in order until one accepts. Empty: libpq's own default, a Unix socket.
    public var hosts: [Host] = []
    public var database: String?
    public var user: String?
    public var password: String?
    /// A file in libpq's `.pgpass` format.
    public var passwordFile: String?
    /// A section of libpq's service file; it fills what is nil here.
    public var service: String?
    public var tls = TLS()
    /// The schema that holds the event store: 1 to 48 bytes of UTF-8 without control characters. Always quoted, so
    /// capitals, spaces and quotes are allowed.
    public var schema = "event_store"
    /// Shown in `pg_stat_activity`.
    public var applicationName = "event-store"
    public var pool = Pool()
    public var timeouts = Timeouts()
    public var keepAlive = KeepAlive()
    public var sessionSettings = SessionSettings.startupOptions
    /// What a connection is, when a pooler such as pgbouncer stands before the server.
    public var pooling = Pooling.session
    /// Where LISTEN, migrations and the doctor connect, past a pooler: a URL as for ``init(url:)``. What it leaves out is taken
    /// from this configuration. Nil: where everything else does.
    public var directURL: String?

    /// How appends are sent.
    public var append = Append()
    /// How subscriptions wait.
    public var subscriptions = Subscriptions()
    /// How payloads are changed on their way in, and back on their way out, whichever call takes or gives them: compression. Empty:
    /// not at all.
    public var payloads: PayloadPipeline = []

    /// Is told what the store does, for metrics and traces. Nil: nobody is, and it costs nothing.
    public var observer: (any EventStoreObserver)?

    public init() {}

    /// One server, over TCP.
    public init(host: String, port: Int = 5432, database: String, user: String, password: String? = nil) {
        hosts = [Host(host, port: port)]
        self.database = database
        self.user = user
        self.password = password
    }

    public struct Host: Hashable, Sendable {
        /// A name, an address, or the folder of a Unix socket, which begins with `/`. Empty: libpq's default, a Unix socket.
        public var name: String
        /// Nil: 5432.
        public var port: Int?

        public init(_ name: String, port: Int? = nil) {
            self.name = name
            self.port = port
        }
    }

    public struct TLS: Hashable, Sendable {
        public enum Mode: String, Sendable, CaseIterable {
            case disable
            /// Encrypted if the server can, without checking whose server it is.
            case prefer
            /// Encrypted, without checking whose server it is, unless a root certificate is there.
            case require
            /// The certificate must come from a trusted authority.
            case verifyCA = "verify-ca"
            /// And it must name the host. The one to use over a network.
            case verifyFull = "verify-full"
        }

        public var mode = Mode.prefer
        /// A file of trusted authorities in PEM; nil: libpq's default, `~/.postgresql/root.crt`.
        public var rootCertificate: String?
        /// The client's own certificate and key, as files in PEM.
        public var certificate: String?
        public var key: String?

        public init() {}
    }

    public struct Pool: Hashable, Sendable {
        /// Connections for transactions and appends that are kept open once they were needed.
        public var minConnections = 0
        /// The most connections for transactions and appends. A transaction that awaits an append outside of it needs a
        /// second one: when all are lent to such transactions, the appends throw
        /// ``EventStoreError/Code/poolExhausted`` after the acquire timeout.
        public var maxConnections = 10
        /// Connections that all other calls share, 1 to 4. One carries some 200,000 small calls a second.
        public var sharedConnections = 1
        /// How long a caller waits for a connection, including connecting.
        public var acquireTimeout = Duration.seconds(10)
        public var connectTimeout = Duration.seconds(5)
        /// A connection older than this is replaced when it is idle; each gets up to a tenth less, so that they do not go
        /// all at once. Nil: never.
        public var maxLifetime: Duration? = .seconds(3600)
        /// Connections above the minimum are closed after being idle for so long.
        public var idleTimeout = Duration.seconds(300)

        public init() {}
    }

    public struct Timeouts: Hashable, Sendable {
        /// `statement_timeout` of every session. Nil: the server's.
        public var statement: Duration? = .seconds(30)
        /// `lock_timeout` of every session. Nil: the server's.
        public var lock: Duration? = .seconds(10)
        /// `idle_in_transaction_session_timeout` of every session. Nil: the server's.
        public var idleInTransaction: Duration? = .seconds(30)
        /// How long a call waits for its answer, whatever the server does; should be above `statement`, which leaves no
        /// doubt about the outcome. Nil: for ever.
        public var call: Duration? = .seconds(40)
        /// How long a server may stay silent past a call's deadline before its connection is given up.
        public var grace = Duration.seconds(5)

        public init() {}
    }

    /// How soon a peer that has vanished is noticed; with the defaults, after 2 to some 4 seconds.
    public struct KeepAlive: Hashable, Sendable {
        /// Silence before the first probe, in whole seconds.
        public var idle = Duration.seconds(1)
        public var interval = Duration.seconds(1)
        public var count = 3
        /// How long sent data may stay unacknowledged; keep-alive probes do not cover that. They also give up after that time,
        /// at the next probe, instead of after `count`.
        ///
        /// A peer that vanishes while a connection is idle, which is then used just before the probes give up, is noticed last:
        /// after 2 seconds of probes, the time to the first repetition (0.2 seconds on a quick network) and this timeout.
        public var userTimeout = Duration.milliseconds(1800)

        public init() {}
    }

    /// How the timeouts reach the server.
    public enum SessionSettings: Hashable, Sendable {
        /// As `options` of the startup packet; `PGOPTIONS` is then not used.
        case startupOptions
        /// Not at all: for poolers that refuse the `options` parameter. Set them with `ALTER ROLE`.
        case none
    }

    /// What a connection to a pooler is.
    public enum Pooling: String, Hashable, Sendable, CaseIterable {
        /// A session of the server, from its beginning to its end: no pooler, or one in session mode.
        case session
        /// Another session of the server for each transaction, as pgbouncer in transaction mode gives it. Nothing that belongs to a
        /// session is used: no named statements, no settings at the start (so ``Timeouts`` of the server must be set with
        /// `ALTER ROLE`). LISTEN, migrations and the doctor need ``directURL``; without it subscriptions look on their slow timer
        /// only, and migrations are refused.
        case transaction
    }

    /// How subscriptions wait for events.
    public struct Subscriptions: Hashable, Sendable {
        /// How long a subscription waits at most before it looks again without having been woken: the bound on how late an
        /// event may come when a notification was lost. Never a bound on whether it comes.
        public var slowTimer = Duration.milliseconds(500)

        public init() {}
    }

    /// How appends are sent.
    public struct Append: Hashable, Sendable {
        /// Whether appends that are made at the same time travel together, in one transaction with one flush to disk. Each
        /// keeps its own expected version and its own outcome, and a lone one never waits for company.
        public var groupCommit = true
        /// How many calls are in flight before appends gather behind them.
        public var concurrentCalls = 2
        /// The most events that travel together.
        public var maxEvents = 1000
        /// About the most bytes of payload that travel together.
        public var maxBytes = 4 * 1024 * 1024
        /// How often an append is repeated when its connection was lost, before its error is thrown. Repeating is safe: an
        /// append is idempotent by its event ids.
        public var retries = 3

        public init() {}
    }
}

extension PostgresConfiguration: CustomStringConvertible {
    /// Without the password.
    public var description: String {
        let servers = hosts.map { host in host.port.map { "\(host.name):\($0)" } ?? host.name }.joined(separator: ",")
        return "PostgresConfiguration(hosts: [\(servers)], database: \(database ?? "-"), user: \(user ?? "-"), "
            + "tls: \(tls.mode.rawValue), schema: \(schema), applicationName: \(applicationName))"
    }
}

extension PostgresConfiguration: CustomReflectable {
    /// Keeps the password out of `dump` and of string interpolation of types that contain a configuration.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
