/// A statement that every connection prepares once, at its first use, in the same round trip.
///
/// The name is the statement's identity on a connection: one name, one text, one list of parameter types.
package struct Statement: Sendable, Hashable {
    package let name: String
    package let sql: String

    /// - Parameter name: 1 to 50 bytes; the server cuts longer names.
    package init(name: String, sql: String) {
        precondition((1...50).contains(name.utf8.count), "a statement's name has 1 to 50 bytes: \(name)")
        self.name = name
        self.sql = sql
    }

    package init(name: StaticString, sql: StaticString) {
        self.init(name: "\(name)", sql: "\(sql)")
    }
}

/// Which statements one connection has prepared. A statement counts as prepared from the moment its Parse is queued,
/// since later calls on the connection come after it; if the Parse fails, it is forgotten, and calls that relied on it
/// get 26000 and prepare it themselves.
struct PreparedStatements {
    struct Plan {
        let statement: String
        let serverName: String
        let generation: Int
        let mustPrepare: Bool
    }

    private struct Entry {
        let sql: String
        let oids: [UInt32]
        let serverName: String
        let generation: Int
        /// The server has answered the Parse.
        var isConfirmed = false
    }

    private var entries: [String: Entry] = [:]
    private var generations: [String: Int] = [:]

    /// How to execute the statement now. A call that was disappointed once (`isRetry`) relies on nobody else's Parse that
    /// may still fail.
    mutating func plan(
        _ statement: Statement, oids: [UInt32], isRetry: Bool = false
    ) throws(PostgresError) -> Plan {
        if isRetry, let entry = entries[statement.name], !entry.isConfirmed { drop(statement.name, entry.generation) }
        if let entry = entries[statement.name] {
            guard entry.sql == statement.sql, entry.oids == oids else {
                throw PostgresError(
                    .invalidCall, "statement \(statement.name) was prepared with another text or other parameter types")
            }
            return Plan(
                statement: statement.name, serverName: entry.serverName, generation: entry.generation,
                mustPrepare: false)
        }
        let generation = generations[statement.name, default: 0]
        let serverName = generation == 0 ? statement.name : "\(statement.name)/\(generation)"
        entries[statement.name] = Entry(
            sql: statement.sql, oids: oids, serverName: serverName, generation: generation)
        return Plan(
            statement: statement.name, serverName: serverName, generation: generation, mustPrepare: true)
    }

    /// The plan did not come to be, or does not fit any more. The next use prepares under a new name, so that calls in
    /// flight under the old one are not disturbed. Returns the server's name of the plan if this call dropped it.
    @discardableResult
    mutating func forget(_ plan: Plan) -> String? {
        guard entries[plan.statement]?.generation == plan.generation else { return nil }
        drop(plan.statement, plan.generation)
        return plan.serverName
    }

    /// The plan's Parse has succeeded.
    mutating func confirm(_ plan: Plan) {
        guard plan.mustPrepare, entries[plan.statement]?.generation == plan.generation else { return }
        entries[plan.statement]?.isConfirmed = true
    }

    private mutating func drop(_ name: String, _ generation: Int) {
        entries[name] = nil
        generations[name] = generation + 1
    }
}
