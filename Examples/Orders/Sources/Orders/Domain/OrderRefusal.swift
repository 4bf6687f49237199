/// Why a command was refused. Nothing has happened.
public enum OrderRefusal: Error, Equatable {
    /// There is no such order.
    case notFound
    case alreadyPlaced
    /// Its status does not allow it any more, or not yet.
    case isIn(Order.Status)
    /// Nothing is in it.
    case empty
    case noSuchItem(String)
    /// The command itself makes no sense.
    case unusable(String)
}

extension OrderRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFound: "there is no such order"
        case .alreadyPlaced: "the order was placed before"
        case .isIn(let status): "the order is \(status.rawValue)"
        case .empty: "the order is empty"
        case .noSuchItem(let sku): "the order has no \(sku)"
        case .unusable(let reason): reason
        }
    }
}
