import ArgumentParser
import EventSourcing
import EventStorePostgres

struct ScavengeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scavenge",
        abstract:
            "Remove events that no read returns any more: truncated, beyond limits, or of streams deleted long enough.",
        discussion: """
            Goes once through all deleted and limited streams, in batches with a transaction each. Appends do not wait for it.
            The store rests between them (its setting maintenance_share_percent). It may be stopped at any time. Exits with 75
            when another one is at work.

            EXAMPLES:
              eventstore scavenge
              eventstore scavenge --limit 1000
            """)

    @Option(help: "At most so many events in one transaction.")
    var limit = 100

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit must be 1 to 100,000") }
    }

    func run() async throws {
        var events: Int64 = 0
        var streams: Int64 = 0
        try await store.withStore { store in
            var batch = try await store.scavenge(limit: limit, fromStart: true)
            while true {
                guard !batch.isBusy else {
                    throw CommandFailure(
                        .temporary, "another scavenger is at work",
                        hint: "It does the same; try again when it has ended.")
                }
                events += batch.eventsRemoved
                streams += batch.streamsExamined
                if batch.isFinished { break }
                try Task.checkCancellation()
                batch = try await store.scavenge(limit: limit)
            }
        }
        try output.print([("events_removed", .integer(events)), ("streams_examined", .integer(streams))])
    }
}
