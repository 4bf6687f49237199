import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization
import Testing

/// What publishers saw, and what was wrong about it.
private final class Publications: Sendable {
    private struct State {
        var holders: [StreamName: Int] = [:]
        var published: [StreamName: [Int64]] = [:]
        var overlaps = 0
    }

    private let state = Mutex(State())

    func begin(_ stream: StreamName) {
        state.withLock { state in
            state.holders[stream, default: 0] += 1
            if state.holders[stream] != 1 { state.overlaps += 1 }
        }
    }

    func publish(_ message: OutboxMessage) {
        state.withLock { $0.published[message.event.stream, default: []].append(message.event.version.rawValue) }
    }

    func end(_ stream: StreamName) { state.withLock { $0.holders[stream, default: 0] -= 1 } }

    /// How often two held a stream at once.
    var overlaps: Int { state.withLock { $0.overlaps } }
    var count: Int { state.withLock { $0.published.values.reduce(0) { $0 + $1.count } } }
    var streams: [StreamName: [Int64]] { state.withLock { $0.published } }

    /// Messages that came before one in front of them had come.
    var leaps: Int {
        streams.values.reduce(0) { sum, versions in
            var last: Int64 = 0
            var leaps = 0
            for version in versions {
                if version > last + 1 { leaps += 1 }
                last = max(last, version)
            }
            return sum + leaps
        }
    }
}

/// A number that tasks share.
private final class OutboxCounter: Sendable {
    private let state = Mutex(0)

    var value: Int { state.withLock { $0 } }
    var isSet: Bool { value > 0 }
    func add() { state.withLock { $0 += 1 } }
}

extension Proofs {
    /// Appenders, claimers and relays in parallel.
    ///
    /// EVENT_STORE_PROOF_PLANT names a file with a function of the contract, changed so that something must go wrong; it takes the
    /// function's place in the stores of these tests.
    /// Tried: claim_outbox_messages without FOR UPDATE SKIP LOCKED, and settle_outbox_streams without the streams' rows (a message is
    /// left over); `claimers` fails with each. It does not with a claim that reads the messages by the statement that locks: for that
    /// to go wrong, others have to claim and complete between that statement's snapshot and its lock.
    @Suite("Proof: the outbox", .serialized)
    struct OutboxProofTests {
        private static let streams = 6

