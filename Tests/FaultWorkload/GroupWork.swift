import EventSourcing
import EventStorePostgres
import Foundation

/// A member of the consumer group of the proof: each event is handled by the function `proof_handle`, which the proof has put into the
/// store and which refuses a token that is lower than one it has seen. Runs until it is ended.
struct GroupWork: Sendable {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws -> Int32 {
        var configuration = try arguments.configuration()
        configuration.schema = try arguments.required("schema")
        let name = try arguments.required("name")
        let pause = try arguments.milliseconds("pause") ?? .zero
        var options = ConsumerGroupMember.Options(name: name)
        options.concurrency = try arguments.integer("concurrency", 4)
        options.prefetch = try arguments.integer("prefetch", 200)
        options.pollInterval = .milliseconds(200)
        let schema = "\"\(configuration.schema)\""
        try await withPostgresEventStore(configuration: configuration) { [options] store in
            let member = try ConsumerGroupMember(
                store: store, group: try arguments.required("group"), options: options
            ) { delivery in
                func note(_ isEnd: Bool) async throws {
                    _ = try await store.withTransaction {
                        try await $0.query(
                            "SELECT \(schema).proof_handle($1, $2, $3, $4, $5)",
                            [
                                .integer(delivery.streamID), .integer(delivery.event.version.rawValue),
                                .integer(delivery.token), .text(name), .bool(isEnd),
                            ])
                    }
                }
                try await note(false)
                if pause > .zero { try await Task.sleep(for: pause) }
                try await note(true)
            }
            try await member.run()
        }
        return 0
    }
}
