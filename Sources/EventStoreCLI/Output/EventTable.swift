import EventSourcing

/// Events for people.
enum EventTable {
    static func make(_ events: [RecordedEvent]) -> Table {
        Table(
            [
                .number("POSITION"), .text("TIME"), .flexible("STREAM"), .number("VERSION"), .flexible("TYPE"),
                .flexible("DATA"),
            ],
            rows: events.map { event in
                [
                    event.globalPosition.description, Timestamp.print(event.timestamp), event.stream.description,
                    event.version.description, event.type.rawValue, summary(event.payload),
                ]
            })
    }

    /// One event on one line, for a list that grows.
    static func line(_ event: RecordedEvent, width: Int?) -> String {
        let text = [
            event.globalPosition.description, Timestamp.print(event.timestamp), event.stream.description,
            "v\(event.version)", event.type.rawValue, summary(event.payload),
        ].joined(separator: "  ")
        return width.map { DisplayWidth.fit(text, $0) } ?? text
    }

    static func summary(_ payload: EventPayload) -> String {
        switch payload {
        case .json(let data):
            // More than any terminal shows; whole payloads are for --format json.
            String(decoding: data.prefix(2000), as: UTF8.self)
                .replacing("\n", with: " ").replacing("\r", with: " ").replacing("\t", with: " ")
        case .bytes(let data, let contentType): "\(Numbers.bytes(Int64(data.count))) of \(contentType)"
        }
    }
}
