import Foundation

/// The rows of what stands on the log: aggregates, projections, consumer groups, typed events.
extension Rows {
    private static let accounts = "bench_accounts"
    private static let groups = "bench_groups"
    /// Seconds that a member's lease lasts in `takeover`.
    private static let lease = 3.0

    var eventSourcing: [Row] { [aggregate, projection, inlineProjection, consumerGroup, typedCatchUp, takeover] }

    private var aggregate: Row {
        func load(_ options: [String: String]) -> () throws -> Measures {
            {
                try server.worker(
                    "aggregate", Self.accounts, options.merging(["seconds": "\(plan.seconds)"]) { own, _ in own })
            }
        }
        return Row(
            number: 17, name: "aggregate",
            title: "an aggregate of 10,000 events is loaded with a snapshot of its state; from its events",
            prepare: {
                try server.create(Self.accounts)
                try server.psql(Self.accounts, file: server.sources + "/sql/fill_account.sql")
                _ = try load(["take": "yes", "seconds": "0.1"])()
            },
            sides: [.init("events", load([:])), .init("snapshot", load(["snapshot": "yes"]))],
            comparisons: [
                .init(
                    "loading with a snapshot", "snapshot", to: "events", "per_second", "loads/s", bar: .atLeast(20))
            ])
    }

    private var projection: Row {
        func run(_ batch: Int) -> Row.Side {
            .init("batches of \(batch)") { try server.worker("projection", Self.reading, ["batch": "\(batch)"]) }
        }
        return Row(
            number: 18, name: "projection",
            title: "a projection counts events, each batch a transaction with the checkpoint; the subscription alone",
            sides: [
                .init("subscription") { try server.worker("catch-up", Self.reading, [:]) }, run(1000), run(500),
                run(5000),
            ],
            comparisons: [
                .init(
                    "projection, batches of 1,000", "batches of 1000", to: "subscription", "per_second", "events/s",
                    bar: .atLeast(0.5)),
                .init("… of 500", "batches of 500", to: "subscription", "per_second", "events/s"),
                .init("… of 5,000", "batches of 5000", to: "subscription", "per_second", "events/s"),
            ])
    }

    private var inlineProjection: Row {
        func appends(_ isInline: Bool) -> () throws -> Measures {
            {
                let call = isInline ? "make_projection_inline" : "make_projection_asynchronous"
                try server.psql(Self.appending, "SELECT bench.catch_up(); SELECT event_store.\(call)('bench')")
                return try pgbench("append_event", clients: 16)()
            }
        }
        return Row(
            number: 19, name: "inline-projection",
            title: "append_event with an inline projection that writes a row for each event; without (16 clients)",
            prepare: {
                try empty()
                try server.psql(Self.appending, file: server.sources + "/sql/inline_projection.sql")
                _ = try appends(false)()
            },
            finish: {
                try server.psql(
                    Self.appending,
                    "SELECT event_store.make_projection_asynchronous('bench'); SELECT event_store.drop_projection('bench')"
                )
            },
            sides: [.init("without", appends(false)), .init("inline", appends(true))],
            comparisons: [.init("append with an inline projection", "inline", to: "without", "per_second", "events/s")])
    }

    private func prepareGroups() throws {
        guard try server.psql("postgres", "SELECT 1 FROM pg_database WHERE datname = '\(Self.groups)'").isEmpty else {
            return
        }
        try server.create(Self.groups)
        try server.fill(Self.groups, events: 200_000)
    }

    private var consumerGroup: Row {
        func members(_ number: Int) -> Row.Side {
            .init("\(number)") {
                try server.worker(
                    "group", Self.groups, ["members": "\(number)", "seconds": "\(plan.seconds)", "connections": "20"])
            }
        }
        return Row(
            number: 20, name: "consumer-group",
            title: "4 members of a consumer group, each with a handler of 1 ms, one event at a time; one member",
            prepare: prepareGroups, sides: [members(1), members(4)],
            comparisons: [.init("4 members", "4", to: "1", "per_second", "events/s", bar: .atLeast(3.5))])
    }

    private var typedCatchUp: Row {
        func decode(_ concurrency: Int) -> Row.Side {
            .init("\(concurrency)") {
                try server.worker("typed-catch-up", Self.reading, ["concurrency": "\(concurrency)"])
            }
        }
        return Row(
            number: 21, name: "typed-catch-up",
            title: "catch-up with every event decoded, two parts of a page at a time; one after the other",
            sides: [decode(1), decode(2)],
            comparisons: [
                .init("parallel decoding", "2", to: "1", "per_second", "events/s", bar: .atLeast(1.6))
            ])
    }

    private var takeover: Row {
        Row(
            number: 22, name: "takeover",
            title: "a member is killed: until all of its streams are handled again; its lease and a second",
            prepare: prepareGroups,
            sides: [
                .init("lease and 1 s") { ["seconds": Self.lease + 1] }, .init("takeover", measureTakeover),
            ],
            comparisons: [
                .init("streams of a killed member", "takeover", to: "lease and 1 s", "seconds", "s", bar: .atMost(1))
            ])
    }

    /// Two members handle what is appended to 64 streams, round and round; one is killed.
    private func measureTakeover() throws -> Measures {
        let group = "takeover-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        try server.psql(
            Self.groups,
            """
            SELECT event_store.create_consumer_group(
                '\(group)', p_aggregate_types => ARRAY['takeover'], p_position => event_store.head_position(),
                p_lease => '\(Self.lease) seconds'
            )
            """)
        let flag = server.work + "/takeover"
        _ = FileManager.default.createFile(atPath: flag, contents: nil)
        let writer = try RunningProgram(
            "/bin/sh",
            [
                "-c", "while [ -e \"$0\" ]; do \"$1\" -X -q -d \"$2\" -c \"$3\" >/dev/null; sleep 0.02; done", flag,
                "\(server.binaries)/psql", server.url(Self.groups),
                """
                SELECT count(*) FROM generate_series(1, 64) AS n
                CROSS JOIN LATERAL event_store.append_event('takeover', n::text, -1, 'Ticked', '{}') AS a
                """,
            ])
        let (victims, heirs) = (server.work + "/victim", server.work + "/heir")
        let victim = try server.startWorker("group-member", Self.groups, ["group": group, "file": victims])
        let heir = try server.startWorker("group-member", Self.groups, ["group": group, "file": heirs])
        // Both have their share, and handle live.
        Thread.sleep(forTimeInterval: Self.lease * 2 + 2)
        let killed = monotonicNanoseconds()
        try victim.kill()
        Thread.sleep(forTimeInterval: Self.lease + 4)
        try FileManager.default.removeItem(atPath: flag)
        try writer.stop()
        try heir.kill()
        let lost = try times(in: victims).filter { ($0.value.last ?? 0) > killed - 1_000_000_000 }
        let taken = try times(in: heirs)
        guard !lost.isEmpty else { throw BenchmarkError("the member that was killed had no stream") }
        let seconds = try lost.keys.map { stream -> Double in
            guard let first = taken[stream]?.first(where: { $0 > killed }) else {
                throw BenchmarkError("nobody has handled stream \(stream) again")
            }
            return Double(first - killed) / 1e9
        }
        return ["seconds": seconds.max() ?? 0, "median_seconds": seconds.median, "streams": Double(lost.count)]
    }

    /// When each stream was handled.
    private func times(in file: String) throws -> [String: [Int64]] {
        try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").reduce(into: [:]) { times, line in
            let parts = line.split(separator: " ")
            guard parts.count == 2, let time = Int64(parts[1]) else { return }
            times[String(parts[0]), default: []].append(time)
        }
    }
}
