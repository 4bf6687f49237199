import EventSourcing
import EventStoreTesting
import Foundation
import Synchronization

struct Refusal: Error, Hashable, CustomStringConvertible {
    var description: String { "refused" }
}

/// What handlers have seen, in order.
final class Seen: Sendable {
    private let list = Mutex<[RecordedEvent]>([])

    var events: [RecordedEvent] { list.withLock { $0 } }
    var positions: [Int64] { events.map(\.globalPosition.rawValue) }
    var types: [EventType] { events.map(\.type) }

    func add(_ event: RecordedEvent) { list.withLock { $0.append(event) } }
}

/// A door that is closed until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Waits until something is so that nobody tells about.
func eventually(_ isSo: () async throws -> Bool) async throws {
    while try await !isSo() {
        try await Task.sleep(for: .milliseconds(1))
    }
}

extension InMemoryEventStore {
    /// Appends one event a stream in turn; the types are Even and Odd, by the number of the event. Positions begin at 1.
    func fill(_ count: Int, streams: Int = 1, at date: Date? = nil) async throws {
        for number in 1...max(count, 1) where number <= count {
            let event = NewEvent(
                type: number.isMultiple(of: 2) ? "Even" : "Odd", payload: .json(#"{"number": \#(number)}"#),
                timestamp: date ?? Date())
            try await append([event], to: StreamName("order", "\(number % streams)"), expectedVersion: .any)
        }
    }
}
