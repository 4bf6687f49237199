import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

@Suite("Gathering appends")
struct GatheredAppendsTests {
    private func append(_ stream: String, events: Int = 1, bytes: Int = 2) -> StreamAppend {
        let payload = EventPayload.json(Data(repeating: 0x20, count: bytes))
        return StreamAppend(
            (0..<events).map { _ in NewEvent(type: "T", payload: payload) }, to: StreamName("s", stream),
            expectedVersion: .any)
    }

    private func streams(_ batch: [GatheredAppends.Entry]) -> [String] { batch.map(\.append.stream.aggregateID) }

    @Test("of one stream only the first travels, and the order of the others stays")
    func oneOfAStream() {
        var queue = GatheredAppends()
        for stream in ["a", "b", "a", "c", "a", "b"] { _ = queue.add(append(stream), OneShot()) }
        #expect(streams(queue.take(maxEvents: 100, maxBytes: 1000)) == ["a", "b", "c"])
        #expect(streams(queue.take(maxEvents: 100, maxBytes: 1000)) == ["a", "b"])
        #expect(streams(queue.take(maxEvents: 100, maxBytes: 1000)) == ["a"])
        #expect(queue.take(maxEvents: 100, maxBytes: 1000).isEmpty)
    }

    @Test("a batch is bounded by events and bytes, and one that is larger alone travels alone")
    func bounds() {
        var queue = GatheredAppends()
        for (stream, events) in [("a", 6), ("b", 4), ("c", 1), ("d", 50), ("e", 1)] {
            _ = queue.add(append(stream, events: events), OneShot())
        }
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 1000)) == ["a", "b"])
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 1000)) == ["c"])
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 1000)) == ["d"])
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 1000)) == ["e"])
        for stream in ["a", "b", "c"] { _ = queue.add(append(stream, bytes: 600), OneShot()) }
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 1300)) == ["a", "b"])
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 100)) == ["c"])
    }

    @Test("whoever has gone is not sent")
    func removed() {
        var queue = GatheredAppends()
        let first = queue.add(append("a"), OneShot())
        _ = queue.add(append("b"), OneShot())
        queue.remove(first)
        queue.remove(999)
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 100)) == ["b"])
    }

    @Test("of a stream that is in flight nothing travels")
    func busy() {
        var queue = GatheredAppends()
        for stream in ["a", "b", "a"] { _ = queue.add(append(stream), OneShot()) }
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 100, except: [StreamName("s", "a")])) == ["b"])
        #expect(queue.take(maxEvents: 10, maxBytes: 100, except: [StreamName("s", "a")]).isEmpty)
        #expect(streams(queue.take(maxEvents: 10, maxBytes: 100)) == ["a"])
    }

    @Test("random queues: everything travels once, streams keep their order, bounds hold")
    func random() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            var queue = GatheredAppends()
            var added: [(id: UInt64, stream: String)] = []
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                let stream = "\(Int.random(in: 0..<6, using: &random))"
                let count = Int.random(in: 1...5, using: &random)
                added.append((queue.add(append(stream, events: count), OneShot()), stream))
            }
            var sent: [(id: UInt64, stream: String)] = []
            while true {
                let batch = queue.take(maxEvents: 8, maxBytes: 10_000)
                if batch.isEmpty { break }
                #expect(Set(streams(batch)).count == batch.count)
                #expect(batch.count == 1 || batch.reduce(0) { $0 + $1.append.events.count } <= 8)
                sent += batch.map { ($0.id, $0.append.stream.aggregateID) }
            }
            #expect(sent.map(\.id).sorted() == added.map(\.id))
            for stream in Set(added.map(\.stream)) {
                let ids = sent.filter { $0.stream == stream }.map(\.id)
                #expect(ids == ids.sorted())
            }
        }
    }
}

@Suite("Group commit")
struct AppendGathererTests {
    /// Answers what it is sent when it is let, and remembers it.
    private final class Sender: Sendable {
        let batches = Shared<[[StreamAppend]]>([])
        let gates = Shared<[OneShot<Void>]>([])

