import EventSourcing
import EventStorePostgres
import Foundation

struct WorkloadError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A command and `--name value` pairs; a name that is given again adds a value.
struct Arguments: Sendable {
    private(set) var command = ""
    private var options: [String: [String]] = [:]

    init(_ arguments: some Sequence<String>) {
        var name: String?
        for argument in arguments {
            if let option = name {
                options[option, default: []].append(argument)
                name = nil
            } else if argument.hasPrefix("--") {
                name = String(argument.dropFirst(2))
            } else {
                command = argument
            }
        }
    }

    func all(_ name: String) -> [String] { options[name] ?? [] }
    func text(_ name: String) -> String? { options[name]?.last }

    func required(_ name: String) throws -> String {
        guard let value = text(name) else { throw WorkloadError("--\(name) is missing") }
        return value
    }

    func integer(_ name: String, _ standard: Int) throws -> Int {
        guard let value = text(name) else { return standard }
        guard let number = Int(value) else { throw WorkloadError("--\(name) needs a number, not \(value)") }
        return number
    }

    func milliseconds(_ name: String) throws -> Duration? {
        guard text(name) != nil else { return nil }
        return .milliseconds(try integer(name, 0))
    }

    /// The faults that are planted into the program itself, to see whether the checks notice.
    func isPlanted(_ plant: Plant) -> Bool { all("plant").contains(plant.rawValue) }

    /// The client as the library configures it, but for the limits given here.
    func configuration() throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: try required("url"))
        configuration.applicationName = text("name") ?? "fault-workload"
        configuration.pool.maxConnections = try integer("connections", 12)
        if let limit = try milliseconds("statement") { configuration.timeouts.statement = limit }
        if let limit = try milliseconds("lock") { configuration.timeouts.lock = limit }
        if let limit = try milliseconds("idle") { configuration.timeouts.idleInTransaction = limit }
        if let limit = try milliseconds("call") { configuration.timeouts.call = limit }
        if let limit = try milliseconds("grace") { configuration.timeouts.grace = limit }
        if let limit = try milliseconds("acquire") { configuration.pool.acquireTimeout = limit }
        if let limit = try milliseconds("connect") { configuration.pool.connectTimeout = limit }
        if let limit = try milliseconds("slow-timer") { configuration.subscriptions.slowTimer = limit }
        configuration.append.retries = try integer("retries", configuration.append.retries)
        if isPlanted(.newIDOnRetry) { configuration.append.retries = 0 }
        if isPlanted(.noSlowTimer) { configuration.subscriptions.slowTimer = .seconds(3600) }
        if isPlanted(.noDeadlines) {
            configuration.timeouts.statement = nil
            configuration.timeouts.lock = nil
            configuration.timeouts.idleInTransaction = nil
            configuration.timeouts.call = nil
        }
        if isPlanted(.noIdleLimit) { configuration.timeouts.idleInTransaction = nil }
        if isPlanted(.noKeepAlive) {
            configuration.keepAlive.idle = .seconds(7200)
            configuration.keepAlive.userTimeout = .seconds(900)
        }
        return configuration
    }
}

/// What can be taken out of the program. What can be taken out of the SQL is in scripts/lib/faults/plants.sh.
enum Plant: String {
    /// A retry of an unknown outcome appends the events under new ids.
    case newIDOnRetry = "new-id-on-retry"
    /// An append in a transaction counts as acknowledged before the commit.
    case acknowledgedBeforeCommit = "acknowledged-before-commit"
    /// A subscriber saves its checkpoint before it has done its work.
    case checkpointBeforeHandler = "checkpoint-before-handler"
    /// A subscriber reads once when the bell rings, and does not look again.
    case singleLook = "single-look"
    /// Without the slow timer.
    case noSlowTimer = "no-slow-timer"
    /// Without limits of time on calls, locks and idle transactions.
    case noDeadlines = "no-deadlines"
    /// Without a limit on idle transactions.
    case noIdleLimit = "no-idle-limit"
    /// With the kernel's own patience for peers that have vanished.
    case noKeepAlive = "no-keep-alive"
    /// A projection does its work in another transaction than its checkpoint's.
    case checkpointApart = "checkpoint-apart"
}
