import EventSourcing
import EventStorePostgres

/// Writes to customers when something has happened to their orders: a member of a consumer group calls it for each event, one
/// order's in their order, at least once.
public struct OrderMails: Sendable {
    public static let groupName = "order-mails"

    static func group(_ settings: EventStoreSettings) -> ConsumerGroupOptions {
        var options = settings.consumerGroupOptions(groupName)
        options.aggregateTypes = [Order.aggregateType]
        options.eventTypes = [.orderConfirmed, .orderShipped, .orderCancelled]
        options.retryDelay = .milliseconds(200)
        return options
    }

    let orders: OrderService
    let server: MailServer

    public func send(_ delivery: ConsumerGroupDelivery) async throws {
        let event = delivery.event
        for decoded in try OrderEvent.registry.decode(event) {
            guard let subject = Self.subject(decoded.event) else { continue }
            // The order as it was then.
            let order = try await orders.order(event.stream.aggregateID, upTo: event.version)
            let mail = Mail(
                event: event.id, order: event.stream.aggregateID, version: event.version.rawValue,
                customer: order.state.customer, subject: subject, token: delivery.token)
            do {
                try await server.send(mail, attempts: delivery.attempts)
            } catch MailServer.Failure.addressRefused {
                // Trying again cannot help; it is set aside for people.
                throw ConsumerGroupFailure.park("\(order.state.customer) takes no mail")
            }
        }
    }

    static func subject(_ event: OrderEvent) -> String? {
        switch event {
        case .confirmed: "we have your order"
        case .shipped(let trackingCode): "your order is on its way: \(trackingCode)"
        case .cancelled(let reason, _): "your order was cancelled: \(reason)"
        default: nil
        }
    }
}
