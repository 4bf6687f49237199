import EventSourcing

/// What can happen to an order. Each event holds what those who read it need, so that nobody has to look further back.
public enum OrderEvent: DomainEvent, Equatable {
    case placed(customer: String)
    case itemAdded(sku: String, quantity: Int, unitPrice: Int)
    case itemRemoved(sku: String)
    case confirmed(lines: [OrderLine])
    case shipped(trackingCode: String)
    /// `refunded`: what had been confirmed, and is not sold after all.
    case cancelled(reason: String, refunded: [OrderLine])

    /// The names in the log.
    enum CodingKeys: String, CodingKey, CaseIterable {
        case placed = "OrderPlaced"
        case itemAdded = "OrderItemAdded"
        case itemRemoved = "OrderItemRemoved"
        case confirmed = "OrderConfirmed"
        case shipped = "OrderShipped"
        case cancelled = "OrderCancelled"
    }

    public static func schemaVersion(of type: EventType) -> Int32 { type == "OrderItemAdded" ? 2 : 1 }
}

extension OrderEvent {
    /// How they are read. In schema version 1 an added item was always one piece.
    public static let registry: EventRegistry<OrderEvent> = {
        // Checked when it is built, so every test finds a mistake.
        try! EventRegistry(
            OrderEvent.self, upcasters: [Upcaster("OrderItemAdded", from: 1) { data in data["quantity"] = 1 }])
    }()
}

extension EventType {
    public static let orderPlaced: EventType = "OrderPlaced"
    public static let orderConfirmed: EventType = "OrderConfirmed"
    public static let orderShipped: EventType = "OrderShipped"
    public static let orderCancelled: EventType = "OrderCancelled"
}
