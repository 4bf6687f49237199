import EventSourcing
import EventStorePostgres
import Foundation

/// Appends one operation after the other; each until it is certain what became of it.
struct Writer: Sendable {
    let number: Int
    /// Tells the runs of one folder apart.
    let run: String
    let store: PostgresEventStore
    let records: Records
    let arguments: Arguments
    let pause: Duration?
    /// How many streams of its own a writer has.
    let streams = 4

    private struct Regret: Error {}

    func run(first left: [Operation]) async throws {
        // What a process before this one left in doubt.
        for operation in left { try await settle(operation, isRepeated: true) }
        var count = 0
        while !records.mustFinish {
            count += 1
            guard let operation = try await makeOperation(count) else { continue }
            operation.record(in: records.attempts)
            try await settle(operation, isRepeated: false)
            if let pause { try await Task.sleep(for: pause) }
        }
    }

    private func makeOperation(_ count: Int) async throws -> Operation? {
        let name = "\(run)-\(number)-\(count)"
        // To the microsecond, as the store keeps it.
        let timestamp = Date(
            timeIntervalSince1970: (Date().timeIntervalSince1970 * 1_000_000).rounded() / 1_000_000)
        func part(_ stream: StreamName, _ expected: ExpectedVersion) -> Operation.Part {
            Operation.Part(
                stream: stream, expected: expected, ids: (0..<Int.random(in: 1...3)).map { _ in UUID.eventID() })
        }
        func own() -> StreamName { StreamName("own", "\(number)-\(Int.random(in: 0..<streams))") }
        switch Int.random(in: 0..<100) {
        case 0..<12:
            let stream = StreamName("shared", "\(Int.random(in: 0..<3))")
            let version: StreamVersion
            do {
                version = try await store.version(of: stream)
            } catch let error as EventStoreError where error.isRetryable {
                records.fail("version", error, since: nowMilliseconds())
                try await Task.sleep(for: .milliseconds(20))
                return nil
            }
            return Operation(
                name: name, kind: .contended, timestamp: timestamp, parts: [part(stream, .exactly(version))])
        case 12..<17:
            return Operation(
                name: name, kind: .several, timestamp: timestamp,
                parts: [
                    part(StreamName("pair", "\(Int.random(in: 0..<8))-a"), .any),
                    part(StreamName("pair", "\(Int.random(in: 0..<8))-b"), .any),
                ])
        case 17..<25:
            return Operation(name: name, kind: .transaction, timestamp: timestamp, parts: [part(own(), .any)])
        case 25..<29:
            return Operation(name: name, kind: .rolledBack, timestamp: timestamp, parts: [part(own(), .any)])
        default:
            return Operation(name: name, kind: .plain, timestamp: timestamp, parts: [part(own(), .any)])
        }
    }

    /// Repeats an operation until it is acknowledged, or refused for certain.
    private func settle(_ operation: Operation, isRepeated: Bool) async throws {
        var operation = operation
        var pause = Duration.milliseconds(5)
        while true {
            let since = nowMilliseconds()
            do {
                let results = try await perform(operation)
                acknowledge(operation, results)
                if operation.kind != .rolledBack, Int.random(in: 0..<20) == 0 {
                    try await repeatAcknowledged(operation, results)
                }
                return
            } catch is Regret {
                records.refused.add(operation.name, "rolledBack")
                return
            } catch let error as EventStoreError {
                records.fail(operation.kind.rawValue, error, since: since)
                if operation.kind == .rolledBack
                    || arguments.isPlanted(.acknowledgedBeforeCommit) && operation.kind == .transaction
                {
                    // Never committed, whatever happened.
                    if operation.kind == .rolledBack { records.refused.add(operation.name, "rolledBack") }
                    return
                }
                guard error.isRetryable || error.isOutcomeUnknown else {
                    if operation.kind != .contended || error.code != .wrongExpectedVersion {
                        records.refusedUnexpectedly(operation, error)
                    }
                    records.refused.add(operation.name, error.code.description)
                    return
                }
                if arguments.isPlanted(.newIDOnRetry) {
                    for index in operation.parts.indices {
                        operation.parts[index].ids = operation.parts[index].ids.map { _ in UUID.eventID() }
                    }
                    operation.record(in: records.attempts)
                }
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .milliseconds(100))
            }
        }
    }

    private func perform(_ operation: Operation) async throws -> [AppendResult] {
        switch operation.kind {
        case .plain, .contended: return [try await store.append(operation.append(0))]
        case .several: return try await store.append(operation.parts.indices.map(operation.append))
        case .transaction:
            return try await store.withTransaction { transaction in
                let result = try await transaction.append(operation.append(0))
                if arguments.isPlanted(.acknowledgedBeforeCommit) {
                    acknowledge(operation, [result])
                    // Long enough for the server to be killed in between.
                    try await Task.sleep(for: .milliseconds(100))
                }
                return [result]
            }
        case .rolledBack:
            return try await store.withTransaction { transaction in
                _ = try await transaction.append(operation.append(0))
                throw Regret()
            }
        }
    }

    private func acknowledge(_ operation: Operation, _ results: [AppendResult]) {
        if operation.kind == .contended, let result = results.first,
            case .exactly(let version) = operation.parts[0].expected,
            result.version.rawValue != version.rawValue + Int64(operation.parts[0].ids.count)
        {
            records.violations.add(
                "expected_version", operation.name,
                "expected \(version), stored up to \(result.version) in \(operation.parts[0].stream)")
        }
        let now = nowMilliseconds()
        records.acknowledged.add(
            lines: results.enumerated().map { index, result in
                [
                    "\(now)", operation.name, "\(index)", "\(result.version)", "\(result.firstPosition)",
                    "\(result.lastPosition)", result.wasAlreadyStored ? "stored" : "new",
                ].joined(separator: "\t")
            })
    }

    /// As a program does that has lost the answer: the same append gives the same result.
    private func repeatAcknowledged(_ operation: Operation, _ results: [AppendResult]) async throws {
        let since = nowMilliseconds()
        do {
            let again = try await perform(operation)
            for (first, second) in zip(results, again)
            where (first.version, first.firstPosition, first.lastPosition)
                != (second.version, second.firstPosition, second.lastPosition) || !second.wasAlreadyStored
            {
                records.violations.add(
                    "repetition", operation.name,
                    "first version \(first.version) at \(first.firstPosition), then \(second.version) at \(second.firstPosition)"
                )
            }
        } catch let error as EventStoreError {
            records.fail("repetition", error, since: since)
            if !error.isRetryable { records.refusedUnexpectedly(operation, error) }
        }
    }
}

extension Records {
    func fail(_ what: String, _ error: EventStoreError, since: Int64) {
        let now = nowMilliseconds()
        failures.add(
            "\(now)", what, error.code.description, error.sqlState ?? "", error.isOutcomeUnknown ? "unknown" : "known",
            "\(now - since)", error.message.asField)
    }

    func refusedUnexpectedly(_ operation: Operation, _ error: EventStoreError) {
        violations.add("refused", operation.name, "\(error.code)", "\(error)".asField)
    }
}
