import EventSourcing
import EventStorePostgres
import Logging

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

    /// Makes the group. One that is there stays as it is.
    static func install(in store: PostgresEventStore, _ settings: EventStoreSettings, logger: Logger) async throws {
        let wanted = group(settings)
        guard try await !store.createConsumerGroup(wanted),
            let stored = try await store.consumerGroups().first(where: { $0.name == groupName && $0.tenant == nil }),
            stored.aggregateTypes != wanted.aggregateTypes || stored.eventTypes != wanted.eventTypes?.map(\.rawValue)
                || stored.slots != wanted.slots || stored.lease != wanted.lease
                || stored.maxAttempts != wanted.maxAttempts || stored.maxUnacknowledged != wanted.maxUnacknowledged
        else { return }
        logger.warning(
            """
            the consumer group \(groupName) has other options than this program, and keeps them. For others: stop the \
            servers, see to what is parked, delete the group, and create it with --from its settled position (eventstore \
            groups list): made by the program it begins at the start, and sends every mail again.
            """)
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