        private static func append(_ count: Int, to store: PostgresEventStore) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask {
                        for number in 0..<count / 4 {
                            let stream = StreamName("s", "\((writer + number) % streams)")
                            _ = try await store.append(
                                StreamAppend([.test()], to: stream, expectedVersion: .any, outbox: true))
                            if number % 7 == 0 { try await Task.sleep(for: .milliseconds(Int.random(in: 0...4))) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }

        /// Puts the changed function that the environment names into the store.
        private static func plant(in store: PostgresEventStore) async throws {
            guard let file = ProcessInfo.processInfo.environment["EVENT_STORE_PROOF_PLANT"] else { return }
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let end = try #require(text.range(of: "$function$;", options: .backwards)).upperBound
            try await store.withTransaction {
                try await $0.query("SET LOCAL search_path = \(store.quotedSchema), pg_temp")
                try await $0.query(String(text[..<end]))
            }
        }

        /// Every version of every stream, once.
        private static func stored(_ store: PostgresEventStore) async throws -> [StreamName: [Int64]] {
            var stored: [StreamName: [Int64]] = [:]
            for event in try await store.everything() {
                stored[event.stream, default: []].append(event.version.rawValue)
            }
            return stored
        }

        @Test("claimers in parallel, none of which fails, get every message once, in order, and never a stream at once")
        func claimers() async throws {
            try await TestStore.with { store in
                try await Self.plant(in: store)
                let publications = Publications()
                let isDone = OutboxCounter()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<8 {
                        group.addTask {
                            var options = OutboxClaimOptions(worker: "w\(worker)")
                            options.limit = 8
                            options.messagesPerStream = 3
                            while true {
                                let last = isDone.isSet
                                guard let claim = try await store.claimOutboxMessages(options) else {
                                    if last, try await store.outboxStatistics().pendingMessages == 0 { return }
                                    continue
                                }
                                for stream in claim.streams { publications.begin(stream[0].event.stream) }
                                await Task.yield()
                                let messages = claim.streams.flatMap { $0.prefix(Int.random(in: 1...$0.count)) }
                                for message in messages { publications.publish(message) }
                                for stream in claim.streams { publications.end(stream[0].event.stream) }
                                try await store.completeOutboxMessages(
                                    messages.map(\.event.globalPosition), lease: claim.lease)
                                if messages.count < claim.messages.count {
                                    try await store.releaseOutboxLease(claim.lease)
                                }
                            }
                        }
                    }
                    group.addTask {
                        try await Self.append(ProofEnvironment.number("EVENT_STORE_PROOF_MESSAGES", 2000), to: store)
                        isDone.add()
                    }
                    // Left over for ever would be waiting for ever.
                    group.addTask {
                        while !isDone.isSet { try await Task.sleep(for: .milliseconds(50)) }
                        try await waitUntil("nothing is left over", within: .seconds(20)) {
                            try await store.outboxStatistics().pendingMessages == 0
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(publications.overlaps == 0)
                #expect(publications.streams == (try await Self.stored(store)))
                #expect(try await store.number("SELECT count(*) FROM \(store.quotedSchema).outbox_streams") == 0)
            }
        }

        @Test(
            "relays that are cancelled while connections are terminated lose nothing and keep the order of each stream")
        func relays() async throws {
            try await TestStore.with { store in
                try await Self.plant(in: store)
                let publications = Publications()
                let isDone = OutboxCounter()
                let failures = OutboxCounter()
                let schema = store.configuration.schema
                try await store.changeSetting("outbox_retry_milliseconds", to: "0")
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<3 {
                        group.addTask {
                            // A relay of its own after each cancellation, on connections of its own.
                            while !isDone.isSet {
                                var configuration = store.configuration
                                configuration.applicationName = "relay-\(schema.suffix(12))"
                                try await withPostgresEventStore(configuration: configuration) { own in
                                    var options = OutboxRelay.Options(worker: "w\(worker)")
                                    options.parallelism = 3
                                    options.messagesPerStream = 4
                                    options.visibilityTimeout = .seconds(2)
                                    options.pollInterval = .milliseconds(50)
                                    let relay = try OutboxRelay(
                                        store: own,
                                        publisher: ClosurePublisher { message in
                                            let stream = message.event.stream
                                            publications.begin(stream)
                                            defer { publications.end(stream) }
                                            try await Task.sleep(for: .microseconds(Int.random(in: 0...2000)))
                                            if Int.random(in: 0..<60) == 0 {
                                                failures.add()
                                                throw PublishingError.retry("now and then", after: .zero)
                                            }
                                            publications.publish(message)
                                        }, options: options)
                                    let running = Task { try await relay.run() }
                                    let end = ContinuousClock.now + .milliseconds(Int.random(in: 50...800))
                                    while ContinuousClock.now < end, !isDone.isSet {
                                        try await Task.sleep(for: .milliseconds(5))
                                    }
                                    running.cancel()
                                    try await running.value
                                }
                            }
                        }
                    }
                    group.addTask {
                        while !isDone.isSet {
                            try await Task.sleep(for: .milliseconds(Int.random(in: 20...200)))
                            _ = try? await store.sql(
                                """
                                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                WHERE application_name = $1 AND random() < 0.3
                                """, [.text("relay-\(schema.suffix(12))")])
                        }
                    }
                    group.addTask {
                        try await Self.append(ProofEnvironment.number("EVENT_STORE_PROOF_MESSAGES", 2000), to: store)
                        defer { isDone.add() }
                        try await waitUntil("everything is published", within: .seconds(60)) {
                            try await store.outboxStatistics().pendingMessages == 0
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(publications.overlaps == 0)
                #expect(publications.leaps == 0)
                #expect(failures.value > 0)
                let stored = try await Self.stored(store)
                #expect(publications.streams.mapValues { Set($0) } == stored.mapValues { Set($0) })
            }
        }
    }
}