        func send(_ appends: [StreamAppend]) async -> [AppendGatherer.Outcome] {
            let gate = OneShot<Void>()
            batches.change { $0.append(appends) }
            gates.change { $0.append(gate) }
            do {
                try await gate.value()
            } catch {
                return appends.map { _ in .failure(error) }
            }
            return appends.map {
                .success(
                    AppendResult(
                        stream: $0.stream, version: StreamVersion(rawValue: Int64($0.events[0].schemaVersion)),
                        firstPosition: 1, lastPosition: 1, wasAlreadyStored: false))
            }
        }

        func release(_ index: Int) async throws {
            try await waitUntil("call \(index) is sent") { gates.value.count > index }
            gates.value[index].resume(.success(()))
        }
    }

    private func numbered(_ number: Int) -> StreamAppend {
        StreamAppend(
            [NewEvent(type: "T", schemaVersion: Int32(number), payload: .json("{}"))], to: StreamName("s", "\(number)"),
            expectedVersion: .any)
    }

    private func gatherer(_ sender: Sender, calls: Int = 1, patience: Duration = .seconds(600)) -> AppendGatherer {
        var limits = PostgresConfiguration.Append()
        limits.concurrentCalls = calls
        return AppendGatherer(limits: limits, patience: patience) { await sender.send($0) }
    }

