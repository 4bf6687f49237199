import EventSourcing
import EventStorePostgres
import Foundation
import Testing

/// One thing has one name: a property in Swift is the column in SQL, in camel case.
@Suite("Names")
struct NamesTests {
    /// The properties' names in snake case, without those that no column gives.
    private func properties(_ value: Any, except own: Set<String> = []) -> [String] {
        Mirror(reflecting: value).children.compactMap(\.label).filter { !own.contains($0) }.map { label in
            label.replacing(/[a-z][A-Z]|ID$/) { match in
                match.output.count == 1 || match.output == "ID"
                    ? String(match.output) : "\(match.output.first!)_\(match.output.last!)"
            }.lowercased().replacing("eventid", with: "event_id")
        }
    }

    private func columns(_ function: String, in store: PostgresEventStore) async throws -> [String] {
        try await store.sql(
            """
            SELECT a.name
            FROM pg_proc AS p
            CROSS JOIN LATERAL unnest(p.proargnames, p.proargmodes) WITH ORDINALITY AS a (name, mode, number)
            WHERE p.pronamespace = '\(store.quotedSchema)'::regnamespace AND p.proname = $1 AND a.mode IN ('t', 'o')
            ORDER BY a.number
            """, [.text(function)]
        ).map { "\($0.values[0])" }
    }

    @Test("the properties of what the functions return are their columns")
    func names() async throws {
        try await TestStore.with { store in
            #expect(
                try await columns("health", in: store)
                    == properties(try await store.health(), except: ["pool", "roundTrip"]))
            #expect(try await columns("safe_position", in: store) == properties(try await store.positions()))
            #expect(try await columns("statistics", in: store) == properties(try await store.statistics()))
            #expect(
                try await columns("outbox_statistics", in: store) == properties(try await store.outboxStatistics()))
            let partition = try #require(try await store.listPartitions().first)
            #expect(try await columns("list_partitions", in: store) == properties(partition))
            let index = try #require(try await store.listIndexes().first)
            #expect(try await columns("list_event_indexes", in: store) == properties(index))
            let setting = try #require(try await store.settings().first)
            #expect(try await columns("settings", in: store) == properties(setting))
            let appender = try await store.withTransaction { transaction in
                try await transaction.append([.test()], to: StreamName("s", "1"), expectedVersion: .any)
                return try #require(try await store.inFlightAppenders().first)
            }
            #expect(try await columns("in_flight_appenders", in: store) == properties(appender))
            let check = try #require(try await store.doctor().first)
            #expect(try await columns("doctor", in: store) == properties(check))
            let stream = StreamName("n", "1")
            try await store.append([.test()], to: stream, expectedVersion: .any)
            #expect(
                try await columns("stream_metadata", in: store)
                    == properties(try await store.streamMetadata(of: stream)))
            #expect(try await columns("scavenge", in: store) == properties(try await store.scavenge()))
            #expect(
                try await columns("delete_stream_permanently", in: store)
                    == properties(try await store.deleteStreamPermanently(stream, expectedVersion: .any)))
            let saved = try await store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: 1))
            // Swift computes the lag and checks the history itself.
            let listed = Set(try await columns("list_checkpoints", in: store)).subtracting([
                "lag", "is_of_this_history",
            ])
            #expect(listed == Set(properties(saved)))
        }
    }
}
