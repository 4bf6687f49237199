import EventStorePostgres
import Foundation

/// One measurement in a process of its own.
enum Worker {
    static func run(_ arguments: Arguments) throws {
        let kind = arguments.words.first ?? ""
        let finished = DispatchSemaphore(value: 0)
        // Written before the semaphore is signalled, read after.
        nonisolated(unsafe) var outcome: Result<Measures, any Error> = .success([:])
        Task.detached {
            do {
                outcome = .success(try await measure(kind, arguments))
            } catch {
                outcome = .failure(error)
            }
            finished.signal()
        }
        finished.wait()
        say(try outcome.get().json)
    }

    private static func measure(_ kind: String, _ arguments: Arguments) async throws -> Measures {
        var configuration = try PostgresConfiguration(url: try arguments.required("url"))
        configuration.append.groupCommit = !arguments.flag("alone")
        configuration.append.concurrentCalls = try arguments.integer("calls", configuration.append.concurrentCalls)
        configuration.pool.maxConnections = try arguments.integer("connections", 10)
        return try await withPostgresEventStore(configuration: configuration) { store in
            switch kind {
            case "append": try await AppendWorker(arguments).run(store)
            case "catch-up": try await CatchUpWorker(arguments).run(store)
            case "paced-writer": try await PacedWriter(arguments).run(store)
            case "live-subscriber": try await LiveSubscriber(arguments).run(store)
            case "aggregate": try await AggregateWorker(arguments).run(store)
            case "projection": try await ProjectionWorker(arguments).run(store)
            case "typed-catch-up": try await TypedCatchUpWorker(arguments).run(store)
            case "group": try await GroupWorker(arguments).run(store)
            case "group-member": try await GroupMemberWorker(arguments).run(store)
            default: throw BenchmarkError("there is no worker \(kind)")
            }
        }
    }

    /// Runs `body` with the tasks in it on the store's own thread, or on Swift's pool.
    static func onExecutor<Value: Sendable>(
        _ isLoop: Bool, of store: PostgresEventStore, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        guard isLoop else { return try await body() }
        return try await withTaskExecutorPreference(store.taskExecutor) { try await body() }
    }
}
