import EventSourcing
import Foundation
import Testing

@testable import EventStorePostgres

extension Proofs {
    /// For each version of a stream there is one winner, however many callers want it and by whatever call; losers leave nothing
    /// behind, not even a position that was drawn.
    ///
    /// Seen red: with the comparison of versions taken out of the UPDATE of both functions, all 64 callers win.
    @Suite("One winner per version", .serialized)
    struct OneWinnerTests {
        enum Way: String, CaseIterable, Sendable {
            case groupCommit = "group commit"
            case alone = "no group commit"
            case each = "appendEach"
            case all = "append of several"
            case transaction = "a transaction"
        }

        @Test("of 64 callers with the same expected version one wins", arguments: Way.allCases)
        func oneWinner(_ way: Way) async throws {
            let rounds = 8
            let callers = 64
            try await TestStore.with {
                $0.append.groupCommit = way != .alone
                $0.pool.maxConnections = 16
                $0.pool.acquireTimeout = .seconds(60)
            } _: { store in
                let stream = StreamName("wanted", "1")
                for round in 0..<rounds {
                    let head = try await store.positions().headPosition
                    let outcomes = await withTaskGroup(of: Result<AppendResult, any Error>.self) { group in
                        for caller in 0..<callers {
                            group.addTask {
                                // In some rounds two events at once, in some one: both functions decide.
                                let events = (0...(round % 2)).map {
                                    NewEvent.test("T", #"{"caller":\#(caller),"n":\#($0)}"#)
                                }
                                let wanted = StreamAppend(
                                    events, to: stream,
                                    expectedVersion: .exactly(StreamVersion(rawValue: Self.version(after: round))))
                                let neighbour = StreamAppend(
                                    [.test()], to: StreamName("neighbour", "\(caller)"), expectedVersion: .any)
                                do {
                                    switch way {
                                    case .groupCommit, .alone: return .success(try await store.append(wanted))
                                    case .all: return .success(try await store.append([neighbour, wanted])[1])
                                    case .transaction:
                                        return .success(try await store.withTransaction { try await $0.append(wanted) })
                                    case .each:
                                        let outcomes = try await store.appendEach([neighbour, wanted])
                                        _ = try outcomes[0].get()
                                        return outcomes[1].mapError { $0 as any Error }
                                    }
                                } catch {
                                    return .failure(error)
                                }
                            }
                        }
                        return await group.reduce(into: []) { $0.append($1) }
                    }
                    let winners = outcomes.compactMap { try? $0.get() }
                    #expect(winners.count == 1)
                    for case .failure(let error) in outcomes {
                        let error = try #require(error as? EventStoreError)
                        #expect(error.code == .wrongExpectedVersion)
                        #expect(error.stream == stream)
                        #expect(
                            error.expectedVersion == .exactly(StreamVersion(rawValue: Self.version(after: round)))
                                || round == 0)
                        #expect(error.actualVersion == StreamVersion(rawValue: Self.version(after: round + 1)))
                        #expect(!error.isOutcomeUnknown)
                    }
                    let neighbours =
                        switch way {
                        case .each: callers
                        case .all: 1
                        default: 0
                        }
                    let grown = try await store.positions().headPosition.rawValue - head.rawValue
                    #expect(grown == Int64(1 + round % 2 + neighbours), "losers draw no position")
                }
                let events = try await store.readStream(stream)
                #expect(events.map(\.version.rawValue) == Array(1...Self.version(after: rounds)))
                let expected: Int64 =
                    switch way {
                    case .each: Int64(callers * rounds)
                    case .all: Int64(rounds)
                    default: 0
                    }
                #expect(try await store.statistics().events == Int64(events.count) + expected)
                #expect(try await store.verify().isEmpty)
            }
        }

        /// Rounds append one and two events in turn.
        private static func version(after rounds: Int) -> Int64 { Int64(rounds + rounds / 2) }
    }
}
