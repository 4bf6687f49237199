import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// Runs `body` with a fresh store on the server that `scripts/test` names in EVENT_STORE_TEST_URL.
func withTestStore(
    configure: (inout PostgresConfiguration) -> Void = { _ in }, _ body: (PostgresEventStore) async throws -> Void
) async throws {
    let url = try #require(
        ProcessInfo.processInfo.environment["EVENT_STORE_TEST_URL"],
        "EVENT_STORE_TEST_URL is not set: run the tests with scripts/test")
    var configuration = try PostgresConfiguration(url: url)
    configuration.schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "_")
    configuration.pool.acquireTimeout = .seconds(60)
    try await withPostgresEventStore(configuration: configuration) { store in
        try await store.migrate()
        try await store.createPartitionsAhead(months: 1)
    }
    let plain = configuration
    configure(&configuration)
    try await withPostgresEventStore(configuration: configuration, body)
    try await withPostgresEventStore(configuration: plain) { store in
        try await store.withTransaction { _ = try await $0.query("DROP SCHEMA \"\(plain.schema)\" CASCADE") }
    }
}

/// An aggregate that counts.
struct Tally: SnapshottableAggregate {
    enum Event: DomainEvent {
        case added(Int)
    }

    static let aggregateType = "tally"
    var total = 0

    mutating func apply(_ event: Event) {
        switch event {
        case .added(let number): total += number
        }
    }
}

let tally = StreamName("tally", "1")

func added(_ number: Int = 1, additional: String? = nil) -> NewEvent {
    NewEvent(
        type: "added", payload: .json("\(number)"),
        metadata: EventMetadata(additional: additional.map { Data($0.utf8) }))
}
