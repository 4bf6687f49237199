import EventSourcing
import EventStorePostgres
import Logging
import ServiceLifecycle

/// What the store needs each day: partitions for the months to come, and an outbox without what was published long ago. Several
/// processes may do it at once.
struct Upkeep: Service {
    let store: PostgresEventStore
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    for action in try await store.maintainPartitions() { logger.notice("partitions: \(action)") }
                    let limit = 10_000
                    while try await store.cleanOutbox(limit: limit) == limit {}
                    try await Task.sleep(for: .seconds(86_400))
                } catch let error as EventStoreError {
                    logger.error("upkeep is tried again in a minute: \(error)")
                    try await Task.sleep(for: .seconds(60))
                }
            }
        }
    }
}
