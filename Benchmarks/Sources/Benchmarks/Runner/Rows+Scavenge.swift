import Foundation

/// The row of the scavenger.
extension Rows {
    var scavenge: Row {
        let alone = pgbench("append_limited", clients: 16, wantsLatencies: true)
        let beside = { try besideScavenge(alone) }
        return Row(
            number: 16, name: "scavenge",
            title:
                "16 writers append to 1,000 limited streams while scavenge removes what goes out of them; without it",
            prepare: {
                try empty()
                try server.psql(Self.appending, "SELECT bench.limit_streams()")
                _ = try alone()
                _ = try beside()
            },
            sides: [.init("alone", alone), .init("scavenge", beside)],
            comparisons: [
                .init("append beside scavenge, p99", "scavenge", to: "alone", "p99_us", "µs", bar: .atMost(1.5)),
                .init("… median", "scavenge", to: "alone", "median_us", "µs"),
                .init("… appends", "scavenge", to: "alone", "per_second", "events/s"),
            ])
    }

    /// The same while scavengers' batches follow each other, and how many events they removed a second.
    private func besideScavenge(_ body: () throws -> Measures) throws -> Measures {
        func removed() throws -> Double {
            let sum = "SELECT coalesce(sum(scavenged_before - 1), 0) FROM event_store.scavenged_streams"
            return Double(try server.psql(Self.appending, sum).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        }
        let before = try removed()
        let scavenger = try RunningProgram(
            "\(server.binaries)/psql",
            ["-X", "-q", "-d", server.url(Self.appending), "-c", "CALL bench.scavenge(\(plan.seconds + 1))"])
        let measures = try body()
        _ = try scavenger.output()
        let count = try removed() - before
        guard count > 0 else { throw BenchmarkError("scavenge removed nothing") }
        return measures.merging(["removed_per_second": count / (plan.seconds + 1)]) { $1 }
    }
}
