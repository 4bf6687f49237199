import EventSourcing
import EventStorePostgres
import Foundation

/// A planted fault: it reads once when the bell rings, up to the barrier, and waits for the next ring. No look an interval
/// later, none while somebody is in flight, no slow timer.
struct SingleLookSubscriber: Sendable {
    let name: String
    let store: PostgresEventStore
    let records: Records

    func run() async throws {
        let file = try records.delivered(name)
        let rows = try await store.withTransaction { try await $0.query("SELECT event_store.bell_channel()") }
        guard case .text(let channel) = rows[0].values[0] else { throw WorkloadError("the channel has no name") }
        let (rings, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listener = try Listener(store.configuration, channel: channel) { _ in ring.yield() }
        listener.start()
        file.add("S", "0")
        var position: GlobalPosition = 0
        for await _ in rings {
            do {
                while true {
                    let page = try await store.readAll(AllReadOptions(position: position, limit: 100))
                    guard let last = page.last else { break }
                    let now = nowMilliseconds()
                    file.add(lines: page.map { "D\t\(now)\t\($0.globalPosition)\t\($0.id)" })
                    position = last.globalPosition
                    if page.contains(where: { $0.type == Workload.end }) {
                        await listener.stop()
                        return
                    }
                    if page.count < 100 { break }
                }
            } catch let error as EventStoreError where error.isRetryable {
                records.fail(name, error, since: nowMilliseconds())
            }
        }
    }
}
