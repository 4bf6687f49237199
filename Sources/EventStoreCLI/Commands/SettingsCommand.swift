import ArgumentParser
import EventSourcing
import EventStorePostgres

struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Show the settings of the store, or change one.",
        discussion: """
            EXAMPLES:
              eventstore settings
              eventstore settings max_events_per_append
              eventstore settings max_events_per_append 20000
              eventstore settings --new-epoch
            """)

    @Argument(help: "The name of one setting.")
    var name: String?

    @Argument(help: "Its new value.")
    var value: String?

    @Flag(help: "Give the store a new identity, so that old checkpoints are refused; after a restore that lost events.")
    var newEpoch = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if newEpoch, name != nil { throw ValidationError("--new-epoch goes without a setting") }
    }

    func run() async throws {
        try await store.withStore { store in
            if newEpoch { return try output.print([("epoch", .id(try await store.newEpoch()))]) }
            if let name, let value { try await store.changeSetting(name, to: value) }
            let settings = try await store.settings().filter { name == nil || $0.name == name }
            if settings.isEmpty, let name {
                throw CommandFailure(
                    .inputMissing, "there is no setting \(name)", hint: "eventstore settings shows those there are.")
            }
            try output.print(
                Table(
                    [.text("NAME"), .text("VALUE"), .flexible("MEANING")],
                    rows: settings.map { [$0.name, $0.value, $0.meaning] }),
                settings.map {
                    .object([
                        ("name", .string($0.name)), ("value", .string($0.value)), ("meaning", .string($0.meaning)),
                    ])
                })
        }
    }
}
