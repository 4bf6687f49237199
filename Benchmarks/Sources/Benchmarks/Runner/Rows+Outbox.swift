/// The rows of the outbox.
extension Rows {
    var outboxAppend: Row {
        let without = pgbench("append_event", clients: 16)
        let with = pgbench("append_event_outbox", clients: 16)
        return Row(
            number: 12, name: "outbox-append", title: "append_event with outbox; without (16 clients)",
            prepare: prepare([without, with]),
            sides: [.init("without", without), .init("with", with)],
            comparisons: [
                .init("append with outbox", "with", to: "without", "per_second", "events/s", bar: .atLeast(0.7))
            ])
    }

    var outboxClaim: Row {
        let (few, many) = (1000, plan.isQuick ? 100_000 : 1_000_000)
        func side(_ messages: Int) -> () throws -> Measures {
            pgbench("claim_outbox", clients: 8, database: "bench_outbox_\(messages)")
        }
        return Row(
            number: 13, name: "outbox-claim",
            title: "8 workers claim 50 messages and give them back, \(many) pending; 1000 pending",
            prepare: {
                for messages in [few, many] {
                    let database = "bench_outbox_\(messages)"
                    try server.create(database)
                    try server.psql(
                        database, file: server.sources + "/sql/fill_outbox.sql", variables: ["messages": "\(messages)"])
                    try server.psql(database, "CHECKPOINT")
                    _ = try side(messages)()
                }
            },
            sides: [.init("few", side(few)), .init("many", side(many))],
            comparisons: [
                .init("claims at \(many) pending", "many", to: "few", "per_second", "claims/s", bar: .atLeast(0.8))
            ])
    }
}
