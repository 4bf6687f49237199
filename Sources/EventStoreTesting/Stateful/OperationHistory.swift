import EventSourcing
import Foundation

/// What the writers of ``ConcurrentOperations`` were told, and what the store holds at the end.
struct OperationHistory {
    var operations: [Operation] = []
    var events: [RecordedEvent] = []

    private struct Stored {
        let operation: Operation
        let append: StreamAppend
        let result: AppendResult
    }

    func check(except end: StreamName) throws {
        try require(
            zip(events, events.dropFirst()).allSatisfy { $0.globalPosition < $1.globalPosition }, "positions grow")
        let streams = Dictionary(grouping: events.filter { $0.stream != end }, by: \.stream)
        for (name, events) in streams {
            try requireEqual(
                events.map(\.version.rawValue), Array(1...Int64(events.count)), "the versions of \(name) by position")
        }
        for name in Set(operations.map(\.stream)) {
            try check(name, streams[name] ?? [])
        }
    }

    private func check(_ name: StreamName, _ events: [RecordedEvent]) throws {
        let operations = operations.filter { $0.stream == name }
        var stored: [Stored] = []
        var repeated: [Stored] = []
        for operation in operations {
            guard case .appended(let append, let result) = operation.answer else { continue }
            let entry = Stored(operation: operation, append: append, result: result)
            if result.wasAlreadyStored { repeated.append(entry) } else { stored.append(entry) }
        }
        stored.sort { $0.result.version < $1.result.version }
        // The store holds what was acknowledged, in the order of the versions, and nothing else.
        try requireEqual(stored.flatMap { $0.append.events.map(\.id) }, events.map(\.id), "the events of \(name)")
        for entry in stored {
            let last = Int(entry.result.version.rawValue)
            let first = last - entry.append.events.count
            try requireEqual(entry.result.firstPosition, events[first].globalPosition, "the first position")
            try requireEqual(entry.result.lastPosition, events[last - 1].globalPosition, "the last position")
            try check(entry.append.expectedVersion, metAt: Int64(first))
        }
        for entry in repeated {
            let original = stored.first { $0.append.events[0].id == entry.append.events[0].id }
            guard let original else {
                throw ConformanceFailure(message: "\(name): a repetition of what nobody stored", place: #fileID)
            }
            try requireEqual(entry.result.version, original.result.version, "the version of a repetition")
            try requireEqual(entry.result.lastPosition, original.result.lastPosition, "the position of a repetition")
            try require(original.operation.begun < entry.operation.ended, "a repetition ends after its original begins")
        }
        // In the order of real time, too: what had ended before another began has the lower version.
        var latest = 0
        for entry in stored {
            try require(
                latest < entry.operation.ended,
                "\(name): version \(entry.result.version) had ended before a lower version began")
            latest = max(latest, entry.operation.begun)
        }
        for operation in operations {
            switch operation.answer {
            case .appended: break
            case .version(let version): try check(version, seenBy: operation, stored)
            case .refused(let append, let error):
                try requireEqual(error.code, .wrongExpectedVersion, "the refusal")
                let actual = error.actualVersion ?? -1
                try require(
                    !meets(append.expectedVersion, actual.rawValue), "\(append.expectedVersion) refused at \(actual)")
                try check(actual, seenBy: operation, stored)
            }
        }
    }

    private func meets(_ expected: ExpectedVersion, _ version: Int64) -> Bool {
        switch expected {
        case .any: true
        case .noStream: version == 0
        case .streamExists: version > 0
        case .exactly(let wanted): version == wanted.rawValue
        }
    }

    private func check(_ expected: ExpectedVersion, metAt version: Int64) throws {
        try require(meets(expected, version), "an append that expects \(expected) was stored at version \(version)")
    }

    /// A version that the stream had at some moment of the operation.
    private func check(_ version: StreamVersion, seenBy operation: Operation, _ stored: [Stored]) throws {
        let before = stored.filter { $0.operation.ended < operation.begun }.map(\.result.version).max() ?? .absent
        let until = stored.filter { $0.operation.begun < operation.ended }.map(\.result.version).max() ?? .absent
        let isOne = version == .absent || stored.contains { $0.result.version == version }
        try require(
            isOne && version >= before && version <= until,
            "version \(version) of \(operation.stream) was told when it was between \(before) and \(until)")
    }
}
