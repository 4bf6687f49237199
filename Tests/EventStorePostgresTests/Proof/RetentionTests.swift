import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// 8 writers append to streams with and without limits; scavengers run in a loop, and are cancelled, rolled back and
    /// killed; readers and subscribers look on, who know what was acknowledged.
    ///
    /// Tried: with removable_before one version too high ("+ 2" for the count) the readers miss events at once; with
    /// note_scavenged left out verify finds the gaps.
    @Suite("Retention beside writers")
    struct RetentionTests {
        /// What a stream keeps.
        struct Limits: Sendable {
            var name: StreamName
            var maxCount: Int64?
            var maxAge: Duration?
        }

        /// An acknowledged event.
        struct Acknowledged: Sendable {
            var id: UUID
            /// Known of the last event of an append only.
            var position: GlobalPosition?
            /// The store cannot have recorded it before.
            var sent: Date
        }

        static let limits: [Limits] =
            (0..<4).map { Limits(name: StreamName("count", "\($0)"), maxCount: Int64(1 + $0 * 10)) }
            + (0..<4).map { Limits(name: StreamName("age", "\($0)"), maxAge: .milliseconds(300 + 200 * $0)) }
            + [Limits(name: StreamName("both", "0"), maxCount: 30, maxAge: .milliseconds(500))]
            + (0..<3).map { Limits(name: StreamName("free", "\($0)")) }

        /// By stream: what was acknowledged, by version.
        typealias Log = [StreamName: [StreamVersion: Acknowledged]]

        static func write(_ store: PostgresEventStore, _ log: Shared<Log>, until count: Int, seed: UInt64) async throws
        {
            var random = SeededGenerator(seed: seed)
            var written = 0
            while written < count {
                let events = (0..<Int.random(in: 1...4, using: &random)).map { _ in NewEvent.test() }
                let stream = limits.randomElement(using: &random)!.name
                let sent = Date()
                let result = try await store.append(events, to: stream, expectedVersion: .any)
                log.change { log in
                    for (index, event) in events.enumerated() {
                        let version = StreamVersion(rawValue: result.version.rawValue - Int64(events.count - 1 - index))
                        let isLast = index == events.count - 1
                        log[stream, default: [:]][version] = Acknowledged(
                            id: event.id, position: isLast ? result.lastPosition : nil, sent: sent)
                    }
                }
                written += events.count
            }
        }

        /// Compares an event with what its writer was told; nil where the writer does not know yet.
        static func isAsWritten(_ event: RecordedEvent, _ log: Log) -> Bool? {
            guard let known = log[event.stream]?[event.version] else { return nil }
            return known.id == event.id && known.position.map { $0 == event.globalPosition } ?? true
        }

        /// What is wrong with one read of a stream, given what was acknowledged before it began.
        static func problem(
            _ events: [RecordedEvent], of limits: Limits, before: [StreamVersion: Acknowledged], began: Date,
            ended: Date
        ) -> String? {
            let acknowledged = before.keys.max()?.rawValue ?? 0
            let versions = events.map(\.version.rawValue)
            guard let last = versions.last else {
                // Only age empties a stream.
                let isYoung = before.values.contains { young($0, limits, ended) }
                return acknowledged > 0 && (limits.maxAge == nil || isYoung) ? "nothing is left" : nil
            }
            if versions != Array(versions[0]...last) { return "a gap: \(versions)" }
            if last < acknowledged { return "it ends at \(last), \(acknowledged) was acknowledged" }
            if let maxCount = limits.maxCount {
                if versions.count > maxCount { return "\(versions.count) events, more than \(maxCount)" }
                if limits.maxAge == nil, versions.count < min(maxCount, last) {
                    return "only \(versions.count) of \(last)"
                }
            }
            if limits.maxCount == nil, limits.maxAge == nil, versions[0] != 1 { return "it begins at \(versions[0])" }
            if limits.maxAge != nil {
                let missing = before.filter { version, event in
                    version.rawValue < versions[0] && young(event, limits, ended)
                        && limits.maxCount.map { version.rawValue > last - $0 } ?? true
                }
                if !missing.isEmpty { return "young events are missing: \(missing.keys.sorted())" }
            }
            return nil
        }

        /// Whether an event is within the age when the read ended, by its writer's clock, which is the server's.
        static func young(_ event: Acknowledged, _ limits: Limits, _ ended: Date) -> Bool {
            limits.maxAge.map { event.sent > ended.addingTimeInterval(-($0 / .seconds(1))) } ?? true
        }

        @Test("no version or position moves, and nothing within the limits is ever missing", .timeLimit(.minutes(20)))
        func beside() async throws {
            let events = ProofEnvironment.number("EVENT_STORE_PROOF_RETENTION_EVENTS", 12_000)
            let seed = UInt64(ProofEnvironment.number("EVENT_STORE_PROOF_SEED", 4711))
            try await TestStore.with {
                $0.pool.maxConnections = 24
                $0.pool.acquireTimeout = .seconds(60)
            } _: { store in
                try await store.changeSetting("scavenge_min_age_seconds", to: "0")
                let log = Shared<Log>([:])
                for limits in Self.limits {
                    let event = NewEvent.test()
                    let sent = Date()
                    let result = try await store.append([event], to: limits.name, expectedVersion: .noStream)
                    log.change {
                        $0[limits.name] = [1: Acknowledged(id: event.id, position: result.lastPosition, sent: sent)]
                    }
                    if limits.maxCount != nil || limits.maxAge != nil {
                        try await store.setStreamMetadata(
                            of: limits.name, maxCount: limits.maxCount, maxAge: limits.maxAge)
                    }
                }
                let isWriting = Shared(true)
                let (reads, scavenged, interrupted) = (Shared(0), Shared<Int64>(0), Shared(0))
                let delivered = Shared<[[RecordedEvent]]>([[], []])
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await withThrowingTaskGroup(of: Void.self) { writers in
                            for writer in 0..<8 {
                                writers.addTask {
                                    try await Self.write(store, log, until: events / 8, seed: seed &+ UInt64(writer))
                                }
                            }
                            try await writers.waitForAll()
                        }
                        isWriting.value = false
                        // What the subscribers end at.
                        try await store.append([.test("End")], to: StreamName("end", "1"), expectedVersion: .noStream)
                    }
                    group.addTask {
                        var random = SeededGenerator(seed: seed &+ 100)
                        while isWriting.value {
                            let batch = try await store.scavenge(limit: Int.random(in: 1...60, using: &random))
                            scavenged.change { $0 += batch.eventsRemoved }
                            // So that the others come to it, too.
                            try await Task.sleep(for: .microseconds(Int.random(in: 0...10_000, using: &random)))
                        }
                    }
                    group.addTask {
                        var random = SeededGenerator(seed: seed &+ 200)
                        while isWriting.value {
                            let way = ["cancel", "terminate", "rollback"].randomElement(using: &random)!
                            let pause = Duration.microseconds(Int.random(in: 0...4000, using: &random))
                            if try await Self.interrupt(store, way, after: pause) { interrupted.change { $0 += 1 } }
                        }
                    }
                    for reader in 0..<3 {
                        group.addTask {
                            var random = SeededGenerator(seed: seed &+ 300 &+ UInt64(reader))
                            while isWriting.value {
                                let limits = Self.limits.randomElement(using: &random)!
                                let before = log.value[limits.name] ?? [:]
                                let began = Date()
                                let read = try await store.readStream(limits.name, StreamReadOptions(limit: 100_000))
                                let problem = Self.problem(
                                    read, of: limits, before: before, began: began, ended: Date())
                                #expect(problem == nil, "\(limits.name)")
                                let known = log.value
                                #expect(!read.contains { Self.isAsWritten($0, known) == false }, "\(limits.name) moved")
                                reads.change { $0 += 1 }
                            }
                        }
                    }
                    for subscriber in 0..<2 {
                        group.addTask {
                            for try await event in store.subscribe(from: .beginning) {
                                delivered.change { $0[subscriber].append(event) }
                                if event.type == "End" { return }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let known = log.value
                print(
                    "retention: \(known.values.reduce(0) { $0 + $1.count }) events, \(reads.value) reads, "
                        + "\(scavenged.value) scavenged beside them, \(interrupted.value) scavenges interrupted")
                #expect(scavenged.value > 0 && interrupted.value > 0 && reads.value > 0)
                for seen in delivered.value {
                    let positions = seen.map(\.globalPosition)
                    #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }, "in order, once")
                    #expect(!seen.contains { Self.isAsWritten($0, known) == false }, "as written")
                    for limits in Self.limits where limits.maxCount == nil && limits.maxAge == nil {
                        let versions = seen.filter { $0.stream == limits.name }.map(\.version)
                        #expect(versions == known[limits.name]!.keys.sorted(), "\(limits.name) is delivered whole")
                    }
                }
                #expect(try await store.verify().isEmpty)
                #expect(try await store.verifyStreams().isEmpty)
                while try await !store.scavenge(limit: 1000, fromStart: false).isFinished {}
                var batch = try await store.scavenge(limit: 100_000, fromStart: true)
                while !batch.isFinished { batch = try await store.scavenge(limit: 100_000) }
                for limits in Self.limits {
                    let versions = known[limits.name]!
                    #expect(Set(versions.keys.map(\.rawValue)) == Set(1...Int64(versions.count)), "\(limits.name)")
                    #expect(try await store.version(of: limits.name).rawValue == Int64(versions.count))
                    if let maxCount = limits.maxCount, limits.maxAge == nil {
                        #expect(try await store.readStream(limits.name).count == min(Int(maxCount), versions.count))
                    }
                }
                #expect(try await store.verify().isEmpty)
                #expect(try await store.verifyStreams().isEmpty)
            }
        }

        /// Scavenges in a session of its own that ends before it has committed; whether it was cut short or had removed events.
        static func interrupt(_ store: PostgresEventStore, _ way: String, after pause: Duration) async throws -> Bool {
            struct Regret: Error {}
            let removed = Shared(false)
            do {
                try await store.withTransaction { transaction in
                    let rows = try await transaction.query("SELECT pg_backend_pid()::bigint")
                    guard case .integer(let pid) = rows[0].values[0] else { return }
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            try await Task.sleep(for: pause)
                            if way != "rollback" {
                                _ = try await store.withTransaction {
                                    try await $0.query("SELECT pg_\(way)_backend($1::integer)", [.integer(pid)])
                                }
                            }
                        }
                        let batch = try await transaction.query(
                            "SELECT events_removed FROM \(store.quotedSchema).scavenge(1000)")
                        if case .integer(let count) = batch[0].values[0] { removed.value = count > 0 }
                        try await group.waitForAll()
                    }
                    throw Regret()
                }
            } catch is Regret {
            } catch let error as EventStoreError {
                return removed.value || error.sqlState == "57014" || error.code == .connectionLost
            }
            return removed.value
        }
    }
}
