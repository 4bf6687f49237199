import EventSourcing
import EventStorePostgres
import Foundation

/// A projection whose work is outside of the database: it writes down what it gets, and afterwards saves its checkpoint. At
/// least once, and never less.
struct FileSubscriber: Sendable {
    let name: String
    /// Begins again from its checkpoint now and then. Otherwise it lives as long as the process does, whatever the server does.
    let restarts: Bool
    let store: PostgresEventStore
    let records: Records

    func run() async throws {
        let file = try records.delivered(name)
        while true {
            let since = nowMilliseconds()
            var position: GlobalPosition = 0
            do {
                position = restarts ? try await store.checkpoint(named: name)?.globalPosition ?? 0 : lastWritten()
                file.add("S", "\(position)")
                var pages = 0
                for try await page in store.subscribe(SubscriptionOptions(start: .after(position), pageSize: 100)).pages
                {
                    let now = nowMilliseconds()
                    file.add(lines: page.map { "D\t\(now)\t\($0.globalPosition)\t\($0.id)" })
                    position = page[page.count - 1].globalPosition
                    if restarts {
                        try await store.saveCheckpoint(
                            CheckpointUpdate(
                                name: name, globalPosition: position, lastEventID: page[page.count - 1].id,
                                eventsProcessed: Int64(page.count)))
                    }
                    if page.contains(where: { $0.type == Workload.end }) { return }
                    pages += 1
                    if restarts, pages > 20, Int.random(in: 0..<50) == 0 { break }
                }
            } catch let error as EventStoreError {
                records.fail(name, error, since: since)
                guard error.isRetryable || error.isOutcomeUnknown else {
                    records.stopped.add(name, error.code.description, "\(position)")
                    return
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// Where a process before this one was; its file is its checkpoint.
    private func lastWritten() -> GlobalPosition {
        for fields in RecordFile.read(records.folder, "delivered-\(name)").reversed() where fields.count == 4 {
            if fields[0] == "D", let position = Int64(fields[2]) { return GlobalPosition(rawValue: position) }
        }
        return 0
    }
}
