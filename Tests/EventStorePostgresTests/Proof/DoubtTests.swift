import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// An append whose answer was lost is settled by repeating it: the original result comes back and one copy is stored.
    ///
    /// Seen red: with the repetition in `AppendSender` giving each event a new id, the proxy's test stores two copies; without
    /// repetition (retries 0) every cut is an error that says that the outcome is unknown, which is a test here.
    @Suite("Idempotency under doubt", .serialized)
    struct DoubtTests {
        static func proxied(_ store: PostgresEventStore, _ proxy: LossyProxy, retries: Int) throws
            -> PostgresConfiguration
        {
            var configuration = try PostgresConfiguration(url: try ProofEnvironment.text("EVENT_STORE_TEST_TCP_URL"))
            configuration.hosts = [.init("127.0.0.1", port: proxy.port)]
            configuration.schema = store.configuration.schema
            configuration.append.retries = retries
            return configuration
        }

        static func serverPort() throws -> Int {
            let configuration = try PostgresConfiguration(url: try ProofEnvironment.text("EVENT_STORE_TEST_TCP_URL"))
            return try #require(configuration.hosts.first?.port)
        }

        @Test("the answer is dropped after the commit: the repetition returns the original result, 120 times")
        func droppedAnswers() async throws {
            try await TestStore.with { store in
                let wasStored = Shared(0)
                let lanes = 6
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for lane in 0..<lanes {
                        group.addTask {
                            let proxy = try LossyProxy(to: try Self.serverPort())
                            defer { proxy.close() }
                            return try await withPostgresEventStore(
                                configuration: try Self.proxied(store, proxy, retries: 3)
                            ) { client in
                                let stream = StreamName("lane", "\(lane)")
                                // The connection is there before the first cut.
                                try await client.append([.test()], to: stream, expectedVersion: .noStream)
                                for cut in 0..<20 {
                                    // One event by append_event, several by append_streams; at a version and at any.
                                    let events = (0...(cut % 3)).map { NewEvent.test("T", #"{"n":\#($0)}"#) }
                                    let before = try await client.version(of: stream)
                                    proxy.arm()
                                    let result = try await client.append(
                                        events, to: stream, expectedVersion: cut % 2 == 0 ? .any : .exactly(before))
                                    #expect(result.wasAlreadyStored)
                                    #expect(result.version.rawValue == before.rawValue + Int64(events.count))
                                    let stored = try await client.readStream(
                                        stream,
                                        StreamReadOptions(fromVersion: StreamVersion(rawValue: before.rawValue + 1)))
                                    #expect(stored.map(\.id) == events.map(\.id))
                                    #expect(stored.last?.globalPosition == result.lastPosition)
                                    #expect(stored.first?.globalPosition == result.firstPosition)
                                    if result.wasAlreadyStored { wasStored.change { $0 += 1 } }
                                }
                                return proxy.cuts
                            }
                        }
                    }
                    var cuts = 0
                    for try await count in group { cuts += count }
                    #expect(cuts == lanes * 20)
                }
                #expect(wasStored.value == lanes * 20)
                #expect(try await store.verify().isEmpty)
            }
        }

        @Test("without repetition the error says that the outcome is unknown, and repeating by hand settles it")
        func unknownOutcome() async throws {
            try await TestStore.with { store in
                let proxy = try LossyProxy(to: try Self.serverPort())
                defer { proxy.close() }
                for groupCommit in [true, false] {
                    var configuration = try Self.proxied(store, proxy, retries: 0)
                    configuration.append.groupCommit = groupCommit
                    try await withPostgresEventStore(configuration: configuration) { client in
                        let stream = StreamName("doubt", "\(groupCommit)")
                        try await client.append([.test()], to: stream, expectedVersion: .noStream)
                        let event = NewEvent.test()
                        proxy.arm()
                        let error = await storeError {
                            try await client.append([event], to: stream, expectedVersion: .exactly(1))
                        }
                        #expect(error?.code == .connectionLost)
                        #expect(error?.isOutcomeUnknown == true)
                        #expect(error?.isRetryable == true)
                        let result = try await client.append([event], to: stream, expectedVersion: .exactly(1))
                        #expect(result.wasAlreadyStored)
                        #expect(result.version == 2)
                        #expect(try await store.version(of: stream) == 2)
                    }
                }
            }
        }

        @Test("when the repetition cannot even connect, the doubt stays")
        func doubtStays() async throws {
            try await TestStore.with { store in
                let proxy = try LossyProxy(to: try Self.serverPort())
                var configuration = try Self.proxied(store, proxy, retries: 2)
                configuration.pool.acquireTimeout = .milliseconds(500)
                configuration.pool.connectTimeout = .milliseconds(400)
                try await withPostgresEventStore(configuration: configuration) { client in
                    let stream = StreamName("doubt", "1")
                    try await client.append([.test()], to: stream, expectedVersion: .noStream)
                    proxy.arm()
                    async let error = storeError {
                        try await client.append([.test()], to: stream, expectedVersion: .any)
                    }
                    try await waitUntil("the answer is dropped") { proxy.cuts == 1 }
                    proxy.close()
                    #expect(await error?.isOutcomeUnknown == true)
                    #expect(try await store.version(of: stream) == 2)
                }
            }
        }

        @Test("the answer to COMMIT is dropped: the transaction's error says that the outcome is unknown")
        func droppedCommit() async throws {
            try await TestStore.with { store in
                let proxy = try LossyProxy(to: try Self.serverPort())
                defer { proxy.close() }
                try await withPostgresEventStore(configuration: try Self.proxied(store, proxy, retries: 3)) { client in
                    let stream = StreamName("doubt", "1")
                    try await client.withTransaction { _ = try await $0.query("SELECT 1") }
                    let error = await storeError {
                        try await client.withTransaction {
                            try await $0.append([.test()], to: stream, expectedVersion: .any)
                            proxy.arm()
                        }
                    }
                    #expect(error?.isOutcomeUnknown == true)
                    // A statement inside cannot have taken effect.
                    let inside = await storeError {
                        try await client.withTransaction {
                            proxy.arm()
                            try await $0.append([.test()], to: stream, expectedVersion: .any)
                        }
                    }
                    #expect(inside?.code == .connectionLost)
                    #expect(inside?.isOutcomeUnknown == false)
                    #expect(try await store.version(of: stream) == 1)
                }
            }
        }

        @Test(
            "backends are terminated while appends run: every append ends with one copy stored", .timeLimit(.minutes(3))
        )
        func terminatedBackends() async throws {
            let name = "doubt-\(UUID().uuidString.prefix(8))"
            try await TestStore.with { store in
                var configuration = store.configuration
                configuration.applicationName = name
                // Repeated by hand, and without pauses.
                configuration.append.retries = 0
                let expected = Shared<[UUID: AppendResult]>([:])
                let repeated = Shared(0)
                let cuts = Shared(0)
                try await withPostgresEventStore(configuration: configuration) { client in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            let pool = try PostgresPool(store.configuration)
                            try await pool.withExclusive { connection in
                                while cuts.value < 120 {
                                    let rows = try await connection.execute(
                                        """
                                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                        WHERE application_name = '\(name)' AND state = 'active'
                                        """)[0]
                                    guard rows.rowCount > 0 else { continue }
                                    cuts.change { $0 += rows.rowCount }
                                    // Something must come through between two cuts.
                                    let before = expected.value.count
                                    try await waitUntil("appends go on") { expected.value.count > before }
                                    try await Task.sleep(for: .microseconds(Int.random(in: 0...3000)))
                                }
                            }
                            await pool.close()
                        }
                        for writer in 0..<8 {
                            group.addTask {
                                let stream = StreamName("cut", "\(writer)")
                                while cuts.value < 120 {
                                    let events = (0..<Int.random(in: 1...5)).map { _ in NewEvent.test() }
                                    var result: AppendResult?
                                    while result == nil {
                                        do {
                                            result = try await client.append(events, to: stream, expectedVersion: .any)
                                        } catch let error as EventStoreError where error.isRetryable {
                                            continue
                                        }
                                    }
                                    if result!.wasAlreadyStored { repeated.change { $0 += 1 } }
                                    expected.change { expected in
                                        for (index, event) in events.enumerated() {
                                            var each = result!
                                            each.version.rawValue -= Int64(events.count - 1 - index)
                                            expected[event.id] = each
                                        }
                                    }
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                }
                let stored = try await store.everything()
                #expect(stored.count == expected.value.count)
                #expect(Set(stored.map(\.id)).count == stored.count)
                for event in stored {
                    let result = try #require(expected.value[event.id])
                    #expect(result.stream == event.stream)
                    #expect(result.version == event.version)
                }
                #expect(try await store.verify().isEmpty)
                print(
                    "terminated backends: \(cuts.value) cuts, \(stored.count) events, \(repeated.value) appends were stored already"
                )
            }
        }
    }
}
