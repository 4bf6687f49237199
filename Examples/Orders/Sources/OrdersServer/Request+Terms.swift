import EventSourcing
import Foundation
import HTTPTypes
import Hummingbird
import Orders

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let requestID = HTTPField.Name("X-Request-ID")!
}

extension Request {
    /// What the headers say about the command: `Idempotency-Key` (a UUID) is its id, `If-Match` the version that the caller has
    /// seen.
    func terms() throws -> OrderService.Terms {
        var terms = OrderService.Terms()
        if let key = headers[.idempotencyKey] {
            guard let id = UUID(uuidString: key) else {
                throw HTTPError(.badRequest, message: "Idempotency-Key is a UUID")
            }
            terms.commandID = id
        }
        if let tag = headers[.ifMatch], tag != "*" {
            guard tag.hasPrefix("\""), tag.hasSuffix("\""), let version = Int64(tag.dropFirst().dropLast()), version > 0
            else { throw HTTPError(.badRequest, message: "If-Match is an ETag that was answered") }
            terms.seen = StreamVersion(rawValue: version)
        }
        return terms
    }
}
