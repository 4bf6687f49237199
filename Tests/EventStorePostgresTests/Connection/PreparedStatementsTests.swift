import Testing

@testable import EventStorePostgres

struct PreparedStatementsTests {
    private let statement = Statement(name: "s", sql: "SELECT $1")

    @Test func `a statement is prepared once`() throws {
        var prepared = PreparedStatements()
        #expect(try prepared.plan(statement, oids: [20]).mustPrepare)
        #expect(try !prepared.plan(statement, oids: [20]).mustPrepare)
    }

    @Test func `two connections give one statement two names`() throws {
        var one = PreparedStatements(token: "a")
        var other = PreparedStatements(token: "b")
        #expect(try one.plan(statement, oids: []).serverName == "s/a")
        #expect(try other.plan(statement, oids: []).serverName == "s/b")
    }

    @Test func `a forgotten statement is prepared again under another name, once for all who found it stale`() throws {
        var prepared = PreparedStatements()
        let first = try prepared.plan(statement, oids: [])
        #expect(prepared.forget(first) == first.serverName)
        #expect(prepared.forget(first) == nil)
        let second = try prepared.plan(statement, oids: [])
        #expect(second.mustPrepare && second.serverName != first.serverName)
        #expect(prepared.forget(first) == nil)
        #expect(try !prepared.plan(statement, oids: []).mustPrepare)
    }

    @Test func `a retry relies only on what the server has confirmed`() throws {
        var prepared = PreparedStatements()
        let first = try prepared.plan(statement, oids: [])
        let second = try prepared.plan(statement, oids: [], isRetry: true)
        #expect(second.mustPrepare && second.serverName != first.serverName)
        prepared.confirm(first)
        #expect(try prepared.plan(statement, oids: [], isRetry: true).mustPrepare)
        let third = try prepared.plan(statement, oids: [])
        #expect(!third.mustPrepare)
    }

    @Test func `one name with another text or other types is refused`() throws {
        var prepared = PreparedStatements()
        _ = try prepared.plan(statement, oids: [20])
        #expect(throws: PostgresError.self) { try prepared.plan(statement, oids: [25]) }
        #expect(throws: PostgresError.self) { try prepared.plan(Statement(name: "s", sql: "SELECT 2"), oids: [20]) }
    }

    private func evictable(_ name: String) -> Statement { Statement(name: name, sql: "SELECT 1", isEvictable: true) }

    @Test func `of evictable statements the one that was used longest ago gives way`() throws {
        var prepared = PreparedStatements(limit: 2)
        _ = try prepared.plan(statement, oids: [])
        let first = try prepared.plan(evictable("a"), oids: [])
        let second = try prepared.plan(evictable("b"), oids: [])
        #expect(try !prepared.plan(evictable("a"), oids: []).mustPrepare)
        let third = try prepared.plan(evictable("c"), oids: [])
        #expect(third.deallocates == second.serverName)
        let again = try prepared.plan(evictable("b"), oids: [])
        #expect(again.deallocates == first.serverName)
        // Under a new name: the server may not have carried out what it was told.
        #expect(again.mustPrepare && again.serverName != second.serverName)
        #expect(try !prepared.plan(statement, oids: []).mustPrepare)
    }

    @Test func `what could not be deallocated is tried again with the next statement`() throws {
        var prepared = PreparedStatements(limit: 1)
        let first = try prepared.plan(evictable("a"), oids: [])
        let second = try prepared.plan(evictable("b"), oids: [])
        #expect(second.deallocates == first.serverName)
        prepared.keepLeftOver(of: second)
        prepared.forget(second)
        let third = try prepared.plan(evictable("c"), oids: [])
        #expect(third.deallocates == first.serverName)
        #expect(try prepared.plan(evictable("d"), oids: []).deallocates == third.serverName)
    }
}
