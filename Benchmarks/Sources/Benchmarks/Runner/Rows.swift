import Foundation

/// The rows. The first side of each is the baseline.
struct Rows {
    static let appending = "bench_append"
    static let reading = "bench_read"
    static let fewEvents = "bench_few"
    static let manyEvents = "bench_many"

    let server: Server
    let plan: Plan

    var all: [Row] {
        [
            groupCommit, singleTask, manyConnections, barrier, notify, plainInsert, batches, catchUp, delivery, memory,
            storedEvents, outboxAppend, outboxClaim, partitions, partitionMaintenance, scavenge,
        ] + eventSourcing
    }

    // MARK: Sides

    private func appendWorker(_ options: [String: String]) -> () throws -> Measures {
        let options = options.merging(["seconds": "\(plan.seconds)"]) { own, _ in own }
        return { try server.worker("append", Self.appending, options) }
    }

    func pgbench(
        _ script: String, clients: Int, wantsLatencies: Bool = false, database: String = Self.appending
    ) -> () throws -> Measures {
        {
            try server.pgbench(
                database, script, clients: clients, seconds: plan.seconds, wantsLatencies: wantsLatencies)
        }
    }

    /// Empty tables and a fresh checkpoint, so that no row pays for the one before.
    func empty() throws {
        try server.psql(Self.appending, "SELECT bench.empty(); CHECKPOINT")
        if let interval = plan.bellInterval {
            try server.psql(
                Self.appending, "SELECT event_store.change_setting('bell_interval_milliseconds', '\(interval)')")
        }
    }

    /// Empty, and the same work once unmeasured, so that the first round finds what the others find.
    func prepare(_ sides: [() throws -> Measures]) -> () throws -> Void {
        {
            try empty()
            for side in sides { _ = try side() }
        }
    }

    // MARK: Appending through the client

    private var groupCommit: Row {
        let baseline = pgbench("append_event", clients: 32)
        let pool = appendWorker(["tasks": "512"])
        return Row(
            number: 1, name: "group-commit",
            title: "512 tasks append one event each, group commit; pgbench -c 32 calls append_event",
            prepare: prepare([baseline, pool]),
            sides: [
                .init("pgbench", baseline), .init("pool", pool),
                .init("loop", appendWorker(["tasks": "512", "executor": "loop"])),
                .init("one call", appendWorker(["tasks": "512", "calls": "1"])),
                .init("four", appendWorker(["tasks": "512", "calls": "4"])),
            ],
            comparisons: [
                .init("512 tasks", "pool", to: "pgbench", "per_second", "events/s", bar: .atLeast(2.5)),
                .init("… one call at a time", "one call", to: "pgbench", "per_second", "events/s"),
                .init("… four", "four", to: "pgbench", "per_second", "events/s"),
                .init("… on the store's executor", "loop", to: "pgbench", "per_second", "events/s"),
            ])
    }

    private var singleTask: Row {
        let baseline = pgbench("append_event", clients: 1, wantsLatencies: true)
        return Row(
            number: 2, name: "one-task", title: "1 task appends one event after the other; pgbench -c 1",
            prepare: prepare([baseline]),
            sides: [
                .init("pgbench", baseline), .init("pool", appendWorker(["tasks": "1"])),
                .init("loop", appendWorker(["tasks": "1", "executor": "loop"])),
            ],
            comparisons: [
                .init("1 task, median", "pool", to: "pgbench", "median_us", "µs", bar: .atMost(1.25)),
                .init("… p99", "pool", to: "pgbench", "p99_us", "µs"),
                .init("… on the store's executor, median", "loop", to: "pgbench", "median_us", "µs"),
            ])
    }

    private var manyConnections: Row {
        let baseline = pgbench("append_event", clients: 32)
        let options = ["tasks": "32", "connections": "32", "alone": "yes"]
        return Row(
            number: 3, name: "connections", title: "32 tasks on 32 connections, no group commit; pgbench -c 32",
            prepare: prepare([baseline]),
            sides: [
                .init("pgbench", baseline), .init("pool", appendWorker(options)),
                .init("loop", appendWorker(options.merging(["executor": "loop"]) { $1 })),
            ],
            comparisons: [
                .init("32 connections", "pool", to: "pgbench", "per_second", "events/s", bar: .atLeast(0.85)),
                .init("… on the store's executor", "loop", to: "pgbench", "per_second", "events/s"),
            ])
    }

    // MARK: Appending in SQL

    private func listening(_ body: @escaping () throws -> Measures) -> () throws -> Measures {
        {
            let listener = try RunningProgram(
                "\(server.programs)/listen", [server.url(Self.appending), "event_store_events"])
            try listener.waitFor("listening")
            let measures = try body()
            try listener.stop()
            return measures
        }
    }

