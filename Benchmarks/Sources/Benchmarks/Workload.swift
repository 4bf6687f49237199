import EventSourcing
import Foundation

/// The event that both sides of a row append.
enum Workload {
    static let aggregateType = "order"
    static let eventType = "OrderPlaced"
    /// 222 bytes.
    static let payload =
        #"{"orderId":"0195f3c2-7a1b-7c3d-9e4f-5a6b7c8d9e0f","customerId":"cust-000184223","currency":"EUR","total":129.95,"#
        + #""lines":[{"sku":"SKU-48213","quantity":2,"price":49.99},{"sku":"SKU-10077","quantity":1,"price":29.97}],"ch":"web"}"#

    static func event(_ payload: EventPayload) -> NewEvent {
        NewEvent(type: EventType(eventType), payload: payload)
    }

    /// A payload of the same length that begins with a number.
    static func numbered(_ number: Int) -> EventPayload {
        let head = #"{"n":\#(number),"pad":""#
        return .json(head + String(repeating: "x", count: max(0, payload.utf8.count - head.utf8.count - 2)) + #""}"#)
    }

    static func number(of payload: EventPayload) -> Int? {
        let bytes = payload.data
        guard bytes.starts(with: Data(#"{"n":"#.utf8)) else { return nil }
        var number = 0
        for byte in bytes.dropFirst(5) {
            guard byte >= 48, byte <= 57 else { break }
            number = number * 10 + Int(byte - 48)
        }
        return number
    }
}
