import Testing

@testable import EventStorePostgres

@Suite(.serialized, .timeLimit(.minutes(1)))
struct PostgresPoolTests {
    @Test func `those who wait for a connection get it in the order in which they came`() async throws {
        let pool = try TestServer.pool { $0.pool.maxConnections = 1 }
        let order = Shared<[Int]>([])
        var tasks: [Task<Void, any Error>] = []
        try await pool.withExclusive { _ in
            for number in 0..<5 {
                tasks.append(Task { try await pool.withExclusive { _ in order.change { $0.append(number) } } })
                try await eventually("the task does not wait") { pool.statistics.waiters == number + 1 }
            }
        }
        for task in tasks { try await task.value }
        #expect(order.value == [0, 1, 2, 3, 4])
        #expect(pool.statistics.size == 1)
        await pool.close()
    }

    @Test func `waiting ends with the acquire timeout or the task's cancellation, and frees the place`() async throws {
        let pool = try TestServer.pool {
            $0.pool.maxConnections = 1
            $0.pool.acquireTimeout = .seconds(3)
        }
        try await pool.withExclusive { _ in
            let error = await failure { try await pool.withExclusive { _ in } }
            #expect(error?.kind == .acquireTimeout)
            let waiting = Task { try await pool.withExclusive { _ in } }
            try await eventually("the task does not wait") { pool.statistics.waiters == 1 }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(pool.statistics.waiters == 0)
        }
        try await pool.withExclusive { _ in }
        #expect(pool.statistics == .init(size: 1, idle: 1, inUse: 0, maximum: 1, waiters: 0, shared: 0))
        await pool.close()
    }

