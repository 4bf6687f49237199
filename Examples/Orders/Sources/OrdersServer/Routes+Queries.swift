import EventSourcing
import Foundation
import Hummingbird
import Orders

extension Routes {
    private struct Health: Encodable {
        var status: String
        var head: Int64?
        var monthsAhead: Int
    }

    private struct Rebuild: Encodable { var generation: Int }

    private struct History: Encodable {
        var version: Int64
        var type: String
        var data: OrderEvent
        var correlation: String?
    }

    func addQueries(to router: Router<BasicRequestContext>) {
        router.get("orders/:id") { _, context in
            let order = try await shop.orders.order(try context.parameter("id"))
            return try OrderAnswer(order).response()
        }
        router.get("orders/:id/events") { _, context in
            let stream = StreamName(Order.aggregateType, try context.parameter("id"))
            let events = try await shop.store.readStream(stream, as: OrderEvent.registry)
            guard !events.isEmpty else { throw OrderRefusal.notFound }
            return try Response(
                json: events.map {
                    History(
                        version: $0.version.rawValue, type: $0.recorded.type.rawValue, data: $0.event,
                        correlation: $0.metadata.correlationID)
                })
        }
        router.get("customers/:customer/orders") { _, context in
            try Response(json: try await shop.customerOrders.orders(of: try context.parameter("customer")))
        }
        router.get("revenue") { request, _ in
            let after = try request.uri.queryParameters["after"].map { text in
                guard let position = Int64(text) else { throw HTTPError(.badRequest, message: "after is a position") }
                return GlobalPosition(rawValue: position)
            }
            return try Response(json: try await shop.revenue.report(after: after))
        }
        router.post("revenue/rebuild") { _, _ in
            try Response(json: Rebuild(generation: try await shop.revenue.rebuild().rawValue), status: .accepted)
        }
        router.get("health") { _, _ in
            let health = try await shop.store.health()
            // Without a partition for the next month, appends fail when it begins.
            let isWell = health.partitionsAhead > 0
            return try Response(
                json: Health(
                    status: isWell ? "ok" : "no partition ahead", head: health.headPosition?.rawValue,
                    monthsAhead: health.partitionsAhead),
                status: isWell ? .ok : .serviceUnavailable)
        }
    }
}
