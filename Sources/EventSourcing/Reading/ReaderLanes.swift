import Synchronization

/// Events on their way from the log to the handlers: one queue a lane, a bound over all, and what is done.
final class ReaderLanes: Sendable {
    struct Entry: Sendable {
        let event: RecordedEvent
        let number: Int
    }

    private struct State {
        var queues: [[Entry]]
        /// Lanes that wait for an event.
        var takers: [CheckedContinuation<Void, Never>?]
        /// The feeder, waiting for room.
        var feeder: CheckedContinuation<Void, Never>?
        var prefix: FinishedPrefix
        /// Events that are waiting or in hand.
        var unfinished = 0
        /// No more will come.
        var isClosed = false
        /// Nothing more is handed out.
        var isAborted = false
    }

    private let state: Mutex<State>
    private let count: Int
    private let maxUnfinished: Int

    init(count: Int, maxUnfinished: Int, after position: GlobalPosition) {
        self.count = count
        self.maxUnfinished = maxUnfinished
        state = Mutex(
            State(
                queues: Array(repeating: [], count: count), takers: Array(repeating: nil, count: count),
                prefix: FinishedPrefix(position: position)))
    }

    var prefix: FinishedPrefix { state.withLock { $0.prefix } }
    var unfinished: Int { state.withLock { $0.unfinished } }

    // MARK: The feeder's side

    /// Puts an event into its stream's lane; waits while there is no room. False when no more are wanted.
    func put(_ event: RecordedEvent) async -> Bool {
        let lane = Int(UInt(bitPattern: event.stream.hashValue) % UInt(count))
        await waitForRoom()
        let (isWanted, taker) = state.withLock { state in
            guard !state.isAborted else { return (false, CheckedContinuation<Void, Never>?.none) }
            state.queues[lane].append(Entry(event: event, number: state.prefix.begin(event)))
            state.unfinished += 1
            return (true, state.takers[lane].take())
        }
        taker?.resume()
        return isWanted
    }

    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let hasRoom = state.withLock { state in
                let hasRoom = state.unfinished < maxUnfinished || state.isAborted
                if !hasRoom { state.feeder = continuation }
                return hasRoom
            }
            if hasRoom { continuation.resume() }
        }
    }

    /// Passes over an event that is not to be handled.
    func pass(_ event: RecordedEvent) {
        state.withLock { $0.prefix.pass(event.globalPosition, eventID: event.id) }
    }

    /// Everything up to a position has come.
    func pass(_ position: GlobalPosition) {
        state.withLock { $0.prefix.pass(position) }
    }

    /// No more will come: the lanes end when they are empty.
    func close() { end { $0.isClosed = true } }

    /// The lanes and the feeder end as soon as they look.
    func abort() {
        end {
            $0.isClosed = true
            $0.isAborted = true
        }
    }

    private func end(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            var waiting = state.takers.compactMap(\.self)
            state.takers = Array(repeating: nil, count: count)
            if state.isAborted, let feeder = state.feeder.take() { waiting.append(feeder) }
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    // MARK: The lanes' side

    /// The events that wait in a lane, at least one; nil when no more will come.
    func take(_ lane: Int) async -> [Entry]? {
        while true {
            let (entries, isClosed) = state.withLock { state in
                guard !state.isAborted else { return ([Entry](), true) }
                let entries = state.queues[lane]
                state.queues[lane] = []
                return (entries, state.isClosed)
            }
            if !entries.isEmpty { return entries }
            if isClosed { return nil }
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    let isThere = !state.queues[lane].isEmpty || state.isClosed
                    if !isThere { state.takers[lane] = continuation }
                    return isThere
                }
                if isThere { continuation.resume() }
            }
        }
    }

    /// Whether nothing more is to be handled.
    var isAborted: Bool { state.withLock { $0.isAborted } }

    /// An event is done with.
    func finish(_ entry: Entry) {
        let feeder = state.withLock { state in
            state.prefix.finish(entry.number)
            state.unfinished -= 1
            return state.feeder.take()
        }
        feeder?.resume()
    }
}
