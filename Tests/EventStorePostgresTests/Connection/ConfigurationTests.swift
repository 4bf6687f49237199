import Testing

@testable import EventStorePostgres

struct ConfigurationTests {
    private static let urls: [(url: String, hosts: [String], database: String?, user: String?, password: String?)] = [
        ("postgres://", [], nil, nil, nil),
        ("postgresql://host", ["host"], nil, nil, nil),
        ("postgresql://host/", ["host"], nil, nil, nil),
        ("postgresql://host:1234/db", ["host:1234"], "db", nil, nil),
        ("postgresql://u@host/db", ["host"], "db", "u", nil),
        ("postgresql://u:p@host/db", ["host"], "db", "u", "p"),
        ("postgresql://u%40x:p%3A%2F%40@host/d%20b", ["host"], "d b", "u@x", "p:/@"),
        ("postgresql://a:1,b,c:3/db", ["a:1", "b", "c:3"], "db", nil, nil),
        ("postgresql://[::1]:5433,[fe80::1]/db", ["::1:5433", "fe80::1"], "db", nil, nil),
        ("postgresql:///db?host=/var/run&user=u&password=p", ["/var/run"], "db", "u", "p"),
        ("postgresql://u@/db?host=/tmp&port=7", ["/tmp:7"], "db", "u", nil),
        ("postgresql://%2Ftmp/db", ["/tmp"], "db", nil, nil),
        ("postgresql://h?dbname=x", ["h"], "x", nil, nil),
    ]

    @Test(arguments: urls.indices) func `a URL is read`(_ index: Int) throws {
        let expected = Self.urls[index]
        let configuration = try PostgresConfiguration(url: expected.url)
        let hosts = configuration.hosts.map { host in host.port.map { "\(host.name):\($0)" } ?? host.name }
        #expect(hosts == expected.hosts)
        #expect(configuration.database == expected.database)
        #expect(configuration.user == expected.user)
        #expect(configuration.password == expected.password)
    }

    @Test(arguments: [
        ("mysql://host", "url"), ("host=localhost", "url"), ("postgresql://h:0", "port"), ("postgresql://h:x", "port"),
        ("postgresql://a,,b", "host"), ("postgresql://[::1", "host"), ("postgresql://h/%zz", "url: database"),
        ("postgresql://u:%ff@h", "url: password"), ("postgresql://h?nonsense=1", "nonsense"),
        ("postgresql://h?sslmode=maybe", "sslmode"), ("postgresql://h?connect_timeout=soon", "connect_timeout"),
        ("postgresql://h?schema=", "schema"), ("postgresql://h?sslmode", "sslmode"),
        ("postgresql://a,b?port=1,2,3", "port"),
    ]) func `a URL that cannot be used is refused, with the name of what is wrong`(_ url: String, _ key: String) {
        #expect { try PostgresConfiguration(url: url) } throws: { ($0 as? ConfigurationError)?.key == key }
    }

