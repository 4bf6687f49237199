import EventSourcing
import Hummingbird
import Orders

/// An order, as callers see it. Its version is the answer's ETag.
struct OrderAnswer: Encodable {
    var id: String
    var status: String
    var customer: String
    var lines: [OrderLine]
    var total: Int
    var trackingCode: String?
    var version: Int64
    /// Where the events of the command are in the log, for `GET /revenue?after=`.
    var position: Int64?

    init(_ order: LoadedAggregate<Order>) {
        self.init(order.stream, order.state, order.version)
    }

    init(_ result: CommandResult<Order>) {
        self.init(result.stream, result.state, result.version)
        position = result.lastPosition?.rawValue
    }

    private init(_ stream: StreamName, _ order: Order, _ version: StreamVersion) {
        id = stream.aggregateID
        status = order.status?.rawValue ?? ""
        customer = order.customer
        lines = order.lines
        total = order.total
        trackingCode = order.trackingCode
        self.version = version.rawValue
    }

    func response(_ status: HTTPResponse.Status = .ok) throws -> Response {
        var response = try Response(json: self, status: status)
        response.headers[.eTag] = "\"\(version)\""
        return response
    }
}
