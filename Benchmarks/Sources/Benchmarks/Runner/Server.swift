import Foundation

/// The private server and the programs that load it.
struct Server {
    let binaries: String
    let socket: String
    let port: String
    /// Where the C programs are.
    let programs: String
    /// The folder `Benchmarks`.
    let sources: String
    let work: String

    init(_ arguments: Arguments) throws {
        binaries = try arguments.required("pg-bin")
        socket = try arguments.required("socket")
        port = try arguments.required("port")
        programs = try arguments.required("programs")
        sources = try arguments.required("sources")
        work = try arguments.required("work")
    }

    func url(_ database: String) -> String { "postgresql:///\(database)?host=\(socket)&port=\(port)&user=postgres" }

    @discardableResult
    func psql(_ database: String, _ sql: String) throws -> String {
        try runProgram(
            "\(binaries)/psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url(database)], input: sql)
    }

    func psql(_ database: String, file: String, variables: [String: String] = [:]) throws {
        let settings = variables.flatMap { ["-v", "\($0.key)=\($0.value)"] }
        let arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1"] + settings + ["-d", url(database), "-f", file]
        _ = try runProgram("\(binaries)/psql", arguments, folder: sources + "/..")
    }

    /// Makes a database with the event store and what the benchmarks add to it.
    func create(_ database: String) throws {
        try psql("postgres", "CREATE DATABASE \(database)")
        try psql(database, file: sources + "/../sql/install.sql")
        try psql(database, "DO $$ BEGIN PERFORM event_store.create_partitions_ahead(1); END $$")
        try psql(database, file: sources + "/sql/setup.sql")
    }

    /// The same events every time, 50 to a stream.
    func fill(_ database: String, events: Int) throws {
        let begun = monotonicNanoseconds()
        try psql(
            database, file: sources + "/sql/fill.sql",
            variables: ["events": "\(events)", "streams": "\(max(1, events / 50))"])
        say("filled \(events) events (\((monotonicNanoseconds() - begun) / 1_000_000_000) s)")
    }

    /// Transactions per second and latencies of a pgbench script. Clients' connects do not count.
    func pgbench(
        _ database: String, _ script: String, clients: Int, seconds: Double, wantsLatencies: Bool = false,
        variables: [String: String] = [:]
    ) throws -> Measures {
        let log = "\(work)/pgbench"
        var arguments = [
            "-n", "-M", "prepared", "-c", "\(clients)", "-j", "\(min(clients, 2))", "-T",
            "\(max(1, Int(seconds.rounded())))",
            "-f", "\(sources)/pgbench/\(script).sql", "-D", "payload=\(Workload.payload)", "-D", "n=0",
            "-D", "run=\(String(Int(Date().timeIntervalSince1970), radix: 16))",
        ]
        for (name, value) in variables { arguments += ["-D", "\(name)=\(value)"] }
        if wantsLatencies { arguments += ["-l", "--log-prefix", log] }
        arguments += ["-h", socket, "-p", port, "-U", "postgres", database]
        let output = try runProgram("\(binaries)/pgbench", arguments)
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let tps = Double(line.dropFirst(6).prefix { $0 != " " }), !output.contains("aborted")
        else { throw BenchmarkError("pgbench \(script): \(output)") }
        var measures = ["per_second": tps]
        if wantsLatencies {
            var latencies: [Double] = []
            for file in try FileManager.default.contentsOfDirectory(atPath: work) where file.hasPrefix("pgbench.") {
                let text = try String(contentsOfFile: "\(work)/\(file)", encoding: .utf8)
                for line in text.split(separator: "\n") {
                    if let latency = Double(line.split(separator: " ")[2]) { latencies.append(latency) }
                }
                try FileManager.default.removeItem(atPath: "\(work)/\(file)")
            }
            measures["median_us"] = latencies.quantile(0.5)
            measures["p99_us"] = latencies.quantile(0.99)
        }
        return measures
    }

    /// A program of `Benchmarks/programs`.
    func program(_ name: String, _ database: String, _ arguments: [String]) throws -> Measures {
        try Measures(output: runProgram("\(programs)/\(name)", [url(database)] + arguments))
    }

    /// A worker in a process of its own.
    func worker(_ kind: String, _ database: String, _ options: [String: String]) throws -> Measures {
        try Measures(output: startWorker(kind, database, options).output())
    }

    func startWorker(_ kind: String, _ database: String, _ options: [String: String]) throws -> RunningProgram {
        let settings = options.flatMap { ["--\($0.key)", $0.value] }
        return try RunningProgram("/proc/self/exe", ["worker", kind, "--url", url(database)] + settings)
    }
}