    private var barrier: Row {
        let bare = pgbench("append_event_bare", clients: 32)
        let whole = listening(pgbench("append_event", clients: 32))
        return Row(
            number: 4, name: "barrier",
            title: "append_event with registration, bell and a listener; without all three (32 clients)",
            prepare: prepare([bare, whole]),
            sides: [.init("bare", bare), .init("whole", whole)],
            comparisons: [
                .init("registration and bell", "whole", to: "bare", "per_second", "events/s", bar: .atLeast(0.9))
            ])
    }

    private var notify: Row {
        let whole = listening(pgbench("append_event", clients: 32))
        let each = listening(pgbench("append_event_notify", clients: 32))
        return Row(
            number: 5, name: "notify",
            title: "append_event; the same with a NOTIFY in each (32 clients, a listener on both sides)",
            prepare: prepare([each, whole]),
            sides: [.init("notify each", each), .init("bell", whole)],
            comparisons: [
                .init(
                    "bell instead of a NOTIFY each", "bell", to: "notify each", "per_second", "events/s",
                    bar: .atLeast(3))
            ])
    }

    private var plainInsert: Row {
        let plain = pgbench("plain_insert", clients: 32)
        let whole = pgbench("append_event", clients: 32)
        return Row(
            number: 6, name: "plain-insert",
            title: "append_event; a bare INSERT into a plain table with one index (32 clients)",
            prepare: prepare([plain, whole]),
            sides: [.init("insert", plain), .init("append", whole)],
            comparisons: [
                .init("append_event to INSERT", "append", to: "insert", "per_second", "events/s", bar: .atLeast(0.5))
            ])
    }

    private var storedEvents: Row {
        let few = pgbench("append_event", clients: 32, database: Self.fewEvents)
        let many = pgbench("append_event", clients: 32, database: Self.manyEvents)
        return Row(
            number: 11, name: "stored-events",
            title: "append_event at \(plan.manyEvents) stored events; at \(plan.fewEvents) (32 clients)",
            prepare: {
                for (database, events) in [(Self.fewEvents, plan.fewEvents), (Self.manyEvents, plan.manyEvents)] {
                    try server.create(database)
                    try server.fill(database, events: events)
                }
                _ = try few()
                _ = try many()
            },
            sides: [.init("few", few), .init("many", many)],
            comparisons: [
                .init("append at many stored events", "many", to: "few", "per_second", "events/s", bar: .atLeast(0.85))
            ])
    }

    private var batches: Row {
        let copy = { try server.program("copy_batches", Self.appending, ["4", "100", "\(plan.seconds)"]) }
        let together = appendWorker(["tasks": "4", "events": "100"])
        let alone = appendWorker(["tasks": "4", "events": "100", "alone": "yes", "connections": "4"])
        return Row(
            number: 7, name: "batches",
            title: "4 tasks append 100 events at a time; COPY of 100 rows by 4 clients, same indexes",
            prepare: prepare([copy, together]),
            sides: [
                .init("copy", copy), .init("together", together), .init("alone", alone),
                .init("one call", appendWorker(["tasks": "4", "events": "100", "calls": "1"])),
                .init("four", appendWorker(["tasks": "4", "events": "100", "calls": "4"])),
            ],
            comparisons: [
                .init(
                    "100-event appends, group commit", "together", to: "copy", "per_second", "events/s",
                    bar: .atLeast(0.6)),
                .init("… each on a connection of its own", "alone", to: "copy", "per_second", "events/s"),
                .init("… one call at a time", "one call", to: "copy", "per_second", "events/s"),
                .init("… four", "four", to: "copy", "per_second", "events/s"),
            ])
    }

    // MARK: Reading

    private var catchUp: Row {
        let copy = Row.Side("copy") {
            let begun = monotonicNanoseconds()
            _ = try runProgram(
                "/bin/sh",
                [
                    "-c", "\"$0\" -X -q -d \"$1\" -c \"$2\" > /dev/null", "\(server.binaries)/psql",
                    server.url(Self.reading),
                    "COPY (\(Self.columns)) TO STDOUT",
                ])
            let seconds = Double(monotonicNanoseconds() - begun) / 1e9
            return ["seconds": seconds, "per_second": Double(plan.events) / seconds]
        }
        func side(_ name: String, _ options: [String: String]) -> Row.Side {
            .init(name) { try server.worker("catch-up", Self.reading, options) }
        }
        func comparison(_ label: String, _ side: String, bar: Row.Bar? = nil) -> Row.Comparison {
            .init(label, side, to: "copy", "per_second", "events/s", bar: bar)
        }
        return Row(
            number: 8, name: "catch-up",
            title: "subscription pages from the beginning; psql COPY (…) TO STDOUT > /dev/null",
            sides: [
                copy, side("default", [:]), side("1000", ["page-size": "1000"]), side("5000", ["page-size": "5000"]),
                side("10000", ["page-size": "10000"]), side("default, loop", ["executor": "loop"]),
                side("readAll", ["read-all": "yes"]),
            ],
            comparisons: [
                comparison("catch-up, default pages", "default", bar: .atLeast(1)),
                comparison("… pages of 1,000", "1000"), comparison("… pages of 5,000", "5000"),
                comparison("… pages of 10,000", "10000"),
                comparison("… default, on the store's executor", "default, loop"),
                comparison("… readAll in a loop", "readAll"),
            ])
    }

