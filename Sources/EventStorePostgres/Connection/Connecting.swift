import CLibPQ
import Foundation
import Logging

extension Connector {
    /// Blocks until the connection is there or has failed.
    static func open(_ parameters: [(name: String, value: String)], logger: Logger?) throws -> Handle {
        var names = parameters.map { strdup($0.name) }
        var values = parameters.map { strdup($0.value) }
        defer { for text in names + values { free(text) } }
        names.append(nil)
        values.append(nil)
        let connection = names.withUnsafeBufferPointer { names in
            values.withUnsafeBufferPointer { values in
                names.withMemoryRebound(to: UnsafePointer<CChar>?.self) { names in
                    values.withMemoryRebound(to: UnsafePointer<CChar>?.self) { values in
                        PQconnectdbParams(names.baseAddress!, values.baseAddress!, 0)
                    }
                }
            }
        }
        guard let connection else { throw PostgresError(.connectionFailed, "out of memory") }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw PostgresError(.connectionFailed, String(cString: PQerrorMessage(connection)), sqlState: "08001")
        }
        return Handle(connection, logger: logger)
    }
}

extension PostgresConfiguration {
    /// What libpq is given, by its names.
    func connectionParameters() -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) {
            if let value { parameters.append((name, value)) }
        }
        if !hosts.isEmpty {
            add("host", hosts.map(\.name).joined(separator: ","))
            if hosts.contains(where: { $0.port != nil }) {
                add("port", hosts.map { "\($0.port ?? 5432)" }.joined(separator: ","))
            }
        }
        // Of several hosts only one can be written to.
        if hosts.count > 1 { add("target_session_attrs", "read-write") }
        add("dbname", database)
        add("user", user)
        add("password", password)
        add("passfile", passwordFile)
        add("service", service)
        add("sslmode", tls.mode.rawValue)
        add("sslrootcert", tls.rootCertificate)
        add("sslcert", tls.certificate)
        add("sslkey", tls.key)
        add("application_name", applicationName)
        add("client_encoding", "UTF8")
        add("gssencmode", "disable")
        // libpq waits that long for each host and takes 1 for 2; the caller's own limit is the shorter one.
        add("connect_timeout", "\(max(2, pool.connectTimeout.wholeSeconds))")
        add("keepalives", "1")
        add("keepalives_idle", "\(max(1, keepAlive.idle.wholeSeconds))")
        add("keepalives_interval", "\(max(1, keepAlive.interval.wholeSeconds))")
        add("keepalives_count", "\(max(1, keepAlive.count))")
        add("tcp_user_timeout", "\(keepAlive.userTimeout.milliseconds)")
        if pooling == .session, sessionSettings == .startupOptions { add("options", startupOptions) }
        return parameters
    }

    private var startupOptions: String {
        // Reading by position needs READ COMMITTED, whatever the database's default is.
        var options = ["-c TimeZone=UTC", #"-c default_transaction_isolation=read\ committed"#]
        let settings = [
            ("statement_timeout", timeouts.statement), ("lock_timeout", timeouts.lock),
            ("idle_in_transaction_session_timeout", timeouts.idleInTransaction),
        ]
        for case (let name, let duration?) in settings { options.append("-c \(name)=\(duration.milliseconds)") }
        return options.joined(separator: " ")
    }
}

extension Duration {
    fileprivate var wholeSeconds: Int64 { (milliseconds + 999) / 1000 }
}
