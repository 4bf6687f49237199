import EventSourcing
import EventStoreTesting
import Foundation
import Testing

@Suite("A store for code that is not async", .timeLimit(.minutes(1)))
struct BlockingEventStoreTests {
    private let memory = InMemoryEventStore()
    private let order = StreamName("order", "1")

    /// Runs `body` on a thread that is none of a task's.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try body() }) }
            thread.start()
        }
    }

    private func placed() -> NewEvent { NewEvent(type: "OrderPlaced", payload: .json("{}")) }

    @Test("appends, reads, and keeps checkpoints")
    func calls() async throws {
        let (store, order, placed) = (BlockingEventStore(memory), order, placed())
        try await onThread {
            let result = try store.append([placed], to: order, expectedVersion: .noStream)
            #expect(result.version == 1)
            #expect(try store.readStream(order).map(\.id) == [placed.id])
            #expect(try store.readAll().count == 1)
            #expect(try store.version(of: order) == 1)
            #expect(try store.event(withID: placed.id)?.stream == order)
            #expect(try store.checkpoint(named: "p") == nil)
            try store.saveCheckpoint(CheckpointUpdate(name: "p", globalPosition: result.lastPosition))
            #expect(try store.checkpoint(named: "p")?.globalPosition == result.lastPosition)
            #expect(try store.call { try await $0.streams(StreamListOptions()) }.count == 1)
        }
    }

    @Test("throws what the store throws")
    func errors() async throws {
        let (store, order, placed) = (BlockingEventStore(memory), order, placed())
        let error = await #expect(throws: EventStoreError.self) {
            try await onThread { try store.append([placed], to: order, expectedVersion: .streamExists) }
        }
        #expect(error?.code == .wrongExpectedVersion)
    }

    @Test("refuses a call inside a task, before anything happens")
    func insideTask() async throws {
        let (store, order, placed) = (BlockingEventStore(memory), order, placed())
        func notAsync() throws { try store.append([placed], to: order, expectedVersion: .any) }
        #expect(throws: BlockingCallError.insideTask) { try notAsync() }
        #expect(memory.count == 0)
    }

    @Test("has the caller's context")
    func context() async throws {
        let store = BlockingEventStore(memory)
        let user = try await onThread {
            try EventContext.$current.withValue(EventContext(userID: "ada")) {
                try store.call { _ in EventContext.current.userID }
            }
        }
        #expect(user == "ada")
    }

    @Test("gives up after the timeout, cancels the call, and says that its outcome is unknown")
    func timeout() async throws {
        let store = BlockingEventStore(memory, timeout: .milliseconds(20))
        let cancelled = AsyncStream<Void>.makeStream()
        let error = await #expect(throws: EventStoreError.self) {
            try await onThread {
                try store.call { _ in
                    try? await Task.sleep(for: .seconds(3600))
                    cancelled.continuation.yield()
                }
            }
        }
        #expect(error?.code == .deadlineExceeded)
        #expect(error?.isOutcomeUnknown == true)
        for await _ in cancelled.stream { break }
    }
}
