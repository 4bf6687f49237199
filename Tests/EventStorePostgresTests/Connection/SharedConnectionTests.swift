import Foundation
import Testing

@testable import EventStorePostgres

@Suite(.serialized, .timeLimit(.minutes(2)))
struct SharedConnectionTests {
    @Test func `2,000 concurrent calls on one connection get their own answers`() async throws {
        let connection = try await TestServer.shared { $0.maximumInFlight = 100 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in Int64(0)..<2000 {
                group.addTask {
                    let result = try await connection.query(.echo, .int8(number))
                    #expect(try result.int64(0, 0) == number)
                }
            }
            try await group.waitForAll()
        }
        #expect(connection.load == 0)
        connection.close()
    }

    @Test func `calls of tasks that run on the loop get their own answers`() async throws {
        let connection = try await TestServer.shared()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in Int64(0)..<200 {
                group.addTask(executorPreference: EventLoop.shared.taskExecutor) {
                    for round in Int64(0)..<10 {
                        let result = try await connection.query(.echo, .int8(number * 100 + round))
                        #expect(try result.int64(0, 0) == number * 100 + round)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `an error of one call leaves its neighbours unharmed`() async throws {
        let connection = try await TestServer.shared()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in Int64(0)..<600 {
                group.addTask {
                    switch number % 3 {
                    case 0:
                        let error = await failure { _ = try await connection.query(.division, .int8(0)) }
                        #expect(error?.sqlState == "22012")
                        #expect(error?.outcomeUnknown == false)
                    case 1:
                        let unknown = Statement(name: "unknown \(number)", sql: "SELECT nothing FROM nowhere")
                        let error = await failure { _ = try await connection.query(unknown) }
                        #expect(error?.sqlState == "42P01")
                    default:
                        let answer = try await connection.query(.echo, .int8(number)).int64(0, 0)
                        #expect(answer == number)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `an error at the implicit commit belongs to its own call`() async throws {
        let owner = try await TestServer.exclusive()
        try await owner.execute(
            """
            DROP TABLE IF EXISTS driver_child, driver_parent;
            CREATE TABLE driver_parent (id int8 PRIMARY KEY);
            CREATE TABLE driver_child (
                id int8 CONSTRAINT driver_child_parent REFERENCES driver_parent DEFERRABLE INITIALLY DEFERRED)
            """)
        let connection = try await TestServer.shared()
        let insert = Statement(name: "insert child", sql: "INSERT INTO driver_child VALUES ($1)")
        async let first = failure { _ = try await connection.query(insert, .int8(1)) }
        async let second = connection.query(.echo, .int8(2)).int64(0, 0)
        #expect(await first?.sqlState == "23503")
        #expect(await first?.constraint == "driver_child_parent")
        #expect(try await second == 2)
        try await owner.execute("DROP TABLE driver_child, driver_parent")
    }

    @Test func `a cancelled call returns at once, and the connection stays in step`() async throws {
        let connection = try await TestServer.shared()
        let slow = Task { try await connection.query(.sleep, .seconds(0.5)) }
        try await eventually("the call was not sent") { connection.load == 1 }
        let next = Task { try await connection.query(.echo, .int8(7)).int64(0, 0) }
        try await eventually("the call was not sent") { connection.load == 2 }
        let clock = ContinuousClock()
        let waited = await clock.measure {
            slow.cancel()
            await #expect(throws: CancellationError.self) { _ = try await slow.value }
        }
        #expect(waited < .milliseconds(300))
        #expect(try await next.value == 7)
    }

    @Test func `an overdue call says that its outcome is unknown, and the connection stays in step`() async throws {
        let connection = try await TestServer.shared()
        let error = await failure { _ = try await connection.query(.sleep, .seconds(0.4), deadline: .milliseconds(50)) }
        #expect(error?.kind == .deadlineExceeded)
        #expect(error?.outcomeUnknown == true)
        #expect(try await connection.query(.echo, .int8(8)).int64(0, 0) == 8)
    }

    @Test func `a call that was never sent and is overdue has a known outcome`() async throws {
        let connection = try await TestServer.shared { $0.maximumInFlight = 1 }
        let slow = Task { try await connection.query(.sleep, .seconds(0.3)) }
        try await eventually("the call was not sent") { connection.load == 1 }
        let error = await failure { _ = try await connection.query(.echo, .int8(1), deadline: .milliseconds(50)) }
        #expect(error?.kind == .deadlineExceeded)
        #expect(error?.outcomeUnknown == false)
        _ = try await slow.value
        #expect(try await connection.query(.echo, .int8(9)).int64(0, 0) == 9)
    }

    @Test func `a server that stays silent past the grace period costs the connection, and all calls end`() async throws
    {
        let connection = try await TestServer.shared { $0.grace = .milliseconds(100) }
        let slow = Task {
            await failure { _ = try await connection.query(.sleep, .seconds(3), deadline: .milliseconds(50)) }
        }
        try await eventually("the call was not sent") { connection.load == 1 }
        let behind = await failure { _ = try await connection.query(.echo, .int8(1), deadline: .seconds(60)) }
        #expect(await slow.value?.kind == .deadlineExceeded)
        #expect(behind?.kind == .connectionLost)
        #expect(behind?.outcomeUnknown == true)
        #expect(connection.isClosed)
    }

    @Test func `every call in flight ends when the backend is terminated`() async throws {
        let connection = try await TestServer.shared()
        let calls = (0..<100).map { _ in
            Task { await failure { _ = try await connection.query(.sleep, .seconds(5)) } }
        }
        try await eventually("the calls were not sent") { connection.load == 100 }
        try await TestServer.terminate(connection.processID, via: TestServer.exclusive())
        for call in calls {
            let error = await call.value
            #expect(error?.kind == .connectionLost)
            #expect(error?.sqlState == "57P01")
            #expect(error?.outcomeUnknown == true)
        }
        let late = await failure { _ = try await connection.query(.echo, .int8(1)) }
        #expect(late?.kind == .connectionLost)
        #expect(late?.outcomeUnknown == false)
    }

    @Test func `a parameter and a result of 64 MB pass, among other calls`() async throws {
        let connection = try await TestServer.shared()
        let size = 64 << 20
        let statement = Statement(name: "bytes", sql: "SELECT $1::bytea")
        #expect(!connection.isWorn)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<2 {
                group.addTask {
                    var parameters = PostgresParameters()
                    parameters.appendBytea(Data(repeating: UInt8(round + 1), count: size))
                    let result = try await connection.query(statement, parameters)
                    result.withBytes(0, 0) { bytes in
                        #expect(bytes.count == size)
                        #expect(bytes.first == UInt8(round + 1) && bytes.last == UInt8(round + 1))
                    }
                }
            }
            for number in Int64(0)..<100 {
                group.addTask {
                    let answer = try await connection.query(.echo, .int8(number)).int64(0, 0)
                    #expect(answer == number)
                }
            }
            try await group.waitForAll()
        }
        #expect(connection.isWorn)
    }

    @Test func `a plan that no longer fits is prepared again`() async throws {
        let owner = try await TestServer.exclusive()
        try await owner.execute("DROP TABLE IF EXISTS driver_plan; CREATE TABLE driver_plan (a int8)")
        let connection = try await TestServer.shared()
        let select = Statement(name: "plan", sql: "SELECT * FROM driver_plan")
        #expect(try await connection.query(select).columnCount == 1)
        try await owner.execute("ALTER TABLE driver_plan ADD b int8")
        #expect(try await connection.query(select).columnCount == 2)
        _ = try await connection.query(Statement(name: "deallocate", sql: "DEALLOCATE ALL"))
        #expect(try await connection.query(select).columnCount == 2)
        try await owner.execute("DROP TABLE driver_plan")
    }

    @Test func `a statement whose preparation failed is prepared anew`() async throws {
        let owner = try await TestServer.exclusive()
        try await owner.execute("DROP TABLE IF EXISTS driver_late")
        let connection = try await TestServer.shared()
        let select = Statement(name: "late", sql: "SELECT 1::int8 FROM driver_late")
        let errors = (0..<5).map { _ in Task { await failure { _ = try await connection.query(select) } } }
        for error in errors { #expect(await error.value?.sqlState == "42P01") }
        try await owner.execute("CREATE TABLE driver_late ()")
        #expect(try await connection.query(select).rowCount == 0)
        try await owner.execute("DROP TABLE driver_late")
    }

    @Test func `a transaction started on a shared connection costs the connection`() async throws {
        let connection = try await TestServer.shared()
        _ = try await connection.query(Statement(name: "begin", sql: "BEGIN"))
        try await eventually("the connection was kept") { connection.isClosed }
    }

    @Test func `text with a NUL is refused by the server`() async throws {
        let connection = try await TestServer.shared()
        var parameters = PostgresParameters()
        parameters.appendText("a\0b")
        let error = await failure {
            _ = try await connection.query(Statement(name: "text", sql: "SELECT $1::text"), parameters)
        }
        #expect(error?.sqlState == "22021")
    }

    @Test func `a storm of cancellations, deadlines and errors mixes up no answers`() async throws {
        let connection = try await TestServer.shared { $0.maximumInFlight = 20 }
        let answered = Shared(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in Int64(0)..<1000 {
                group.addTask {
                    switch number % 5 {
                    case 0:
                        let call = Task { try await connection.query(.sleep, .seconds(0.002)) }
                        if number % 10 == 0 { await Task.yield() }
                        call.cancel()
                        _ = try? await call.value
                    case 1: _ = try? await connection.query(.sleep, .seconds(0.005), deadline: .milliseconds(1))
                    case 2: _ = try? await connection.query(.division, .int8(0))
                    default:
                        let answer = try await connection.query(.echo, .int8(number)).int64(0, 0)
                        #expect(answer == number)
                        answered.change { $0 += 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(answered.value == 400)
        #expect(try await connection.query(.echo, .int8(-1)).int64(0, 0) == -1)
        #expect(connection.load == 0)
    }
}