    @Test func `a transaction is rolled back when its body throws, and its connection is used again`() async throws {
        struct Stop: Error {}
        let pool = try TestServer.pool { $0.pool.maxConnections = 1 }
        try await pool.withExclusive {
            _ = try await $0.execute("DROP TABLE IF EXISTS driver_tx; CREATE TABLE driver_tx (a int8)")
        }
        let insert = Statement(name: "insert", sql: "INSERT INTO driver_tx VALUES ($1)")
        let count = Statement(name: "count", sql: "SELECT count(*) FROM driver_tx")
        await #expect(throws: Stop.self) {
            try await pool.withTransaction { connection in
                _ = try await connection.query(insert, .int8(1))
                throw Stop()
            }
        }
        try await pool.withTransaction(isolation: .serializable) { connection in
            #expect(try await connection.query(count).int64(0, 0) == 0)
            _ = try await connection.query(insert, .int8(2))
        }
        #expect(try await pool.shared().query(count).int64(0, 0) == 1)
        #expect(pool.statistics.size == 1)
        try await pool.withExclusive { _ = try await $0.execute("DROP TABLE driver_tx") }
        await pool.close()
    }

    @Test func `a transaction whose task is cancelled is rolled back at the server`() async throws {
        let pool = try TestServer.pool()
        let started = Shared(false)
        let task = Task {
            try await pool.withTransaction { connection in
                started.value = true
                _ = try await connection.query(.sleep, .seconds(30))
            }
        }
        try await eventually("the transaction did not start") { started.value }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(pool.statistics.idle == 1, "rolled back, the connection is fit for use")
        await pool.close()
    }

    @Test func `a transaction whose error was swallowed does not pretend to commit`() async throws {
        let pool = try TestServer.pool()
        let error = await failure {
            try await pool.withTransaction { connection in
                _ = try? await connection.query(.division, .int8(0))
            }
        }
        #expect(error?.sqlState == "25P02")
        await pool.close()
    }

    @Test func `a connection that comes back inside a transaction is not used again`() async throws {
        let pool = try TestServer.pool()
        let first = try await pool.withExclusive { connection in
            try await connection.execute("BEGIN")
            return connection.processID
        }
        let second = try await pool.withExclusive { $0.processID }
        #expect(first != second)
        await pool.close()
    }

    @Test func `a commit whose answer does not come says that its outcome is unknown`() async throws {
        let pool = try TestServer.pool()
        let killer = try await TestServer.exclusive()
        try await killer.execute(
            """
            DROP TABLE IF EXISTS driver_commit; CREATE TABLE driver_commit (a int8);
            CREATE OR REPLACE FUNCTION driver_wait() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(30); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON driver_commit DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION driver_wait()
            """)
        let processID = Shared<Int32?>(nil)
        let task = Task {
            await failure {
                try await pool.withTransaction { connection in
                    processID.value = connection.processID
                    try await connection.execute("INSERT INTO driver_commit VALUES (1)")
                }
            }
        }
        let isCommitting = Statement(
            name: "committing", sql: "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = $1")
        try await eventually("no commit") {
            var parameters = PostgresParameters()
            parameters.appendInt4(processID.value)
            return try await killer.query(isCommitting, parameters).int64(0, 0) == 1
        }
        try await TestServer.terminate(try #require(processID.value), via: killer)
        let error = await task.value
        #expect(error?.kind == .connectionLost)
        #expect(error?.outcomeUnknown == true)
        try await killer.execute("DROP TABLE driver_commit; DROP FUNCTION driver_wait()")
        await pool.close()
    }

    @Test func `a connection lost before the commit leaves no doubt about the outcome`() async throws {
        let pool = try TestServer.pool()
        let killer = try await TestServer.exclusive()
        let error = await failure {
            try await pool.withTransaction { connection in
                try await TestServer.terminate(connection.processID, via: killer)
                _ = try await connection.query(.echo, .int8(1))
            }
        }
        #expect(error?.kind == .connectionLost)
        #expect(error?.outcomeUnknown == false)
        try await pool.withTransaction { _ = try await $0.query(.echo, .int8(1)) }
        await pool.close()
    }

    @Test func `after the shared connection's loss the next call gets a new one`() async throws {
        let pool = try TestServer.pool()
        let killer = try await TestServer.exclusive()
        let lost = try await pool.shared()
        let calls = (0..<100).map { _ in Task { await failure { _ = try await lost.query(.sleep, .seconds(5)) } } }
        try await eventually("the calls were not sent") { lost.load == 100 }
        try await TestServer.terminate(lost.processID, via: killer)
        for call in calls { #expect(await call.value?.outcomeUnknown == true) }
        #expect(try await pool.query(.echo, .int8(1)).int64(0, 0) == 1)
        await pool.close()
    }

    @Test func `a server that is not there is reported at the acquire timeout, with the reason`() async throws {
        let pool = try TestServer.pool {
            $0.hosts = [.init("/nowhere")]
            $0.pool.acquireTimeout = .milliseconds(300)
        }
        let shared = await failure { _ = try await pool.shared() }
        #expect(shared?.kind == .acquireTimeout)
        #expect(shared?.message.contains("/nowhere") == true)
        #expect(shared?.description.contains("/nowhere") == false)
        let exclusive = await failure { try await pool.withExclusive { _ in } }
        #expect(exclusive?.kind == .acquireTimeout)
        await pool.close()
    }

    @Test func `a database that does not exist is reported at once`() async throws {
        let pool = try TestServer.pool { $0.database = "no such database" }
        let error = await failure { _ = try await pool.shared() }
        #expect(error?.kind == .connectionFailed)
        await pool.close()
    }

    @Test func `a connection older than its lifetime is replaced`() async throws {
        let pool = try TestServer.pool { $0.pool.maxLifetime = .milliseconds(300) }
        let shared = try await pool.shared().processID
        let exclusive = try await pool.withExclusive { $0.processID }
        try await eventually("the shared connection is old") { try await pool.shared().processID != shared }
        try await eventually("the exclusive connection is old") {
            try await pool.withExclusive { $0.processID } != exclusive
        }
        await pool.close()
    }

    @Test func `a closed pool lets calls end and refuses new ones`() async throws {
        let pool = try TestServer.pool()
        let connection = try await pool.shared()
        let call = Task { try await connection.query(.sleep, .seconds(0.3)) }
        try await eventually("the call was not sent") { connection.load == 1 }
        await pool.close()
        _ = try await call.value
        #expect(connection.isClosed)
        #expect(await failure { _ = try await pool.shared() }?.kind == .poolClosed)
        #expect(await failure { try await pool.withExclusive { _ in } }?.kind == .poolClosed)
    }

    @Test func `sessions are in READ COMMITTED whatever the role's default is`() async throws {
        let pool = try TestServer.pool()
        let role = "isolated_\(UInt32.random(in: 0 ... .max))"
        let show = Statement(name: "show", sql: "SELECT current_setting('transaction_isolation')")
        try await pool.withExclusive { connection in
            _ = try await connection.execute(
                "CREATE ROLE \(role) SUPERUSER LOGIN; "
                    + "ALTER ROLE \(role) SET default_transaction_isolation = 'serializable'")
        }
        let isolated = try TestServer.pool { $0.user = role }
        let result = try await isolated.shared().query(show)
        #expect(try result.string(0, 0) == "read committed")
        await isolated.close()
        try await pool.withExclusive { _ = try await $0.execute("DROP ROLE \(role)") }
        await pool.close()
    }

    @Test func `sessions have the configured timeouts`() async throws {
        let pool = try TestServer.pool { $0.timeouts.statement = .milliseconds(1234) }
        let show = Statement(
            name: "show", sql: "SELECT current_setting('statement_timeout'), current_setting('TimeZone')")
        let result = try await pool.shared().query(show)
        #expect(try result.string(0, 0) == "1234ms")
        #expect(try result.string(0, 1) == "UTC")
        await pool.close()
    }
}
