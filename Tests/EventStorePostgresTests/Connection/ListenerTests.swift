import Testing

@testable import EventStorePostgres

@Suite(.serialized, .timeLimit(.minutes(1)))
struct ListenerTests {
    private final class Log: Sendable {
        let events = Lock<[String]>([])

        func add(_ event: ListenerEvent) {
            let text =
                switch event {
                case .connected: "connected"
                case .notification(let payload): "notification \(payload)"
                case .lost(let error): "lost \(error.sqlState ?? "")"
                }
            events.withLock { $0.append(text) }
        }

        func count(_ text: String) -> Int { events.withLock { $0.filter { $0 == text }.count } }
    }

    @Test func `a listener tells notifications, and survives the end of its connection`() async throws {
        let log = Log()
        let channel = "driver \"channel\""
        let listener = try Listener(TestServer.configuration(), channel: channel) { log.add($0) }
        listener.start()
        let sender = try await TestServer.exclusive()
        try await eventually("not connected") { log.count("connected") == 1 }
        try await sender.execute("NOTIFY \"driver \"\"channel\"\"\", 'one'")
        try await eventually("not notified") { log.count("notification one") == 1 }
        let terminate = Statement(
            name: "terminate listener",
            sql:
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query = 'LISTEN \"driver \"\"channel\"\"\"'"
        )
        #expect(try await sender.query(terminate).rowCount == 1)
        try await eventually("not connected again") { log.count("connected") == 2 }
        #expect(log.count("lost 57P01") == 1)
        try await sender.execute("NOTIFY \"driver \"\"channel\"\"\", 'two'")
        try await eventually("not notified") { log.count("notification two") == 1 }
        await listener.stop()
    }

    @Test func `a listener pings its connection`() async throws {
        let log = Log()
        let listener = try Listener(
            TestServer.configuration(), channel: "driver_ping", pingInterval: .milliseconds(20)
        ) { log.add($0) }
        listener.start()
        let observer = try await TestServer.exclusive()
        let pings = Statement(
            name: "pings", sql: "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT 1' AND state = 'idle'")
        try await eventually("no ping") { try await observer.query(pings).int64(0, 0) > 0 }
        #expect(log.count("connected") == 1)
        await listener.stop()
    }

    @Test func `a listener without a server reports it once and stops when asked`() async throws {
        var configuration = try TestServer.configuration()
        configuration.hosts = [.init("/nowhere")]
        let log = Log()
        let listener = try Listener(configuration, channel: "driver_nowhere") { log.add($0) }
        listener.start()
        try await eventually("no loss") { log.count("lost 08001") == 1 }
        try await Task.sleep(for: .milliseconds(300))
        #expect(log.count("lost 08001") == 1)
        await listener.stop()
    }
}
