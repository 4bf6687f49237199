import EventSourcing
import Hummingbird
import Orders

extension Routes {
    private struct Parked: Encodable {
        var order: String
        var version: Int64
        var type: String
        var error: String?
    }

    private struct Replayed: Encodable { var replayed: Int }

    func addMails(to group: RouterGroup<BasicRequestContext>) {
        group.get { request, _ in
            try Response(
                json: try await shop.mails.mails(order: request.uri.queryParameters["order"].map { String($0) }))
        }
        group.put("blocked/:address") { _, context in
            try await shop.mails.block(try context.parameter("address"))
            return Response(status: .noContent)
        }
        group.delete("blocked/:address") { _, context in
            try await shop.mails.unblock(try context.parameter("address"))
            return Response(status: .noContent)
        }
        // What could not be sent, also: eventstore groups parked order-mails
        group.get("parked") { _, _ in
            let parked = try await shop.store.parkedConsumerGroupEvents(OrderMails.groupName)
            return try Response(
                json: parked.map {
                    Parked(
                        order: $0.stream.aggregateID, version: $0.version.rawValue, type: $0.eventType.rawValue,
                        error: $0.lastError)
                })
        }
        group.post("parked/replay") { _, _ in
            let count = try await shop.store.replayParkedConsumerGroupEvents(OrderMails.groupName)
            return try Response(json: Replayed(replayed: count), status: .accepted)
        }
    }
}
