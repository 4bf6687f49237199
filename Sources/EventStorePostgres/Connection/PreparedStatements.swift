/// Which statements one connection has prepared. A statement counts as prepared from the moment its Parse is queued,
/// since later calls on the connection come after it; if the Parse fails, it is forgotten, and calls that relied on it
/// get 26000 and prepare it themselves.
///
/// Of evictable statements at most `limit` are on the server: a further one goes together with a DEALLOCATE of the one that
/// has not been used for longest.
///
/// The server's names carry a token of the connection. Behind a pooler that gives a transaction another session than it seems, a name
/// then leads nowhere, and never to the statement of another client, which may be of another schema.
struct PreparedStatements {
    struct Plan {
        let statement: String
        let serverName: String
        let generation: Int
        let mustPrepare: Bool
        /// The server's name of a statement to deallocate before.
        var deallocates: String?

        /// A statement without a name is parsed with each call.
        static func unnamed(_ statement: Statement) -> Plan {
            Plan(statement: statement.name, serverName: "", generation: -1, mustPrepare: false)
        }

        var isUnnamed: Bool { serverName.isEmpty }
    }

    private struct Entry {
        let sql: String
        let oids: [UInt32]
        let serverName: String
        let generation: Int
        let isEvictable: Bool
        /// The server has answered the Parse.
        var isConfirmed = false
        var lastUse: UInt64 = 0
    }

    private var entries: [String: Entry] = [:]
    private var generations: [String: Int] = [:]
    private let limit: Int
    private var uses: UInt64 = 0
    /// How many evictable statements there have been. They are numbered, so that no name comes twice on a connection.
    private var lastEvictable = 0
    private var evictableCount = 0
    /// Names that are still on the server although their entries are gone.
    private var leftOver: [String] = []

    private let token: String

    init(limit: Int = 256, token: String = String(UInt32.random(in: 0...UInt32.max), radix: 36)) {
        self.limit = limit
        self.token = token
    }

    /// How to execute the statement now. A call that was disappointed once (`isRetry`) relies on nobody else's Parse that
    /// may still fail.
    mutating func plan(
        _ statement: Statement, oids: [UInt32], isRetry: Bool = false
    ) throws(PostgresError) -> Plan {
        if isRetry, let entry = entries[statement.name], !entry.isConfirmed { drop(statement.name) }
        uses += 1
        if let entry = entries[statement.name] {
            guard entry.sql == statement.sql, entry.oids == oids else {
                throw PostgresError(
                    .invalidCall, "statement \(statement.name) was prepared with another text or other parameter types")
            }
            entries[statement.name]?.lastUse = uses
            return Plan(
                statement: statement.name, serverName: entry.serverName, generation: entry.generation,
                mustPrepare: false)
        }
        let deallocated = statement.isEvictable ? makeRoom() : nil
        let generation = nextGeneration(of: statement)
        let serverName = "\(statement.name)/\(token)\(generation == 0 ? "" : "/\(generation)")"
        entries[statement.name] = Entry(
            sql: statement.sql, oids: oids, serverName: serverName, generation: generation,
            isEvictable: statement.isEvictable, lastUse: uses)
        if statement.isEvictable { evictableCount += 1 }
        return Plan(
            statement: statement.name, serverName: serverName, generation: generation, mustPrepare: true,
            deallocates: deallocated)
    }

    /// The plan did not come to be, or does not fit any more. The next use prepares under a new name, so that calls in
    /// flight under the old one are not disturbed. Returns the server's name of the plan if this call dropped it.
    ///
    /// - Parameter isOnServer: the server still has it.
    @discardableResult
    mutating func forget(_ plan: Plan, isOnServer: Bool = false) -> String? {
        guard let entry = entries[plan.statement], entry.generation == plan.generation else { return nil }
        drop(plan.statement)
        if isOnServer, entry.isEvictable { leftOver.append(plan.serverName) }
        return plan.serverName
    }

    /// The plan's Parse has succeeded.
    mutating func confirm(_ plan: Plan) {
        guard plan.mustPrepare, entries[plan.statement]?.generation == plan.generation else { return }
        entries[plan.statement]?.isConfirmed = true
    }

    /// The plan's DEALLOCATE has failed, and the server still has the statement; the next plan tries again.
    mutating func keepLeftOver(of plan: Plan) {
        if let name = plan.deallocates { leftOver.append(name) }
    }

    private mutating func nextGeneration(of statement: Statement) -> Int {
        guard statement.isEvictable else { return generations[statement.name, default: 0] }
        lastEvictable += 1
        return lastEvictable
    }

    /// The server's name of a statement that has to go for another one to come; nil while there is room.
    private mutating func makeRoom() -> String? {
        if let name = leftOver.popLast() { return name }
        guard evictableCount >= limit else { return nil }
        let oldest = entries.filter(\.value.isEvictable).min { $0.value.lastUse < $1.value.lastUse }
        guard let oldest else { return nil }
        drop(oldest.key)
        return oldest.value.serverName
    }

    private mutating func drop(_ name: String) {
        guard let entry = entries.removeValue(forKey: name) else { return }
        if entry.isEvictable {
            evictableCount -= 1
        } else {
            generations[name] = entry.generation + 1
        }
    }
}
