import EventSourcing
import EventStorePostgres
import Foundation
import Synchronization

/// Members of a consumer group in one process, whose handler takes a millisecond and does one event at a time.
struct GroupWorker: Sendable {
    private let members: Int
    private let seconds: Double

    init(_ arguments: Arguments) throws {
        members = try arguments.integer("members", 1)
        seconds = try arguments.number("seconds", 1)
    }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        let group = "bench-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        try await store.createConsumerGroup(ConsumerGroupOptions(group))
        let handled = Handled(members)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<members {
                var options = ConsumerGroupMember.Options(name: "\(number)")
                options.concurrency = 1
                let member = try ConsumerGroupMember(store: store, group: group, options: options) { _ in
                    try await Task.sleep(for: .milliseconds(1))
                    handled.add(number)
                }
                tasks.addTask { try await member.run() }
            }
            // The clock starts when all have their share.
            while !handled.isByAll { try await Task.sleep(for: .milliseconds(5)) }
            try await Task.sleep(for: .milliseconds(500))
            let (before, begun) = (handled.total, monotonicNanoseconds())
            try await Task.sleep(for: .seconds(seconds))
            let (after, ended) = (handled.total, monotonicNanoseconds())
            tasks.cancelAll()
            try await tasks.waitForAll()
            return ["per_second": Double(after - before) / (Double(ended - begun) / 1e9)]
        }
    }

    private final class Handled: Sendable {
        private let counts: Mutex<[Int]>

        init(_ members: Int) { counts = Mutex(Array(repeating: 0, count: members)) }

        func add(_ member: Int) { counts.withLock { $0[member] += 1 } }
        var isByAll: Bool { counts.withLock { $0.allSatisfy { $0 > 0 } } }
        var total: Int { counts.withLock { $0.reduce(0, +) } }
    }
}

/// One member of a consumer group, in a process that is killed: writes down each event's stream and when it was handled.
struct GroupMemberWorker: Sendable {
    private let group: String
    private let file: String

    init(_ arguments: Arguments) throws {
        group = try arguments.required("group")
        file = try arguments.required("file")
    }

    func run(_ store: PostgresEventStore) async throws -> Measures {
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        guard let lines = FileHandle(forWritingAtPath: file) else { throw BenchmarkError("\(file) cannot be written") }
        let lock = Mutex(())
        let member = try ConsumerGroupMember(store: store, group: group) { delivery in
            let line = "\(delivery.event.stream.aggregateID) \(monotonicNanoseconds())\n"
            lock.withLock { _ in lines.write(Data(line.utf8)) }
        }
        try await member.run()
        return [:]
    }
}
