import EventSourcing
import EventStorePostgres
import Foundation

/// Writers, subscribers and relays of the outbox, until the file `finish` is in the folder and everybody has done the last event.
struct Workload: Sendable {
    static let end = EventType("Ended")

    /// Who has ended: a subscriber may do so before the writers, when the store refuses to go on.
    private enum Ended { case writer, reader, patience }

    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws -> Int32 {
        let records = try Records(try arguments.required("folder"))
        var configuration = try arguments.configuration()
        configuration.observer = Recorder(connections: records.connections)
        let writers = try arguments.integer("writers", 16)
        let patience = Duration.seconds(try arguments.integer("patience", 60))
        let pause = try arguments.milliseconds("pause")
        let left = Self.unsettled(records.folder)
        let run = String(UInt32.random(in: 0 ... .max), radix: 36)
        return try await withPostgresEventStore(configuration: configuration) { store in
            try await withThrowingTaskGroup(of: Ended.self) { group in
                for writer in 0..<writers {
                    let first = left.enumerated().filter { $0.offset % writers == writer }.map(\.element)
                    group.addTask {
                        try await Writer(
                            number: writer, run: run, store: store, records: records, arguments: arguments, pause: pause
                        ).run(first: first)
                        return .writer
                    }
                }
                try addSubscribers(store, records, to: &group)
                let hasRelay = arguments.text("relay") != "no"
                if hasRelay {
                    let relay = RelayWork(store: store, records: records)
                    group.addTask { try await Self.ending { try await relay.run() } }
                }
                while writers == 0, !records.mustFinish { try await Task.sleep(for: .milliseconds(20)) }
                var (writing, reading) = (writers, hasRelay ? 5 : 4)
                while writing > 0 {
                    if try await group.next() == .writer { writing -= 1 } else { reading -= 1 }
                }
                try await appendEnd(store, records, run)
                say("writers ended")
                group.addTask {
                    try await Task.sleep(for: patience)
                    return .patience
                }
                while reading > 0 {
                    reading -= 1
                    guard try await group.next() == .reader else {
                        records.violations.add(
                            "stuck", "", "a subscriber or the relay has not reached the end within \(patience)")
                        group.cancelAll()
                        return 1
                    }
                }
                group.cancelAll()
                return 0
            }
        }
    }

    private func addSubscribers(
        _ store: PostgresEventStore, _ records: Records, to group: inout ThrowingTaskGroup<Ended, any Error>
    ) throws {
        for name in ["table-0", "table-1"] {
            let subscriber = TableSubscriber(name: name, store: store, records: records, arguments: arguments)
            group.addTask { try await Self.ending { try await subscriber.run() } }
        }
        for (name, restarts) in [("file-0", true), ("file-1", false)] {
            if !restarts, arguments.isPlanted(.singleLook) {
                let subscriber = SingleLookSubscriber(name: name, store: store, records: records)
                group.addTask { try await Self.ending { try await subscriber.run() } }
                continue
            }
            let subscriber = FileSubscriber(name: name, restarts: restarts, store: store, records: records)
            group.addTask { try await Self.ending { try await subscriber.run() } }
        }
    }

    /// Also when it was cancelled: then the verdict is there already.
    private static func ending(_ body: () async throws -> Void) async throws -> Ended {
        do { try await body() } catch is CancellationError {}
        return .reader
    }

    /// The event that tells the subscribers that it was the last.
    private func appendEnd(_ store: PostgresEventStore, _ records: Records, _ run: String) async throws {
        let event = NewEvent(type: Self.end, payload: .json("{}"))
        while true {
            let since = nowMilliseconds()
            do {
                _ = try await store.append(
                    StreamAppend([event], to: StreamName("end", run), expectedVersion: .noStream, outbox: true))
                return
            } catch let error as EventStoreError where error.isRetryable || error.isOutcomeUnknown {
                records.fail("end", error, since: since)
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// What a process that was killed had begun and nobody has settled.
    private static func unsettled(_ folder: String) -> [Operation] {
        let settled = Set(
            RecordFile.read(folder, "acknowledged").map { $0[1] } + RecordFile.read(folder, "refused").map { $0[0] })
        return Operation.attempted(folder).filter { !settled.contains($0.name) && $0.kind != .rolledBack }
    }
}

func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Installs the schema as an application would, and the table that the projections fill.
struct Preparing: Sendable {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws -> Int32 {
        try await withPostgresEventStore(configuration: try arguments.configuration()) { store in
            try await store.migrate()
            try await store.createPartitionsAhead(months: try arguments.integer("months", 1))
            try await store.withTransaction { transaction in
                _ = try await transaction.query(
                    """
                    CREATE TABLE IF NOT EXISTS public.fault_effects (
                        subscriber text NOT NULL, global_position bigint NOT NULL, event_id uuid NOT NULL, at_ms bigint NOT NULL
                    )
                    """)
            }
        }
        return 0
    }
}
