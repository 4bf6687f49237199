import EventSourcing
import Foundation

enum AccountEvent: DomainEvent, Hashable {
    case opened(owner: String)
    case deposited(Int)
    case withdrawn(Int)
    case closed
}

struct Account: SnapshottableAggregate, Hashable {
    static let aggregateType = "account"

    struct NotOpen: Error {}
    struct TooLittle: Error, Equatable { var balance: Int }

    var owner: String?
    var balance = 0
    /// Everything that ever happened, so that two states are equal only when nothing was lost or applied twice.
    var history: [String] = []

    mutating func apply(_ event: AccountEvent) {
        switch event {
        case .opened(let owner): self.owner = owner
        case .deposited(let amount): balance += amount
        case .withdrawn(let amount): balance -= amount
        case .closed: owner = nil
        }
        history.append("\(event)")
    }

    func deposit(_ amount: Int) throws -> [AccountEvent] {
        guard owner != nil else { throw NotOpen() }
        return amount == 0 ? [] : [.deposited(amount)]
    }

    func withdraw(_ amount: Int) throws -> [AccountEvent] {
        guard balance >= amount else { throw TooLittle(balance: balance) }
        return [.withdrawn(amount)]
    }
}

/// The same random numbers for the same seed.
struct AccountGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
