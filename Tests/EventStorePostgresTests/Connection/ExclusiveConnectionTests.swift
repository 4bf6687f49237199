import Testing

@testable import EventStorePostgres

@Suite(.serialized, .timeLimit(.minutes(1)))
struct ExclusiveConnectionTests {
    private static let running = Statement(
        name: "running", sql: "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND state = 'active'")

    private func isActive(_ connection: ExclusiveConnection, via observer: ExclusiveConnection) async throws -> Bool {
        var parameters = PostgresParameters()
        parameters.appendInt4(connection.processID)
        return try await observer.query(Self.running, parameters).int64(0, 0) == 1
    }

    @Test func `statements and scripts take turns on one connection`() async throws {
        let connection = try await TestServer.exclusive()
        #expect(try await connection.query(.echo, .int8(1)).int64(0, 0) == 1)
        let results = try await connection.execute("SELECT 'a'; SELECT 'b'")
        #expect(try results.map { try $0.string(0, 0) } == ["a", "b"])
        #expect(try await connection.query(.echo, .int8(2)).int64(0, 0) == 2)
        let error = await failure { try await connection.execute("SELECT 1; SELECT 1 / 0; SELECT 2") }
        #expect(error?.sqlState == "22012")
        #expect(try await connection.query(.echo, .int8(3)).int64(0, 0) == 3)
    }

    @Test func `cancelling the task cancels the call at the server, and the connection stays usable`() async throws {
        let connection = try await TestServer.exclusive()
        let observer = try await TestServer.exclusive()
        let call = Task { try await connection.query(.sleep, .seconds(30)) }
        try await eventually("the call did not start") { try await isActive(connection, via: observer) }
        call.cancel()
        await #expect(throws: CancellationError.self) { _ = try await call.value }
        #expect(try await !isActive(connection, via: observer))
        #expect(try await connection.query(.echo, .int8(4)).int64(0, 0) == 4)
    }

    @Test func `an overdue call is cancelled at the server, and its outcome is known`() async throws {
        let connection = try await TestServer.exclusive()
        let error = await failure { _ = try await connection.query(.sleep, .seconds(30), deadline: .milliseconds(50)) }
        #expect(error?.kind == .deadlineExceeded)
        #expect(error?.outcomeUnknown == false)
        #expect(try await connection.query(.echo, .int8(5)).int64(0, 0) == 5)
    }

    @Test func `a call that cannot be cancelled in time costs the connection`() async throws {
        let stubborn = """
            DO $$ BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN PERFORM pg_sleep(60); END $$
            """
        // Before the block is entered, the call can be cancelled: a loaded server is given more time.
        for deadline in [Duration.seconds(2), .seconds(8), .seconds(32)] {
            let connection = try await TestServer.exclusive { $0.grace = .milliseconds(200) }
            let error = await failure { try await connection.execute(stubborn, deadline: deadline) }
            #expect(error?.kind == .deadlineExceeded)
            #expect(connection.isClosed == error?.outcomeUnknown)
            if connection.isClosed { return }
        }
        Issue.record("the connection was never given up")
    }

    @Test func `the call in flight fails when the backend is terminated`() async throws {
        let connection = try await TestServer.exclusive()
        let observer = try await TestServer.exclusive()
        for isScript in [true, false] {
            let connection = isScript ? connection : try await TestServer.exclusive()
            let call = Task {
                await failure {
                    if isScript {
                        try await connection.execute("SELECT pg_sleep(30)")
                    } else {
                        _ = try await connection.query(.sleep, .seconds(30))
                    }
                }
            }
            try await eventually("the call did not start") { try await isActive(connection, via: observer) }
            try await TestServer.terminate(connection.processID, via: observer)
            let error = await call.value
            #expect(error?.kind == .connectionLost)
            #expect(error?.sqlState == "57P01")
            #expect(error?.outcomeUnknown == true)
            try await eventually("the loss was not noticed") { connection.isClosed }
        }
    }

    @Test func `two calls at a time are refused`() async throws {
        let connection = try await TestServer.exclusive()
        let observer = try await TestServer.exclusive()
        let call = Task { try await connection.query(.sleep, .seconds(0.3)) }
        try await eventually("the call did not start") { try await isActive(connection, via: observer) }
        let error = await failure { _ = try await connection.query(.echo, .int8(1)) }
        #expect(error?.kind == .invalidCall)
        _ = try await call.value
    }

    @Test func `a plan that no longer fits is prepared again, but not inside a transaction`() async throws {
        let owner = try await TestServer.exclusive()
        try await owner.execute("DROP TABLE IF EXISTS driver_stale; CREATE TABLE driver_stale (a int8)")
        let connection = try await TestServer.exclusive()
        let select = Statement(name: "stale", sql: "SELECT * FROM driver_stale")
        _ = try await connection.query(select)
        try await owner.execute("ALTER TABLE driver_stale ADD b int8")
        let error = await failure { try await connection.withTransaction { _ = try await $0.query(select) } }
        #expect(error?.sqlState == "0A000")
        #expect(try await connection.query(select).columnCount == 2)
        try await owner.execute("ALTER TABLE driver_stale ADD c int8")
        #expect(try await connection.query(select).columnCount == 3)
        try await owner.execute("DROP TABLE driver_stale")
    }

    @Test func `a storm of cancellations leaves the connection usable`() async throws {
        let connection = try await TestServer.exclusive()
        for number in Int64(0)..<100 {
            let call = Task { try await connection.query(.sleep, .seconds(0.001)) }
            if number % 2 == 0 { try await Task.sleep(for: .microseconds(200 + 20 * number)) }
            call.cancel()
            _ = try? await call.value
            #expect(try await connection.query(.echo, .int8(number)).int64(0, 0) == number)
        }
    }
}
