import EventSourcing

/// An order, made of its events.
public struct Order: SnapshottableAggregate, Equatable {
    public enum Status: String, Codable, Sendable {
        case open
        case confirmed
        case shipped
        case cancelled
    }

    public static let aggregateType = "order"

    /// Nil: it was never placed.
    public private(set) var status: Status?
    public private(set) var customer = ""
    public private(set) var lines: [OrderLine] = []
    public private(set) var trackingCode: String?

    public init() {}

    public var total: Int { lines.reduce(0) { $0 + $1.total } }

    public mutating func apply(_ event: OrderEvent) {
        switch event {
        case .placed(let customer):
            self.customer = customer
            status = .open
        case .itemAdded(let sku, let quantity, let unitPrice):
            if let index = lines.firstIndex(where: { $0.sku == sku }) {
                lines[index].quantity += quantity
                lines[index].unitPrice = unitPrice
            } else {
                lines.append(OrderLine(sku: sku, quantity: quantity, unitPrice: unitPrice))
            }
        case .itemRemoved(let sku):
            lines.removeAll { $0.sku == sku }
        case .confirmed:
            status = .confirmed
        case .shipped(let trackingCode):
            self.trackingCode = trackingCode
            status = .shipped
        case .cancelled:
            status = .cancelled
        }
    }
}
