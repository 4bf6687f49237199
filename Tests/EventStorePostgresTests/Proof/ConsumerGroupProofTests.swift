import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization
import Testing

extension Proofs {
    /// Members in processes of their own, killed, stopped beyond their lease and continued, and added, while events are appended.
    ///
    /// EVENT_STORE_PROOF_GROUP_EVENTS, _STREAMS and _FAULTS say how many; EVENT_STORE_PROOF_GROUP_FENCING=off takes the comparison of
    /// tokens and leases out, in the store and in what the handlers write.
    /// Tried: with that, a stale acknowledgement is accepted, and the test fails.
    @Suite("Proof: consumer groups", .serialized)
    struct ConsumerGroupProofTests {
        private static let lease = Duration.seconds(1)

        /// What records, past the contract: what handlers did, which events were acknowledged and in which order, and by whom.
        private static func prepare(_ store: PostgresEventStore, isFenced: Bool) async throws {
            let schema = store.quotedSchema
            let statements = [
                """
                CREATE TABLE proof_handled (seq bigint GENERATED ALWAYS AS IDENTITY, stream_id bigint, version bigint,
                    token bigint, member text, is_end boolean, is_refused boolean)
                """,
                "CREATE TABLE proof_fence (stream_id bigint PRIMARY KEY, token bigint)",
                "CREATE TABLE proof_acknowledged (seq bigint GENERATED ALWAYS AS IDENTITY, stream_id bigint, version bigint)",
                "CREATE TABLE proof_stale (member uuid, stream_id bigint, version bigint, token bigint)",
                """
                CREATE FUNCTION proof_handle(bigint, bigint, bigint, text, boolean) RETURNS void LANGUAGE plpgsql
                SET search_path FROM CURRENT AS $$
                DECLARE v_is_current boolean;
                BEGIN
                    INSERT INTO proof_fence AS f VALUES ($1, $3) ON CONFLICT (stream_id) DO UPDATE
                    SET token = greatest(f.token, excluded.token) RETURNING f.token = $3 INTO v_is_current;
                    INSERT INTO proof_handled (stream_id, version, token, member, is_end, is_refused)
                    VALUES ($1, $2, $3, $4, $5, \(isFenced ? "NOT v_is_current" : "false"));
                END $$
                """,
                """
                CREATE FUNCTION proof_note() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
                BEGIN
                    INSERT INTO proof_acknowledged (stream_id, version)
                    SELECT OLD.stream_id, v FROM unnest(OLD.pending) AS v WHERE v < NEW.first_version ORDER BY v;
                    RETURN NULL;
                END $$
                """,
                """
                CREATE TRIGGER proof_note AFTER UPDATE ON consumer_group_streams FOR EACH ROW
                WHEN (NEW.first_version > OLD.first_version) EXECUTE FUNCTION proof_note()
                """,
                "ALTER FUNCTION acknowledge_consumer_group_events(uuid, bigint[], bigint[], bigint[]) RENAME TO proof_acknowledge",
                """
                CREATE FUNCTION acknowledge_consumer_group_events(p_member uuid, bigint[], bigint[], bigint[])
                RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
                DECLARE v_before bigint := (SELECT coalesce(max(seq), 0) FROM proof_acknowledged); v_count bigint;
                    v_slots bigint := (SELECT max(slots) FROM consumer_groups);
                    v_stale bigint[];
                BEGIN
                    PERFORM FROM consumer_group_slots WHERE slot IN (SELECT hashint8extended(u, 0) & (v_slots - 1) FROM unnest($2) AS u)
                    ORDER BY slot FOR UPDATE;
                    v_stale := ARRAY(SELECT DISTINCT u.stream_id FROM unnest($2, $3) AS u (stream_id, token)
                        JOIN consumer_group_slots AS s ON s.slot = hashint8extended(u.stream_id, 0) & (v_slots - 1)
                        WHERE s.token <> u.token OR s.member_id IS DISTINCT FROM p_member);
                    v_count := proof_acknowledge($1, $2, $3, $4);
                    IF cardinality(v_stale) > 0 THEN
                        INSERT INTO proof_stale SELECT p_member, u.* FROM unnest($2, $4, $3) AS u WHERE u.unnest = ANY (v_stale);
                    END IF;
                    RETURN v_count;
                END $$
                """.replacing("AS u WHERE u.unnest", with: "AS u (stream_id, version, token) WHERE u.stream_id"),
            ]
            let unfenced = """
                CREATE OR REPLACE FUNCTION hold_consumer_group_slots(p_member uuid, p_stream_ids bigint[], p_tokens bigint[])
                RETURNS consumer_groups LANGUAGE sql SET search_path FROM CURRENT AS $$ SELECT * FROM consumer_groups $$
                """
            for statement in statements + (isFenced ? [] : [unfenced]) {
                try await store.withTransaction {
                    try await $0.query("SET LOCAL search_path = \(schema), pg_temp")
                    try await $0.query(statement)
                }
            }
        }

        /// A process that handles events as a member of the group.
        private final class MemberProcess: Sendable {
            private let process = Process()
            let name: String

            init(_ name: String, _ configuration: PostgresConfiguration, url: String) throws {
                self.name = name
                var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
                repeat {
                    folder = folder.deletingLastPathComponent()
                } while folder.path != "/"
                    && !FileManager.default.isExecutableFile(atPath: folder.path + "/FaultWorkload")
                process.executableURL = folder.appendingPathComponent("FaultWorkload")
                process.arguments = [
                    "group", "--url", url, "--schema", configuration.schema, "--group", "g", "--name", name, "--pause",
                    "1",
                ]
                try process.run()
            }

