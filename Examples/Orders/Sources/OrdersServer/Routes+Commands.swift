import Foundation
import Hummingbird
import Orders

extension Routes {
    private struct Placement: Decodable {
        var id: String?
        var customer: String
    }

    private struct Reason: Decodable { var reason: String }
    private struct Shipment: Decodable { var trackingCode: String }

    func addCommands(to group: RouterGroup<BasicRequestContext>) {
        let orders = shop.orders
        group.post { request, context in
            let placement = try await request.decode(as: Placement.self, context: context)
            let terms = try request.terms()
            // Without an id of the caller's, one that is the same when the command comes again.
            let id = placement.id ?? (terms.commandID ?? UUID()).uuidString.lowercased()
            let result = try await orders.place(id, customer: placement.customer, terms)
            return try OrderAnswer(result).response(.created)
        }
        group.post(":id/items") { request, context in
            let line = try await request.decode(as: OrderLine.self, context: context)
            let id = try context.parameter("id")
            return try OrderAnswer(try await orders.add(line, to: id, request.terms())).response()
        }
        group.delete(":id/items/:sku") { request, context in
            let (id, sku) = (try context.parameter("id"), try context.parameter("sku"))
            return try OrderAnswer(try await orders.remove(sku: sku, from: id, request.terms())).response()
        }
        group.post(":id/confirm") { request, context in
            let id = try context.parameter("id")
            return try OrderAnswer(try await orders.confirm(id, request.terms())).response()
        }
        group.post(":id/ship") { request, context in
            let code = try await request.decode(as: Shipment.self, context: context).trackingCode
            let id = try context.parameter("id")
            return try OrderAnswer(try await orders.ship(id, trackingCode: code, request.terms())).response()
        }
        group.post(":id/cancel") { request, context in
            let reason = try await request.decode(as: Reason.self, context: context).reason
            let id = try context.parameter("id")
            return try OrderAnswer(try await orders.cancel(id, reason: reason, request.terms())).response()
        }
    }
}