    @Test func `parameters of a URL have libpq's names`() throws {
        let url =
            "postgresql://h/d?sslmode=verify-full&sslrootcert=%2Fca&sslcert=c&sslkey=k&application_name=a%20b"
            + "&connect_timeout=7&schema=Events&passfile=f&service=s&keepalives_idle=9&tcp_user_timeout=1500"
        let configuration = try PostgresConfiguration(url: url)
        #expect(configuration.tls.mode == .verifyFull && configuration.tls.rootCertificate == "/ca")
        #expect(configuration.tls.certificate == "c" && configuration.tls.key == "k")
        #expect(configuration.applicationName == "a b" && configuration.schema == "Events")
        #expect(configuration.pool.connectTimeout == .seconds(7))
        #expect(configuration.passwordFile == "f" && configuration.service == "s")
        #expect(
            configuration.keepAlive.idle == .seconds(9) && configuration.keepAlive.userTimeout == .milliseconds(1500))
    }

    @Test func `of several places the nearer wins`() throws {
        var environment = [
            "PGHOST": "pg", "PGPORT": "1", "PGDATABASE": "pgdb", "PGUSER": "pguser", "PGPASSWORD": "pgpassword",
            "PGSSLMODE": "require", "PGAPPNAME": "app",
        ]
        #expect(try PostgresConfiguration(environment: environment).hosts == [.init("pg", port: 1)])
        environment["POSTGRES_HOST"] = "postgres"
        environment["POSTGRES_DB"] = "postgresdb"
        environment["EVENT_STORE_SCHEMA"] = "Other Schema"
        var configuration = try PostgresConfiguration(environment: environment)
        #expect(configuration.hosts == [.init("postgres", port: 1)])
        #expect(configuration.database == "postgresdb" && configuration.user == "pguser")
        #expect(configuration.schema == "Other Schema" && configuration.tls.mode == .require)
        environment["DATABASE_URL"] = "postgresql://url:secret@url:3?sslmode=disable"
        configuration = try PostgresConfiguration(environment: environment)
        #expect(configuration.hosts == [.init("url", port: 3)] && configuration.user == "url")
        #expect(configuration.database == "postgresdb" && configuration.applicationName == "app")
        #expect(configuration.tls.mode == .disable && configuration.password == "secret")
    }

    @Test func `an environment variable that cannot be used is named`() {
        for (variable, value) in [
            ("PGPORT", "x"), ("PGSSLMODE", "y"), ("EVENT_STORE_SCHEMA", "a\nb"), ("DATABASE_URL", "z"),
        ] {
            #expect { try PostgresConfiguration(environment: [variable: value]) } throws: {
                ($0 as? ConfigurationError)?.key == variable
            }
        }
    }

    @Test func `a port without a host leaves libpq's default host`() throws {
        for variable in ["PGPORT", "POSTGRES_PORT"] {
            let configuration = try PostgresConfiguration(environment: [variable: "5433"])
            let parameters = Dictionary(
                uniqueKeysWithValues: configuration.connectionParameters().map { ($0.name, $0.value) })
            #expect(parameters["host"] == "" && parameters["port"] == "5433")
        }
    }

    @Test func `an empty environment gives the defaults`() throws {
        let configuration = try PostgresConfiguration(environment: ["PGHOST": ""])
        #expect(configuration.hosts.isEmpty && configuration.database == nil)
        #expect(configuration.schema == "event_store" && configuration.tls.mode == .prefer)
    }

    @Test(arguments: [
        ("event_store", true), ("Ä \"x\"; DROP", true), (String(repeating: "x", count: 48), true), ("", false),
        (String(repeating: "x", count: 49), false), (String(repeating: "ä", count: 25), false), ("a\0b", false),
        ("a\tb", false), ("a\u{7f}", false), ("a\u{85}", false),
    ]) func `a schema's name is 1 to 48 bytes without control characters`(_ name: String, _ isValid: Bool) {
        var configuration = PostgresConfiguration()
        configuration.schema = name
        #expect(((try? configuration.validate()) != nil) == isValid)
    }

    @Test func `limits that make no sense are refused`() {
        let changes: [(inout PostgresConfiguration) -> Void] = [
            { $0.pool.maxConnections = 0 }, { $0.pool.minConnections = 11 }, { $0.pool.sharedConnections = 5 },
            { $0.timeouts.call = .zero }, { $0.subscriptions.slowTimer = .zero }, { $0.keepAlive.idle = .seconds(-1) },
            { $0.keepAlive.count = 0 }, { $0.append.maxEvents = 0 }, { $0.append.maxBytes = 0 },
            { $0.append.concurrentCalls = 0 },
            { $0.append.retries = -1 }, { $0.hosts = [.init("a,b")] }, { $0.hosts = [.init("a", port: 70000)] },
        ]
        for change in changes {
            var configuration = PostgresConfiguration()
            change(&configuration)
            #expect(throws: ConfigurationError.self) { try configuration.validate() }
        }
    }

    @Test func `the password is in no description`() throws {
        let configuration = try PostgresConfiguration(url: "postgresql://u:hunter2@h:1/d")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped, "\([configuration])"] {
            #expect(!text.contains("hunter2"))
        }
        #expect("\(configuration)".contains("h:1"))
        #expect { try PostgresConfiguration(url: "postgresql://u:hunter2@h?x=1") } throws: {
            !"\($0)".contains("hunter2")
        }
    }

    @Test func `libpq is given what was configured`() throws {
        var configuration = try PostgresConfiguration(url: "postgresql://a,b:7/d")
        configuration.timeouts.lock = nil
        let parameters = Dictionary(
            uniqueKeysWithValues: configuration.connectionParameters().map { ($0.name, $0.value) })
        #expect(parameters["host"] == "a,b" && parameters["port"] == "5432,7")
        #expect(parameters["target_session_attrs"] == "read-write")
        #expect(parameters["gssencmode"] == "disable" && parameters["client_encoding"] == "UTF8")
        #expect(parameters["keepalives_idle"] == "1" && parameters["tcp_user_timeout"] == "1800")
        #expect(
            parameters["options"]
                == #"-c TimeZone=UTC -c default_transaction_isolation=read\ committed -c statement_timeout=30000 "#
                + "-c idle_in_transaction_session_timeout=30000")
        configuration.sessionSettings = .none
        #expect(!configuration.connectionParameters().contains { $0.name == "options" })
    }

    @Test func `an error's description is safe to log`() {
        var error = PostgresError(.server, "secret message", sqlState: "23505")
        error.detail = "secret detail"
        error.constraint = "events_key"
        #expect(error.description == "PostgresError(server, sqlState: 23505, constraint: events_key)")
        #expect(error.debugDescription.contains("secret message") && error.debugDescription.contains("secret detail"))
    }
}
