import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// A dump restored into a fresh cluster reads the same, and readers that know more than it holds are refused by name.
    ///
    /// Seen red: without the head's comparison in `check_checkpoint` the checkpoint of lost events is accepted. The second test was not tried that way.
    @Suite("A restored store", .serialized)
    struct RestoreTests {
        @Test("it reads the same; what lies beyond its head is refused; a new epoch refuses old checkpoints")
        func restored() async throws {
            try await TestCluster.with("restored") { cluster in
                try await TestStore.with { store in
                    for index in 0..<50 {
                        try await store.append(
                            [
                                .test("A", #"{"n":\#(index)}"#),
                                NewEvent(
                                    type: "B", payload: .bytes(Data([0, 1, 2]), contentType: "x/y"),
                                    metadata: EventMetadata(correlationID: "c", additional: Data(#"{"k":1}"#.utf8))),
                            ], to: StreamName("s", "\(index % 5)", tenant: index % 2 == 0 ? .none : "t"),
                            expectedVersion: .any)
                    }
                    let head = try await store.positions().headPosition
                    try await store.saveCheckpoint(CheckpointUpdate(name: "behind", globalPosition: 10))
                    let before = try await store.everything()
                    let dump = try await run(
                        "pg_dump", ["-d", try ProofEnvironment.text("EVENT_STORE_TEST_URL"), "-n", store.quotedSchema])

                    // What the dump does not hold.
                    try await store.append([.test()], to: StreamName("later", "1"), expectedVersion: .noStream)
                    let beyond = try await store.positions().headPosition
                    try await store.saveCheckpoint(CheckpointUpdate(name: "beyond", globalPosition: beyond))
                    let epoch = try await store.epoch()

                    let url = try await cluster.url()
                    try await run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url], input: dump)
                    let configuration = try await cluster.configuration(schema: store.configuration.schema)
                    try await withPostgresEventStore(configuration: configuration) { copy in
                        #expect(try await copy.everything() == before)
                        #expect(try await copy.positions().headPosition == head)
                        #expect(try await copy.verify().isEmpty)
                        #expect(try await copy.schemaStatus().isCurrent)
                        #expect(try await copy.epoch() == epoch)
                        #expect(try await copy.checkpoint(named: "behind", tenant: .none)?.globalPosition == 10)
                        for try await page in copy.subscribe(from: .beginning).pages {
                            #expect(page == before)
                            break
                        }

                        // The projection's own checkpoint, kept elsewhere, knows what the copy has lost.
                        let error = await storeError {
                            try await copy.saveCheckpoint(CheckpointUpdate(name: "beyond", globalPosition: beyond))
                        }
                        #expect(error?.code == .checkpointBeyondHead)
                        #expect(error?.message.contains("beyond") == true)
                        try await copy.sql(
                            """
                            INSERT INTO \(copy.quotedSchema).checkpoints (name, global_position, epoch)
                            VALUES ('beyond', $1, $2)
                            """, [.integer(beyond.rawValue), .uuid(epoch)])
                        let loaded = await storeError { _ = try await copy.checkpoint(named: "beyond", tenant: .none) }
                        #expect(loaded?.code == .checkpointBeyondHead)
                        #expect(loaded?.message.contains("\"beyond\"") == true)
                        let subscribed = await storeError {
                            for try await _ in copy.subscribe(from: .after(beyond)) {}
                        }
                        #expect(subscribed?.code == .checkpointBeyondHead)

                        let renewed = try await copy.newEpoch()
                        #expect(renewed != epoch)
                        #expect(try await copy.epoch() == renewed)
                        let old = await storeError { _ = try await copy.checkpoint(named: "behind", tenant: .none) }
                        #expect(old?.code == .checkpointOfOtherHistory)
                        let saved = await storeError {
                            try await copy.saveCheckpoint(
                                CheckpointUpdate(name: "other", globalPosition: 1, epoch: epoch))
                        }
                        #expect(saved?.code == .checkpointOfOtherHistory)
                        try await copy.saveCheckpoint(CheckpointUpdate(name: "new", globalPosition: 1, epoch: renewed))
                        // The copy lives on.
                        let result = try await copy.append(
                            [.test()], to: StreamName("s", "0"), expectedVersion: .streamExists)
                        #expect(result.lastPosition > head)
                    }
                }
            }
        }

        @Test("a subscription that has read what a failed-over server has lost is told, not fed from the gap")
        func failedOver() async throws {
            try await TestStore.with { store in
                for index in 0..<20 {
                    try await store.append([.test()], to: StreamName("s", "\(index)"), expectedVersion: .any)
                }
                let seen = Shared(0)
                let subscriber = Task {
                    for try await _ in store.subscribe(from: .beginning) { seen.change { $0 += 1 } }
                }
                try await waitUntil("all are read") { seen.value == 20 }
                // The database as it was before the last ten, and everybody's connection lost.
                let schema = store.quotedSchema
                try await store.sql("DELETE FROM \(schema).events WHERE global_position > 10")
                try await store.sql("SELECT setval('\(schema.replacing("'", with: "''")).global_positions', 10)")
                try await store.sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%safe_position%' AND query LIKE $1",
                    [.text("%\(store.configuration.schema)%")])
                let error = await storeError { try await subscriber.value }
                #expect(error?.code == .checkpointBeyondHead)
            }
        }
    }
}
