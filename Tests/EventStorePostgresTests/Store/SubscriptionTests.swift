import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("Subscribing")
struct SubscriptionTests {
    @Test("a subscription delivers what is there, says that it has caught up, and then what is stored")
    func catchUpAndLive() async throws {
        try await TestStore.with { store in
            for index in 0..<25 {
                try await store.append([.test()], to: StreamName("s", "\(index)"), expectedVersion: .noStream)
            }
            var positions: [GlobalPosition] = []
            var hasCaughtUp = false
            for try await message in store.subscribe(SubscriptionOptions(pageSize: 10)).messages {
                switch message {
                case .event(let event):
                    positions.append(event.globalPosition)
                    if hasCaughtUp && positions.count < 30 {
                        try await store.append([.test()], to: StreamName("s", "0"), expectedVersion: .any)
                    }
                case .caughtUp:
                    #expect(positions.count == 25)
                    hasCaughtUp = true
                    try await store.append([.test()], to: StreamName("s", "0"), expectedVersion: .any)
                case .fellBehind: break
                }
                if positions.count == 30 { break }
            }
            #expect(positions == positions.sorted())
            #expect(Set(positions).count == 30)
        }
    }
}
