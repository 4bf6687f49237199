import EventSourcing
import EventStoreTesting
import Foundation
import Testing

@Suite("Injected faults")
struct FaultInjectionTests {
    private let stream = StreamName("order", "1")
    private let event = NewEvent(type: "Tested", payload: .json("{}"))
    private let busy = EventStoreError(.poolExhausted, "busy", isRetryable: true)

    private func append(_ store: InMemoryEventStore) async -> EventStoreError? {
        do {
            try await store.append([event], to: stream, expectedVersion: .noStream)
            return nil
        } catch {
            return error as? EventStoreError
        }
    }

    @Test("a call fails before its effect, as often as planned, and then works")
    func fails() async {
        let store = InMemoryEventStore()
        store.inject(.fails(busy), into: .append, times: 2)
        #expect(store.pendingFaults == 2)
        for _ in 0..<2 {
            #expect(await append(store)?.code == .poolExhausted)
            #expect(store.count == 0)
        }
        #expect(await append(store) == nil)
        #expect(store.count == 1 && store.pendingFaults == 0 && store.callCount(.append) == 3)
    }

    @Test(
        "an unknown outcome may have had its effect or not; repeating the append settles it", arguments: [true, false])
    func outcomeUnknown(hasEffect: Bool) async throws {
        let store = InMemoryEventStore()
        store.inject(.outcomeUnknown(hasEffect: hasEffect), into: .append)
        let error = await append(store)
        #expect(error?.isOutcomeUnknown == true && error?.isRetryable == true && error?.code == .connectionLost)
        #expect(store.count == (hasEffect ? 1 : 0))
        let result = try await store.append([event], to: stream, expectedVersion: .noStream)
        #expect(result.wasAlreadyStored == hasEffect && store.count == 1)
    }

    @Test("calls pass before a fault strikes, other calls are not struck, and faults strike in the order of planning")
    func order() async throws {
        let store = InMemoryEventStore()
        store.inject(.fails(busy), into: .versionOfStream, skipping: 1)
        store.inject(.fails(EventStoreError(.contention, "locked")), into: .versionOfStream)
        var codes: [EventStoreError.Code?] = []
        for _ in 0..<4 {
            do {
                _ = try await store.version(of: stream)
                codes.append(nil)
            } catch {
                codes.append((error as? EventStoreError)?.code)
            }
            _ = try await store.readStream(stream)
        }
        #expect(codes == [nil, .poolExhausted, .contention, nil])
        store.inject(.fails(busy), into: .readStream)
        store.removeFaults()
        #expect(try await store.readStream(stream).isEmpty)
        #expect(store.callCount(.readStream) == 5)
        store.resetCallCounts()
        #expect(store.callCount(.readStream) == 0)
    }

    @Test("somebody else is quicker: what a fault runs happens before the call, or after its effect")
    func runs() async throws {
        let store = InMemoryEventStore()
        store.inject(
            .runs {
                try await store.append(
                    [NewEvent(type: "Other", payload: .json("{}"))], to: stream, expectedVersion: .noStream)
            }, into: .append)
        #expect(await append(store)?.code == .wrongExpectedVersion)
        store.clear()
        let seen = Seen()
        store.inject(.runsAfterEffect { await seen.set(store.count) }, into: .append)
        #expect(await append(store) == nil)
        #expect(await seen.count == 1)
    }

    private actor Seen {
        var count = 0
        func set(_ count: Int) { self.count = count }
    }

    @Test("a delay ends with its task, and then the call has no effect")
    func delays() async throws {
        let store = InMemoryEventStore()
        store.inject(.delays(.seconds(3600)), into: .append)
        let task = Task { try await store.append([event], to: stream, expectedVersion: .any) }
        while store.callCount(.append) == 0 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(store.count == 0)
    }

    @Test("a subscription survives what is retryable and fails with what is not")
    func subscriptions() async throws {
        let store = InMemoryEventStore()
        #expect(await append(store) == nil)
        store.inject(.fails(busy), into: .subscriptionRead, times: 3)
        store.inject(.fails(EventStoreError(.permissionDenied, "no")), into: .subscriptionRead, skipping: 1)
        var iterator = store.subscribe(from: .beginning).makeAsyncIterator()
        #expect(try await iterator.next()?.id == event.id)
        let error = await #expect(throws: EventStoreError.self) { try await iterator.next() }
        #expect(error?.code == .permissionDenied)
    }
}
