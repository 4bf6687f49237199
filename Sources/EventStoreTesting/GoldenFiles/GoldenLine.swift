import EventSourcing
import Foundation

/// How one sample is stored.
struct GoldenLine: Codable, Hashable {
    var type: String
    var schemaVersion: Int32
    /// JSON as JSON, so that people can read it.
    var data: JSONValue?
    /// Other bytes, with what they are.
    var bytes: Data?
    var contentType: String?

    init(_ event: EncodedEvent) {
        type = event.schema.type.rawValue
        schemaVersion = event.schema.version
        if case .json = event.payload, let json = try? event.payload.decode(JSONValue.self) {
            data = json
        } else {
            bytes = event.payload.data
            contentType = event.payload.contentType
        }
    }

    enum CodingKeys: CodingKey { case type, schemaVersion, data, bytes, contentType }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(String.self, forKey: .type)
        schemaVersion = try container.decode(Int32.self, forKey: .schemaVersion)
        // Not decodeIfPresent, which takes the data null for none.
        data = container.contains(.data) ? try container.decode(JSONValue.self, forKey: .data) : nil
        bytes = try container.decodeIfPresent(Data.self, forKey: .bytes)
        contentType = try container.decodeIfPresent(String.self, forKey: .contentType)
    }

    var schema: EventSchema { EventSchema(EventType(type), schemaVersion) }

    var text: String {
        guard let data else { return "\(contentType ?? "") \(bytes?.base64EncodedString() ?? "")" }
        return (try? EventCoder.standard.encoder.encode(data)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }

    /// The line as an event that is stored.
    var recorded: RecordedEvent {
        get throws {
            let payload: EventPayload =
                try data.map { .json(try EventCoder.standard.encoder.encode($0)) }
                ?? .bytes(bytes ?? Data(), contentType: contentType ?? "")
            return RecordedEvent(
                globalPosition: 1, stream: StreamName("golden", type), version: 1, id: UUID(), type: EventType(type),
                schemaVersion: schemaVersion, payload: payload, metadata: .none, timestamp: Date(), recordedAt: Date(),
                checksum: .zero)
        }
    }

    static func read(_ url: URL) throws -> [GoldenLine] {
        try JSONDecoder().decode([GoldenLine].self, from: Data(contentsOf: url))
    }

    /// Sorted, a line each, so that a difference is small.
    static func write(_ lines: [GoldenLine], to url: URL) throws {
        let sorted = lines.sorted { ($0.type, $0.schemaVersion, $0.text) < ($1.type, $1.schemaVersion, $1.text) }
        let texts = try sorted.map { String(decoding: try EventCoder.standard.encoder.encode($0), as: UTF8.self) }
        let text = texts.isEmpty ? "[]\n" : "[\n" + texts.joined(separator: ",\n") + "\n]\n"
        try Data(text.utf8).write(to: url, options: .atomic)
    }
}

/// What differs between a golden file and the samples.
enum GoldenComparison {
    static func problems(_ golden: [GoldenLine], _ encoded: [GoldenLine]) -> [String] {
        let old = Dictionary(grouping: golden, by: \.schema)
        let new = Dictionary(grouping: encoded, by: \.schema)
        var problems: [String] = []
        for (schema, lines) in new {
            guard let before = old[schema] else {
                problems.append("\(schema) is new: + \(lines[0].text)")
                continue
            }
            let (was, now) = (Set(before), Set(lines))
            guard was != now else { continue }
            problems += was.subtracting(now).map { "\(schema) was stored as: - \($0.text)" }
            problems += now.subtracting(was).map { "\(schema) is stored as: + \($0.text)" }
        }
        return problems.sorted()
    }
}
