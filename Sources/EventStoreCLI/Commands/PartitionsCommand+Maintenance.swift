import ArgumentParser
import EventSourcing
import EventStorePostgres

// What becomes of months as they get old.
extension PartitionsCommand {
    struct Maintain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do what is due; for a daily job.",
            discussion: """
                Creates the partitions of the next months and finishes what was interrupted; with the other options it also closes, \
                compresses and detaches old months, one a run.

                EXAMPLES:
                  eventstore partitions maintain --months 3
                  eventstore partitions maintain --close-after "3 months" --detach-after "10 years"
                """)

        @OptionGroup var maintenance: MaintenanceOptions
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let done = try await store.withStore(isLongRunning: true) {
                try await $0.maintainPartitions(
                    months: maintenance.months, closeAfter: maintenance.closeAfter,
                    compressAfter: maintenance.compressAfter, detachAfter: maintenance.detachAfter)
            }
            try output.printDone(done, nil, nothing: "nothing to do")
        }
    }

    struct Schedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have pg_cron do what `maintain` does; again, to change it.",
            discussion: """
                Exits with 78 where the extension pg_cron is not in the database, and says how it gets there.

                EXAMPLE:
                  eventstore partitions schedule --compress-after "6 months"
                """)

        @Option(help: "When: minute, hour, day, month and day of the week, as in crontab.")
        var schedule = "17 3 * * *"
        @OptionGroup var maintenance: MaintenanceOptions
        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let job = try await store.withStore {
                try await $0.schedulePartitionMaintenance(
                    schedule: schedule, months: maintenance.months, closeAfter: maintenance.closeAfter,
                    compressAfter: maintenance.compressAfter, detachAfter: maintenance.detachAfter)
            }
            try output.print([("job", .integer(job))])
        }
    }

    struct Unschedule: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the job of `schedule` away.",
            discussion: "EXAMPLE:\n  eventstore partitions unschedule")

        @OptionGroup var store: StoreOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let wasScheduled = try await store.withStore { try await $0.unschedulePartitionMaintenance() }
            try output.print([("was_scheduled", .bool(wasScheduled))])
        }
    }
}

/// What is to be done with months, and when.
struct MaintenanceOptions: ParsableArguments {
    @Option(help: "How many months after this one must have a partition.")
    var months = 3
    @Option(help: "Close months as old for appends, for example \"3 months\" after their end.")
    var closeAfter: PartitionAge?
    @Option(help: "Compress months as old, which closes them.")
    var compressAfter: PartitionAge?
    @Option(help: "Detach months as old; their tables stay.")
    var detachAfter: PartitionAge?
}