    @Test("a lone caller sends at once; those who come meanwhile travel together, each with its own answer")
    func together() async throws {
        let sender = Sender()
        let gatherer = gatherer(sender)
        try await withThrowingTaskGroup(of: (Int, Int64).self) { group in
            group.addTask { (0, try await gatherer.append(self.numbered(0)).version.rawValue) }
            try await waitUntil("the first is sent") { sender.batches.value.count == 1 }
            for number in 1...50 {
                group.addTask { (number, try await gatherer.append(self.numbered(number)).version.rawValue) }
            }
            try await waitUntil("all wait") { gatherer.waiting == 50 }
            #expect(sender.batches.value.count == 1)
            try await sender.release(0)
            try await sender.release(1)
            for try await (number, version) in group { #expect(Int64(number) == version) }
        }
        #expect(sender.batches.value.map(\.count) == [1, 50])
    }

    @Test("as many calls as allowed are in flight; who comes then travels with whichever returns first")
    func severalCalls() async throws {
        let sender = Sender()
        let gatherer = gatherer(sender, calls: 2)
        try await withThrowingTaskGroup(of: (Int, Int64).self) { group in
            for number in 0...1 {
                group.addTask { (number, try await gatherer.append(self.numbered(number)).version.rawValue) }
                try await waitUntil("\(number) is sent") { sender.batches.value.count == number + 1 }
            }
            for number in 2...4 {
                group.addTask { (number, try await gatherer.append(self.numbered(number)).version.rawValue) }
            }
            try await waitUntil("three wait") { gatherer.waiting == 3 }
            try await sender.release(1)
            try await waitUntil("they travel") { sender.batches.value.count == 3 }
            // Two are in flight again.
            group.addTask { (5, try await gatherer.append(self.numbered(5)).version.rawValue) }
            try await waitUntil("it waits") { gatherer.waiting == 1 }
            try await sender.release(2)
            try await sender.release(3)
            try await sender.release(0)
            for try await (number, version) in group { #expect(Int64(number) == version) }
        }
        #expect(sender.batches.value.map(\.count) == [1, 1, 3, 1])
    }

    @Test("cancelled while it waits, an append is not sent; the others are")
    func cancelledInQueue() async throws {
        let sender = Sender()
        let gatherer = gatherer(sender)
        let first = Task { try await gatherer.append(self.numbered(0)) }
        try await waitUntil("the first is sent") { sender.batches.value.count == 1 }
        let gone = Task { try await gatherer.append(self.numbered(1)) }
        try await waitUntil("it waits") { gatherer.waiting == 1 }
        let stays = Task { try await gatherer.append(self.numbered(2)) }
        try await waitUntil("both wait") { gatherer.waiting == 2 }
        gone.cancel()
        await #expect(throws: CancellationError.self) { try await gone.value }
        #expect(gatherer.waiting == 1)
        try await sender.release(0)
        try await sender.release(1)
        #expect(try await first.value.version == 0)
        #expect(try await stays.value.version == 2)
        #expect(sender.batches.value[1].map(\.stream.aggregateID) == ["2"])
    }

    @Test("cancelled in flight, its caller goes at once and the others get their answers")
    func cancelledInFlight() async throws {
        let sender = Sender()
        let gatherer = gatherer(sender)
        let first = Task { try await gatherer.append(self.numbered(0)) }
        try await waitUntil("the first is sent") { sender.batches.value.count == 1 }
        let gone = Task { try await gatherer.append(self.numbered(1)) }
        let stays = Task { try await gatherer.append(self.numbered(2)) }
        try await waitUntil("both wait") { gatherer.waiting == 2 }
        try await sender.release(0)
        try await waitUntil("they travel") { sender.batches.value.count == 2 }
        gone.cancel()
        await #expect(throws: CancellationError.self) { try await gone.value }
        try await sender.release(1)
        #expect(try await stays.value.version == 2)
        _ = try await first.value
    }

    @Test("when the first caller is cancelled, those behind it are sent")
    func firstCancelled() async throws {
        let sender = Sender()
        let gatherer = gatherer(sender)
        let first = Task { try await gatherer.append(self.numbered(0)) }
        try await waitUntil("the first is sent") { sender.batches.value.count == 1 }
        let second = Task { try await gatherer.append(self.numbered(1)) }
        try await waitUntil("it waits") { gatherer.waiting == 1 }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        try await sender.release(1)
        #expect(try await second.value.version == 1)
    }

    @Test("a call that is stuck is overtaken by other streams, and its own stream waits")
    func stuck() async throws {
        let sender = Sender()
        let gatherer = gatherer(sender, patience: .milliseconds(50))
        let first = Task { try await gatherer.append(self.numbered(0)) }
        try await waitUntil("the first is sent") { sender.batches.value.count == 1 }
        let again = Task { try await gatherer.append(self.numbered(0)) }
        try await waitUntil("it waits") { gatherer.waiting == 1 }
        let other = Task { try await gatherer.append(self.numbered(1)) }
        try await sender.release(1)
        #expect(try await other.value.version == 1)
        #expect(gatherer.waiting == 1)
        // The next lone caller need not wait for anybody's patience.
        let lone = Task { try await gatherer.append(self.numbered(2)) }
        try await sender.release(2)
        #expect(try await lone.value.version == 2)
        #expect(gatherer.waiting == 1)
        try await sender.release(0)
        try await sender.release(3)
        _ = try await first.value
        #expect(try await again.value.version == 0)
        #expect(sender.batches.value.map { $0.map(\.stream.aggregateID) } == [["0"], ["1"], ["2"], ["0"]])
    }

    @Test("a thousand callers, random pauses and cancellations: nobody waits for ever and nobody gets another's answer")
    func storm() async throws {
        let sent = Shared<[Int32: Int]>([:])
        let gatherer = AppendGatherer(limits: .init()) { appends in
            sent.change { for append in appends { $0[append.events[0].schemaVersion, default: 0] += 1 } }
            await Task.yield()
            return appends.map {
                .success(
                    AppendResult(
                        stream: $0.stream, version: StreamVersion(rawValue: Int64($0.events[0].schemaVersion)),
                        firstPosition: 1, lastPosition: 1, wasAlreadyStored: false))
            }
        }
        let tasks = (0..<1000).map { number in
            Task {
                if number % 3 == 0 { await Task.yield() }
                return try await gatherer.append(self.numbered(number)).version.rawValue
            }
        }
        for (number, task) in tasks.enumerated() where number % 10 == 0 { task.cancel() }
        for (number, task) in tasks.enumerated() {
            switch await task.result {
            case .success(let version): #expect(version == Int64(number))
            case .failure(let error): #expect(error is CancellationError && number % 10 == 0)
            }
        }
        #expect(sent.value.values.allSatisfy { $0 == 1 })
        for number in 0..<1000 where number % 10 != 0 { #expect(sent.value[Int32(number)] == 1) }
        #expect(gatherer.waiting == 0)
    }
}