    /// The columns of `recorded_event`.
    private static let columns = """
        SELECT global_position, tenant, aggregate_type, aggregate_id, version, event_id, event_type, schema_version, \
        content_type, data, data_bytes, metadata, correlation_id, causation_id, user_id, timestamp, recorded_at, checksum \
        FROM event_store.events ORDER BY global_position
        """

    private var memory: Row {
        func side(_ events: Int) -> () throws -> Measures {
            { try server.worker("catch-up", Self.reading, ["events": "\(events)"]) }
        }
        return Row(
            number: 10, name: "memory", title: "peak memory of a subscriber over all events; over 10,000",
            sides: [.init("10000", side(10_000)), .init("all", side(plan.events))],
            comparisons: [.init("peak memory", "all", to: "10000", "peak_kB", "kB", bar: .atMost(1.2))])
    }

    // MARK: Delivery

    private var delivery: Row {
        func baseline(_ isDurable: Bool) -> () throws -> Measures {
            {
                try server.program(
                    "notify_latency", Self.appending, ["1000", "\(plan.deliveries)", isDurable ? "durable" : "bare"])
            }
        }
        func ours(_ executor: String) -> () throws -> Measures {
            { try measureDelivery(executor: executor) }
        }
        return Row(
            number: 9, name: "delivery",
            title: "1,000 appends/s to a subscription; NOTIFY with a row written to PQnotifies in C",
            prepare: prepare([baseline(true), ours("pool")]),
            sides: [
                .init("row and NOTIFY", baseline(true)), .init("NOTIFY alone", baseline(false)),
                .init("pool", ours("pool")),
                .init("loop", ours("loop")),
            ],
            comparisons: [
                .init("sent to delivered, p50", "pool", to: "row and NOTIFY", "sent_p50_us", "µs", bar: .atMost(3)),
                .init("sent to delivered, p99", "pool", to: "row and NOTIFY", "sent_p99_us", "µs", bar: .atMost(5)),
                .init("… on the store's executor, p50", "loop", to: "row and NOTIFY", "sent_p50_us", "µs"),
                .init("… on the store's executor, p99", "loop", to: "row and NOTIFY", "sent_p99_us", "µs"),
                .init("… to NOTIFY alone, p50", "pool", to: "NOTIFY alone", "sent_p50_us", "µs"),
                .init("… to NOTIFY alone, p99", "pool", to: "NOTIFY alone", "sent_p99_us", "µs"),
                .init("acknowledged to delivered, p50", "pool", to: "row and NOTIFY", "acknowledged_p50_us", "µs"),
                .init("acknowledged to delivered, p99", "pool", to: "row and NOTIFY", "acknowledged_p99_us", "µs"),
            ])
    }

    /// A subscriber and a writer, each in a process of its own; the clock is the machine's.
    private func measureDelivery(executor: String) throws -> Measures {
        let count = plan.deliveries
        let received = "\(server.work)/received"
        let sent = "\(server.work)/sent"
        let subscriber = try server.startWorker(
            "live-subscriber", Self.appending, ["count": "\(count)", "file": received, "executor": executor])
        try subscriber.waitFor("ready")
        let writer = ["count": "\(count)", "file": sent, "rate": "1000", "executor": executor]
        _ = try server.worker("paced-writer", Self.appending, writer)
        let measures = try Measures(output: subscriber.output())
        let arrivals = try times(received)
        let writes = try times(sent)
        // The first tenth warms up both processes.
        let counted = count / 10..<count
        let sinceSent = counted.map { Double(arrivals[$0] - writes[2 * $0]) / 1000 }
        let sinceAcknowledged = counted.map { Double(arrivals[$0] - writes[2 * $0 + 1]) / 1000 }
        let appends = counted.map { Double(writes[2 * $0 + 1] - writes[2 * $0]) / 1000 }
        return measures.merging([
            "sent_p50_us": sinceSent.quantile(0.5), "sent_p99_us": sinceSent.quantile(0.99),
            "acknowledged_p50_us": sinceAcknowledged.quantile(0.5),
            "acknowledged_p99_us": sinceAcknowledged.quantile(0.99),
            "append_p50_us": appends.quantile(0.5), "append_p99_us": appends.quantile(0.99),
        ]) { $1 }
    }

    private func times(_ file: String) throws -> [Int64] {
        try Data(contentsOf: URL(fileURLWithPath: file)).withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) }
    }
}

extension Row {
    /// Whether it reads the events that are made once.
    var needsEvents: Bool { ["catch-up", "memory", "projection", "typed-catch-up"].contains(name) }
}
