import EventSourcing
import Foundation

/// What a store must hold, told in the plainest way: one list of events and a few words about each stream.
struct StoreModel {
    struct Event {
        let append: NewEvent
        let stream: StreamName
        let version: Int64
        /// Where the store has put it, as far as an append has told.
        var position: GlobalPosition?
    }

    struct Stream: Equatable {
        var version: Int64 = 0
        var isDeleted = false
        var truncateBefore: Int64 = 1
        var maxCount: Int64?
    }

    /// What the store must answer to an append.
    enum Answer: Equatable {
        case stored(version: Int64)
        case repeated(version: Int64)
        case refused(EventStoreError.Code)
    }

    var log: [Event] = []
    var streams: [StreamName: Stream] = [:]
    var checkpoints: [String: (position: GlobalPosition, count: Int64)] = [:]
    var head = GlobalPosition.start

    func isVisible(_ event: Event) -> Bool {
        guard let stream = streams[event.stream], !stream.isDeleted else { return false }
        return event.version >= stream.truncateBefore
            && stream.maxCount.map { event.version > stream.version - $0 } ?? true
    }

    var visible: [Event] { log.filter(isVisible) }

    func answer(_ append: StreamAppend, taken: Set<UUID>) -> Answer {
        let stream = streams[append.stream]
        let version = stream?.version ?? 0
        let ids = append.events.map(\.id)
        let known = ids.compactMap { id in log.first { $0.append.id == id } }
        let isExpected =
            switch append.expectedVersion {
            case .any: true
            case .noStream: version == 0
            case .streamExists: version > 0
            case .exactly(let expected): version == expected.rawValue
            }
        if isExpected, stream?.isDeleted != true, known.isEmpty, Set(ids).count == ids.count,
            taken.isDisjoint(with: ids)
        {
            return .stored(version: version + Int64(ids.count))
        }
        let isRepetition =
            known.count == ids.count
            && zip(known, append.events).enumerated().allSatisfy { index, pair in
                pair.0.stream == append.stream && pair.0.append == pair.1
                    && pair.0.version == known[0].version + Int64(index)
            }
        if isRepetition { return .repeated(version: known[known.count - 1].version) }
        if stream?.isDeleted == true { return .refused(.streamDeleted) }
        return .refused(known.isEmpty && !isExpected ? .wrongExpectedVersion : .eventIDConflict)
    }

    /// What the store must answer to each stream of a call.
    func answers(_ appends: [StreamAppend]) -> [Answer] {
        var taken: Set<UUID> = []
        return appends.map { append in
            let answer = answer(append, taken: taken)
            if case .stored = answer { taken.formUnion(append.events.map(\.id)) }
            return answer
        }
    }

    mutating func store(_ append: StreamAppend, _ result: AppendResult) {
        var stream = streams[append.stream] ?? Stream()
        for (index, event) in append.events.enumerated() {
            stream.version += 1
            log.append(Event(append: event, stream: append.stream, version: stream.version))
            if index == 0 { log[log.count - 1].position = result.firstPosition }
        }
        log[log.count - 1].position = result.lastPosition
        streams[append.stream] = stream
        head = result.lastPosition
    }

    mutating func removeForGood(_ name: StreamName) -> Int64 {
        let before = log.count
        log.removeAll { $0.stream == name }
        streams[name] = nil
        return Int64(before - log.count)
    }
}
