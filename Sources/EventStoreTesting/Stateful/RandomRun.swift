import EventSourcing
import Foundation

/// One run of ``RandomOperations``.
struct RandomRun {
    let store: any EventStore
    var random: SeededGenerator
    var model = StoreModel()
    /// Every append that was tried, to be repeated.
    var tried: [StreamAppend] = []
    /// What was done last, for people.
    var last = "nothing"

    let names = [
        StreamName("x", "1"), StreamName("x", "2"), StreamName("y", "1"), StreamName("x", "1", tenant: "t"),
        StreamName("y", "2", tenant: "t"),
    ]

    init(store: any EventStore, random: SeededGenerator) {
        self.store = store
        self.random = random
    }

    mutating func step() async throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<40: try await append()
        case 40..<48: try await appendSeveral()
        case 48..<58: try await readStream()
        case 58..<70: try await readAll()
        case 70..<75: try await lookUp()
        case 75..<79: try await delete()
        case 79..<83: try await reopen()
        case 83..<87: try await limit()
        case 87..<90: try await truncate()
        case 90..<92: try await deleteForGood()
        case 92..<97: try await checkpoint()
        default: try await compareAll()
        }
    }

    // MARK: Appending

    private mutating func event() -> NewEvent {
        .sample(random.pick(["A", "B", "C"]), #"{"n": \#(Int.random(in: 0..<9, using: &random))}"#, at: time())
    }

    private mutating func expectedVersion(_ name: StreamName) -> ExpectedVersion {
        let version = model.streams[name]?.version ?? 0
        if random.chance(50) { return .exactly(StreamVersion(rawValue: version)) }
        let other = StreamVersion(rawValue: Int64.random(in: 0...version + 2, using: &random))
        return random.pick([.any, .any, .noStream, .streamExists, .exactly(other)])
    }

    private mutating func newAppend(to name: StreamName) -> StreamAppend {
        var events = (0..<Int.random(in: 1...3, using: &random)).map { _ in event() }
        if random.chance(6), let known = model.log.randomElement(using: &random) { events[0].id = known.append.id }
        if random.chance(4) { events[events.count - 1].id = events[0].id }
        return StreamAppend(events, to: name, expectedVersion: expectedVersion(name))
    }

    private mutating func nextAppend() -> StreamAppend {
        if random.chance(15), let before = tried.randomElement(using: &random) {
            var again = before
            if random.chance(50) { again.expectedVersion = expectedVersion(before.stream) }
            return again
        }
        let new = newAppend(to: random.pick(names))
        tried.append(new)
        return new
    }

    private mutating func append() async throws {
        let append = nextAppend()
        last = "append of \(append.events.count) to \(append.stream), expecting \(append.expectedVersion)"
        let answer = model.answer(append, taken: [])
        let outcome: Result<AppendResult, EventStoreError>
        do {
            outcome = .success(try await store.append(append))
        } catch let error as EventStoreError {
            outcome = .failure(error)
        }
        try take(append, answer, outcome)
    }

    private mutating func appendSeveral() async throws {
        var appends: [StreamAppend] = []
        for name in names.shuffled(using: &random).prefix(Int.random(in: 2...4, using: &random)) {
            appends.append(newAppend(to: name))
        }
        if random.chance(15) { appends[1].events[0].id = appends[0].events[0].id }
        tried += appends
        let answers = model.answers(appends)
        let isEach = random.chance(60)
        last = "append of \(appends.count) streams, \(isEach ? "each on its own" : "all or nothing")"
        if isEach {
            let outcomes = try await store.appendEach(appends)
            try requireEqual(outcomes.count, appends.count, "the outcomes")
            for (index, outcome) in outcomes.enumerated() { try take(appends[index], answers[index], outcome) }
            return
        }
        let refusals = answers.compactMap { answer -> EventStoreError.Code? in
            if case .refused(let code) = answer { code } else { nil }
        }
        guard refusals.isEmpty else {
            do {
                _ = try await store.append(appends)
            } catch let error as EventStoreError {
                return try require(refusals.contains(error.code), "refused with \(error.code), not \(refusals)")
            }
            throw ConformanceFailure(message: "it took what \(refusals) refuse", place: #fileID)
        }
        let results = try await store.append(appends)
        for (index, result) in results.enumerated() { try take(appends[index], answers[index], .success(result)) }
    }

    private mutating func take(
        _ append: StreamAppend, _ answer: StoreModel.Answer, _ outcome: Result<AppendResult, EventStoreError>
    ) throws {
        switch (answer, outcome) {
        case (.stored(let version), .success(let result)):
            try requireEqual(result.version.rawValue, version, "the version")
            try require(!result.wasAlreadyStored, "it is new")
            try require(result.firstPosition > model.head, "position \(result.firstPosition) after \(model.head)")
            try require(result.lastPosition >= result.firstPosition, "the last position is not below the first")
            model.store(append, result)
        case (.repeated(let version), .success(let result)):
            try requireEqual(result.version.rawValue, version, "the version of the original")
            try require(result.wasAlreadyStored, "it is known")
            let first = model.log.first { $0.append.id == append.events[0].id }
            if let position = first?.position { try requireEqual(result.firstPosition, position, "its first position") }
        case (.refused(let code), .failure(let error)):
            try requireEqual(error.code, code, "the refusal")
            try requireEqual(error.stream, append.stream, "its stream")
            try requireEqual(
                error.actualVersion?.rawValue, model.streams[append.stream]?.version ?? 0, "its actual version")
        default:
            throw ConformanceFailure(message: "\(outcome) instead of \(answer)", place: #fileID)
        }
    }
}