            var isRunning: Bool { process.isRunning }
            func signal(_ number: Int32) { kill(process.processIdentifier, number) }
            func end() {
                signal(SIGCONT)
                signal(SIGKILL)
                process.waitUntilExit()
            }
        }

        private static func append(_ count: Int, streams: Int, to store: PostgresEventStore, over time: Duration)
            async throws
        {
            let begun = ContinuousClock.now
            var appended = 0
            while appended < count {
                let batch = min(200, count - appended)
                // Each stream's numbers come one after the other, whatever the batches.
                let first = appended
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in first..<first + batch {
                        group.addTask {
                            try await store.append(
                                [.test()], to: StreamName("s", "\(number % streams)"), expectedVersion: .any)
                        }
                    }
                    try await group.waitForAll()
                }
                appended += batch
                try await Task.sleep(until: begun + time * Double(appended) / Double(count))
            }
        }

        @Test(
            "processes killed, stopped beyond the lease and added lose nothing, keep the order, and settle nothing stale"
        )
        func processes() async throws {
            let events = ProofEnvironment.number("EVENT_STORE_PROOF_GROUP_EVENTS", 4000)
            let streams = ProofEnvironment.number("EVENT_STORE_PROOF_GROUP_STREAMS", 100)
            let faults = ProofEnvironment.number("EVENT_STORE_PROOF_GROUP_FAULTS", 6)
            let isFenced = ProcessInfo.processInfo.environment["EVENT_STORE_PROOF_GROUP_FENCING"] != "off"
            let url = try ProofEnvironment.text("EVENT_STORE_TEST_URL")
            try await TestStore.with { store in
                var options = ConsumerGroupOptions("g")
                options.lease = Self.lease
                options.maxAttempts = 1_000_000
                options.retryDelay = .zero
                try await store.createConsumerGroup(options)
                try await Self.prepare(store, isFenced: isFenced)
                var members: [MemberProcess] = []
                defer { for member in members { member.end() } }
                var started = 0
                func start() throws {
                    started += 1
                    members.append(try MemberProcess("m\(started)", store.configuration, url: url))
                }
                for _ in 0..<4 { try start() }
                let appending = Task {
                    try await Self.append(events, streams: streams, to: store, over: .milliseconds(faults * 1500))
                }
                for fault in 0..<faults {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 200...1200)))
                    let victim = Int.random(in: 0..<members.count)
                    switch fault % 3 {
                    case 0:
                        members.remove(at: victim).end()
                        try start()
                    case 1:
                        let stopped = members[victim]
                        stopped.signal(SIGSTOP)
                        try await Task.sleep(for: Self.lease * Double.random(in: 1.2...2.5))
                        stopped.signal(SIGCONT)
                    default:
                        try start()
                        if members.count > 5 { members.removeFirst().end() }
                    }
                }
                try await appending.value
                let schema = store.quotedSchema
                let end = ContinuousClock.now + .seconds(60 + events / 200)
                while ContinuousClock.now < end {
                    let group = try await store.consumerGroups()[0]
                    if group.lag == 0, group.unacknowledged == 0, group.waitingStreams == 0 { break }
                    try await Task.sleep(for: .milliseconds(100))
                }
                let running = members.count { $0.isRunning }
                #expect(running == members.count, "no member has ended by itself")
                for member in members { member.end() }
                func number(_ sql: String) async throws -> Int64 {
                    try await store.number(
                        sql.replacing("proof_", with: "\(schema).proof_").replacing("LOG", with: "\(schema).events"))
                }
                #expect(try await store.parkedConsumerGroupEvents("g").isEmpty)
                #expect(
                    try await number(
                        """
                        SELECT count(*) FROM LOG AS e WHERE NOT EXISTS (SELECT FROM proof_handled AS h
                            WHERE h.stream_id = e.stream_id AND h.version = e.version AND h.is_end)
                        """) == 0, "every event was handled at least once")
                #expect(
                    try await number(
                        """
                        SELECT count(*) FROM (SELECT stream_id, version, row_number() OVER (PARTITION BY stream_id ORDER BY seq) AS n
                            FROM proof_acknowledged) AS a WHERE version <> n
                        """) == 0, "what was acknowledged is in order, once")
                #expect(
                    try await number("SELECT count(*) FROM proof_acknowledged") == Int64(events), "all was acknowledged"
                )
                #expect(
                    try await number(
                        """
                        SELECT count(*) FROM (SELECT FROM proof_handled GROUP BY stream_id, token HAVING count(DISTINCT member) > 1)
                            AS a
                        """) == 0, "a token is never with two members")
                #expect(
                    try await number(
                        """
                        SELECT count(*) FROM (SELECT token, lag(token) OVER (PARTITION BY stream_id ORDER BY seq) AS before
                            FROM proof_handled WHERE NOT is_refused) AS a WHERE token < before
                        """) == 0, "no two members were at work on a stream at once")
                #expect(
                    try await number(
                        """
                        SELECT count(*) FROM (SELECT version, max(version) OVER (PARTITION BY stream_id ORDER BY seq
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM proof_handled
                            WHERE NOT is_refused) AS a WHERE version > coalesce(before, 0) + 1
                        """) == 0, "nothing was handled before what stands in front of it")
                #expect(
                    try await number("SELECT count(*) FROM proof_stale") == 0, "no stale acknowledgement was accepted")
                let repeated = try await number("SELECT count(*) FROM proof_handled WHERE is_end") - Int64(events)
                let refused = try await number("SELECT count(*) FROM proof_handled WHERE is_refused")
                print(
                    "consumer group: \(events) events, \(faults) faults, \(started) processes, "
                        + "\(repeated) handled again, \(refused) writes of stale handlers refused")
            }
        }
    }
}
