public import EventSourcing
import Foundation

/// What a webhook is sent.
public enum WebhookRequest {
    /// The headers of a message: CloudEvents 1.0 in binary form, and `Idempotency-Key`.
    ///
    /// | header | value |
    /// |---|---|
    /// | `content-type` | of the data |
    /// | `ce-specversion` | `1.0` |
    /// | `ce-id`, `idempotency-key` | the event id |
    /// | `ce-source` | ``WebhookPublisher/Options/source`` |
    /// | `ce-type` | the event type |
    /// | `ce-subject` | aggregate type, `/`, aggregate id |
    /// | `ce-time` | when it happened, RFC 3339, to the microsecond |
    /// | `ce-tenant` | the tenant, if there is one |
    /// | `ce-aggregatetype`, `ce-aggregateid`, `ce-version` | stream and version |
    /// | `ce-globalposition` | the global position |
    /// | `ce-schemaversion` | of the data |
    /// | `ce-attempt` | 1 for the first try |
    /// | `ce-correlationid`, `ce-causationid`, `ce-userid` | if there are any |
    /// | `ce-metadata` | the free metadata as JSON, if there is any and it is not too long |
    /// | `ce-metadataomitted` | how many bytes the metadata has, instead of a `ce-metadata` of more than 4,096 bytes as it is sent |
    ///
    /// Values are percent-encoded as CloudEvents says: spaces, `"`, `%`, and everything that is no printable ASCII.
    public static func headers(of message: OutboxMessage, source: String) -> [(name: String, value: String)] {
        let event = message.event
        var headers: [(name: String, value: String)] = [
            ("content-type", event.payload.contentType),
            ("idempotency-key", event.id.uuidString.lowercased()),
            ("ce-specversion", "1.0"),
            ("ce-id", event.id.uuidString.lowercased()),
            ("ce-source", encoded(source)),
            ("ce-type", encoded(event.type.rawValue)),
            ("ce-subject", encoded(event.stream.aggregateType + "/" + event.stream.aggregateID)),
            ("ce-time", time(event.timestamp)),
            ("ce-aggregatetype", encoded(event.stream.aggregateType)),
            ("ce-aggregateid", encoded(event.stream.aggregateID)),
            ("ce-version", event.version.description),
            ("ce-globalposition", event.globalPosition.description),
            ("ce-schemaversion", String(event.schemaVersion)),
            ("ce-attempt", String(message.attempts + 1)),
        ]
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { headers.append((name, encoded(value))) }
        }
        add("ce-tenant", event.stream.tenant.rawValue)
        add("ce-correlationid", event.metadata.correlationID)
        add("ce-causationid", event.metadata.causationID)
        add("ce-userid", event.metadata.userID)
        if let metadata = event.metadata.additional, !metadata.isEmpty {
            // No part of it: half of a JSON text is none.
            let value = metadata.count > longestMetadata ? nil : encoded(String(decoding: metadata, as: UTF8.self))
            if let value, value.utf8.count <= longestMetadata {
                headers.append(("ce-metadata", value))
            } else {
                headers.append(("ce-metadataomitted", String(metadata.count)))
            }
        }
        return headers
    }

    /// In bytes, as it is sent.
    private static let longestMetadata = 4096

    /// Whether it can be the name of a header (RFC 9110).
    static func isName(_ text: String) -> Bool {
        let symbols = "!#$%&'*+-.^_`|~".utf8
        return !text.isEmpty
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: symbols.contains($0)
                }
            }
    }

    /// Whether it can be the value of a header: no control characters but tabs.
    static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    /// Whether a header, by its name in lower case, is set for each message or by the client.
    static func isReserved(_ name: String) -> Bool {
        ["content-type", "content-length", "transfer-encoding", "connection", "idempotency-key"].contains(name)
            || name.hasPrefix("ce-")
    }

    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "%") {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }

    private static func time(_ date: Date) -> String {
        // Both parts from one number of microseconds, so that rounding cannot part them.
        let microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let (whole, fraction) = rest < 0 ? (seconds - 1, rest + 1_000_000) : (seconds, rest)
        let text = Date(timeIntervalSince1970: Double(whole)).formatted(.iso8601)
        let digits = String(fraction)
        return text.dropLast() + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
    }
}

/// What the answer of a webhook means.
enum WebhookAnswer {
    /// Nil: the message was taken.
    static func disposition(
        of status: Int, onRefusal: WebhookPublisher.Options.Refusal, _ retryAfter: Duration?
    ) -> PublishingError.Disposition? {
        switch status {
        case 200...299: nil
        case 408, 425: .retry(after: nil)
        // The data or the headers are too large, and will be.
        case 413, 431: .park
        case 429, 503: .retry(after: retryAfter)
        case 400...499 where onRefusal == .park: .park
        default: .retry(after: nil)
        }
    }

    /// The header Retry-After: seconds, or a date. At most an hour, so that a receiver's slip does not stop a stream for long.
    static func delay(_ text: String?, now: Date) -> Duration? {
        guard let text = text?.trimmingCharacters(in: .whitespaces), !text.isEmpty else { return nil }
        let seconds: Double
        if let number = Int(text) {
            seconds = Double(number)
        } else {
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = TimeZone(identifier: "GMT")
            formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
            guard let date = formatter.date(from: text) else { return nil }
            seconds = date.timeIntervalSince(now)
        }
        return .seconds(min(max(seconds, 0), 3600))
    }
}
