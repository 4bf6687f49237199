import EventSourcing
import Foundation

/// What an append refuses by itself, whatever the store holds.
enum AppendCheck {
    static func check(_ appends: [StreamAppend], options: InMemoryOptions, now: StoredTime) throws {
        for append in appends {
            guard !append.events.isEmpty else {
                throw EventStoreError(
                    .invalidArgument, "an append needs at least one event", hint: "Append one event or more.",
                    stream: append.stream)
            }
            if case .exactly(let version) = append.expectedVersion {
                try check(expectedVersion: version, of: append.stream)
            }
        }
        let count = appends.reduce(0) { $0 + $1.events.count }
        guard count <= options.maxEventsPerAppend else {
            throw EventStoreError(
                .batchTooLarge, "\(count) events in one append, the limit is \(options.maxEventsPerAppend)",
                hint: "Append in smaller batches.")
        }
        var number = 0
        for event in appends.lazy.flatMap(\.events) {
            number += 1
            guard let problem = EventCheck(options: options, now: now).problem(event) else { continue }
            throw EventStoreError(
                problem.code, "event \(number) of the append: \(problem.argument) \(problem.rule)",
                hint: "Mend the event and append again; nothing was stored.")
        }
        try check(streams: appends.map(\.stream))
    }

    static func check(expectedVersion version: StreamVersion, of stream: StreamName) throws {
        guard version < 0 else { return }
        throw EventStoreError(
            .invalidArgument, "the expected version \(version) is negative",
            hint: "Versions begin at 1; 0 stands for no stream.", stream: stream)
    }

    private static func check(streams: [StreamName]) throws {
        var named: Set<StreamKey> = []
        for (index, stream) in streams.enumerated() {
            let parts = [
                ("aggregate type", stream.aggregateType, false), ("aggregate id", stream.aggregateID, false),
                ("tenant", stream.tenant.rawValue, true),
            ]
            var problem = parts.lazy.compactMap { what, name, mayBeEmpty in
                NameCheck.problem(name, mayBeEmpty: mayBeEmpty).map { "the \(what) \($0)" }
            }.first
            if !named.insert(StreamKey(stream)).inserted {
                problem = problem ?? "it is named before in the same append"
            }
            guard let problem else { continue }
            throw EventStoreError(
                .invalidArgument, "stream \(index + 1) of the append: \(problem)",
                hint: "Mend the stream and append again; nothing was stored.")
        }
    }
}
