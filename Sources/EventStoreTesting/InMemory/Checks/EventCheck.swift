import EventSourcing
import Foundation

/// What is wrong with an event by itself.
struct EventCheck {
    let options: InMemoryOptions
    let now: StoredTime

    struct Problem {
        let code: EventStoreError.Code
        let argument: String
        let rule: String
    }

    func problem(_ event: NewEvent) -> Problem? {
        name(event.type.rawValue, "type", mayBeEmpty: false)
            ?? name(event.metadata.correlationID ?? "", "correlation id")
            ?? name(event.metadata.causationID ?? "", "causation id")
            ?? name(event.metadata.userID ?? "", "user id")
            ?? payload(event.payload)
            ?? metadata(event.metadata.additional)
            ?? (event.schemaVersion < 1
                ? Problem(code: .invalidArgument, argument: "schema version", rule: "must be at least 1") : nil)
            ?? timestamp(StoredTime(event.timestamp))
    }

    private func name(_ name: String, _ argument: String, mayBeEmpty: Bool = true) -> Problem? {
        NameCheck.problem(name, mayBeEmpty: mayBeEmpty).map {
            Problem(code: .invalidArgument, argument: argument, rule: $0)
        }
    }

    private func payload(_ payload: EventPayload) -> Problem? {
        switch payload {
        case .json(let data): json(data, "data")
        case .bytes(let data, let contentType):
            size(data, "data") ?? name(contentType, "content type", mayBeEmpty: false)
        }
    }

    private func metadata(_ data: Data?) -> Problem? {
        guard let data else { return nil }
        if let problem = json(data, "metadata") { return problem }
        let isObject = data.first { !QueryableJSON.isWhitespace($0) } == UInt8(ascii: "{")
        return isObject ? nil : Problem(code: .invalidPayload, argument: "metadata", rule: "must be a JSON object")
    }

    private func json(_ data: Data, _ argument: String) -> Problem? {
        if let problem = size(data, argument) { return problem }
        guard !data.contains(0), String(validating: data, as: UTF8.self) != nil else {
            return Problem(code: .invalidArgument, argument: argument, rule: "is not text in UTF-8")
        }
        guard QueryableJSON.isValid(data) else {
            return Problem(code: .invalidPayload, argument: argument, rule: "is not JSON that a query could read")
        }
        return nil
    }

    private func size(_ data: Data, _ argument: String) -> Problem? {
        guard data.count > options.maxPayloadBytes else { return nil }
        return Problem(
            code: .payloadTooLarge, argument: argument, rule: "has more than \(options.maxPayloadBytes) bytes")
    }

    private func timestamp(_ timestamp: StoredTime) -> Problem? {
        if timestamp.isInfinite || timestamp < .year1970 {
            return Problem(code: .timestampOutOfRange, argument: "timestamp", rule: "is infinite or before 1970")
        }
        guard timestamp > now + options.maxFuture else { return nil }
        return Problem(
            code: .timestampOutOfRange, argument: "timestamp",
            rule: "lies further ahead of the store's clock than \(options.maxFuture)")
    }
}
