import ArgumentParser
import EventSourcing
import EventStorePostgres

struct SubscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscribe",
        abstract: "Print events as they are stored.",
        discussion: """
            Prints the events that are there and then each new one, none twice and none left out, until Ctrl-C (exit code 0). \
            It survives lost connections. With --format json a line is an event in the format that `eventstore import` reads.

            EXAMPLES:
              eventstore subscribe --from now
              eventstore subscribe --from 1200 --event-type OrderPlaced --format json | your-program
              eventstore subscribe --until-caught-up --format json > everything.jsonl
            """)

    @Option(help: "Where to begin: beginning, now, or the global position after which to begin.")
    var from = SubscriptionStart.beginning

    @Flag(inversion: .prefixedNo, help: "Wait for new events; --no-follow is the same as --until-caught-up.")
    var follow = true

    @Flag(help: "End when every event that is there has been printed.")
    var untilCaughtUp = false

    @Option(help: "End after so many events.")
    var limit: Int?

    @OptionGroup(title: "FILTERS") var types: TypeFilterOptions
    @OptionGroup var payload: ReadPayloadOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        do {
            try await store.withStore(payloads: payload.payloads) { store in
                try await print(store.subscribe(from: from, filter: types.filter()))
            }
        } catch {
            // Ending it by a signal is the ordinary way to end it.
            if Interruption.status == nil { throw error }
        }
    }

    private func print(_ subscription: EventSubscription) async throws {
        let endsWhenCaughtUp = untilCaughtUp || !follow
        var left = limit ?? .max
        for try await message in subscription.messages {
            switch message {
            case .event(let event):
                let line =
                    output.format == .json
                    ? EventLineWriter.line(event) : EventTable.line(event, width: Console.width)
                try Console.print(line)
                left -= 1
                if left == 0 { return }
            case .caughtUp:
                if endsWhenCaughtUp { return }
            case .fellBehind:
                break
            }
        }
    }
}
