import Foundation

/// The rows of the monthly partitions.
extension Rows {
    private static let months = 60

    private var partitionEvents: Int { plan.isQuick ? 60_000 : 600_000 }

    private func fillMonths(_ database: String, _ months: Int, _ events: Int) throws {
        try server.create(database)
        try server.psql(
            database, file: server.sources + "/sql/fill_months.sql",
            variables: ["events": "\(events)", "months": "\(months)"])
    }

    /// Reading with 60 months of history against the same events in one month.
    var partitions: Row {
        func database(_ months: Int) -> String { "bench_months_\(months)" }
        func stream(_ months: Int) -> () throws -> Measures {
            {
                try server.pgbench(
                    database(months), "read_stream", clients: 1, seconds: plan.seconds,
                    variables: ["streams": "\(partitionEvents / 100)"])
            }
        }
        func catchUp(_ months: Int) -> () throws -> Measures {
            { try server.worker("catch-up", database(months), [:]) }
        }
        return Row(
            number: 14, name: "partitions",
            title: "a stream of 100 events, and catch-up, with \(Self.months) monthly partitions; with one",
            prepare: {
                for months in [1, Self.months] {
                    try fillMonths(database(months), months, partitionEvents)
                    _ = try stream(months)()
                    _ = try catchUp(months)()
                }
            },
            sides: [
                .init("stream, 1", stream(1)), .init("stream, \(Self.months)", stream(Self.months)),
                .init("catch-up, 1", catchUp(1)), .init("catch-up, \(Self.months)", catchUp(Self.months)),
            ],
            comparisons: [
                .init(
                    "stream of 100 events", "stream, \(Self.months)", to: "stream, 1", "per_second", "reads/s",
                    bar: .atLeast(0.8)),
                .init(
                    "catch-up", "catch-up, \(Self.months)", to: "catch-up, 1", "per_second", "events/s",
                    bar: .atLeast(0.8)),
            ])
    }

    /// Appends while old months are detached, attached, compressed and measured, over and over.
    var partitionMaintenance: Row {
        let database = "bench_maintenance"
        func appends() throws -> Measures {
            try server.pgbench(database, "append_event", clients: 16, seconds: plan.seconds, wantsLatencies: true)
        }
        return Row(
            number: 15, name: "partition-maintenance",
            title: "16 clients append while old months are detached, attached and compressed; without",
            prepare: {
                try fillMonths(database, 24, plan.isQuick ? 24_000 : 240_000)
                _ = try appends()
            },
            sides: [
                .init("without", appends),
                .init("with") {
                    let flag = server.work + "/maintenance"
                    _ = FileManager.default.createFile(atPath: flag, contents: nil)
                    let maintenance = try RunningProgram(
                        "/bin/sh",
                        [
                            "-c",
                            """
                            runs=0
                            while [ -e "$0" ]; do
                                "$1" -X -q -v ON_ERROR_STOP=1 -d "$2" -f "$3" >/dev/null && runs=$((runs + 1))
                            done
                            echo $runs
                            """,
                            flag, "\(server.binaries)/psql", server.url(database),
                            server.sources + "/sql/maintain_months.sql",
                        ])
                    var measures = try appends()
                    try FileManager.default.removeItem(atPath: flag)
                    let runs = try maintenance.output().trimmingCharacters(in: .whitespacesAndNewlines)
                    guard let runs = Double(runs), runs > 0 else {
                        throw BenchmarkError("no maintenance was done meanwhile")
                    }
                    measures["maintenance_runs"] = runs
                    return measures
                },
            ],
            comparisons: [
                .init("append beside maintenance, p99", "with", to: "without", "p99_us", "µs", bar: .atMost(1.5)),
                .init("… median", "with", to: "without", "median_us", "µs"),
                .init("… events per second", "with", to: "without", "per_second", "events/s"),
            ])
    }
}
