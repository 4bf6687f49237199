import EventSourcing
import Foundation

/// The events that `sql/fill.sql` makes, as an application has them.
enum TypedOrder: DomainEvent {
    struct Order: Codable, Sendable {
        struct Line: Codable, Sendable {
            var sku: String
            var quantity: Int
            var price: Double
        }

        var orderId: String
        var customerId: String
        var currency: String
        var total: Double
        var lines: [Line]
        var ch: String
    }

    case placed(Order), paid(Order), packed(Order), shipped(Order), delivered(Order), returned(Order), cancelled(Order)
    case addressChanged(Order), noteAdded(Order), discountGranted(Order), invoiceSent(Order), reminderSent(Order)

    enum CodingKeys: String, CodingKey {
        case placed = "OrderPlaced"
        case paid = "OrderPaid"
        case packed = "OrderPacked"
        case shipped = "OrderShipped"
        case delivered = "OrderDelivered"
        case returned = "OrderReturned"
        case cancelled = "OrderCancelled"
        case addressChanged = "AddressChanged"
        case noteAdded = "NoteAdded"
        case discountGranted = "DiscountGranted"
        case invoiceSent = "InvoiceSent"
        case reminderSent = "ReminderSent"
    }
}

/// An aggregate whose events cost little, so that reading and decoding them is what is measured.
struct Account: SnapshottableAggregate {
    enum Event: DomainEvent {
        case credited(amount: Int)
        case debited(amount: Int)
    }

    static let aggregateType = "account"
    var balance = 0
    var movements = 0

    mutating func apply(_ event: Event) {
        movements += 1
        switch event {
        case .credited(let amount): balance += amount
        case .debited(let amount): balance -= amount
        }
    }
}
