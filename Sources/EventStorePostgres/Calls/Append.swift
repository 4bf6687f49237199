import EventSourcing
import Foundation

/// The call of `append_streams` and `append_event`: parameters and outcomes.
enum AppendCall {
    /// Events and the index of the stream of each, in the order in which they get their positions.
    struct Batch {
        var streams: [(name: StreamName, expectedVersion: ExpectedVersion, outbox: Bool?)] = []
        var events: [(stream: Int32, event: NewEvent)] = []

        /// The events of each append one after the other.
        init(_ appends: [StreamAppend]) {
            streams.reserveCapacity(appends.count)
            for (index, append) in appends.enumerated() {
                streams.append((append.stream, append.expectedVersion, append.outbox))
                for event in append.events { events.append((Int32(index + 1), event)) }
            }
        }

        /// Events of any streams in their own order, each stream at whatever version.
        init(interleaved appended: [(stream: StreamName, event: NewEvent)]) {
            var indices: [StreamName: Int32] = [:]
            for (stream, event) in appended {
                let index =
                    indices[stream]
                    ?? {
                        streams.append((stream, .any, nil))
                        indices[stream] = Int32(streams.count)
                        return Int32(streams.count)
                    }()
                events.append((index, event))
            }
        }
    }

    /// The parameters of `append_streams`.
    static func parameters(_ batch: Batch, allOrNothing: Bool) -> PostgresParameters {
        var parameters = PostgresParameters()
        let streams = batch.streams
        let events = batch.events
        func optional(_ type: PostgresType, _ isNeeded: Bool, _ body: (inout PostgresArrayEncoder) -> Void) {
            if isNeeded { parameters.appendArray(of: type, body) } else { parameters.appendNull(type.array) }
        }
        parameters.appendArray(of: .text) { for stream in streams { $0.text(stream.name.aggregateType) } }
        parameters.appendArray(of: .text) { for stream in streams { $0.text(stream.name.aggregateID) } }
        parameters.appendArray(of: .int8) { for stream in streams { $0.int8(stream.expectedVersion.number) } }
        parameters.appendArray(of: .int4) { for event in events { $0.int4(event.stream) } }
        parameters.appendArray(of: .uuid) { for event in events { $0.uuid(event.event.id) } }
        parameters.appendArray(of: .text) { for event in events { $0.text(event.event.type.rawValue) } }
        parameters.appendArray(of: .text) {
            for event in events {
                if case .json(let data) = event.event.payload { $0.text(utf8: data) } else { $0.null() }
            }
        }
        optional(.text, events.contains { $0.event.metadata.additional != nil }) {
            for event in events { $0.text(utf8: event.event.metadata.additional) }
        }
        parameters.appendArray(of: .timestamptz) { for event in events { $0.timestamptz(date: event.event.timestamp) } }
        optional(.text, events.contains { $0.event.metadata.correlationID != nil }) {
            for event in events { $0.text(event.event.metadata.correlationID) }
        }
        optional(.text, events.contains { $0.event.metadata.causationID != nil }) {
            for event in events { $0.text(event.event.metadata.causationID) }
        }
        optional(.text, events.contains { $0.event.metadata.userID != nil }) {
            for event in events { $0.text(event.event.metadata.userID) }
        }
        optional(.int4, events.contains { $0.event.schemaVersion != 1 }) {
            for event in events { $0.int4(event.event.schemaVersion) }
        }
        let hasBytes = events.contains { if case .bytes = $0.event.payload { true } else { false } }
        optional(.bytea, hasBytes) {
            for event in events {
                if case .bytes(let data, _) = event.event.payload { $0.bytea(data) } else { $0.null() }
            }
        }
        optional(.text, hasBytes) {
            for event in events {
                if case .bytes(_, let type) = event.event.payload { $0.text(type) } else { $0.null() }
            }
        }
        optional(.text, streams.contains { $0.name.tenant != .none }) {
            for stream in streams { $0.text(stream.name.tenant.rawValue) }
        }
        parameters.appendBool(allOrNothing)
        optional(.bool, streams.contains { $0.outbox != nil }) { for stream in streams { $0.bool(stream.outbox) } }
        return parameters
    }

    /// The parameters of `append_event`; nil when the append is not one JSON event.
    static func singleParameters(_ append: StreamAppend) -> PostgresParameters? {
        guard append.events.count == 1, case .json(let data) = append.events[0].payload else { return nil }
        let event = append.events[0]
        var parameters = PostgresParameters()
        parameters.appendText(append.stream.aggregateType)
        parameters.appendText(append.stream.aggregateID)
        parameters.appendInt8(append.expectedVersion.number)
        parameters.appendText(event.type.rawValue)
        parameters.appendJSON(data)
        parameters.appendJSON(event.metadata.additional)
        parameters.appendUUID(event.id)
        parameters.appendTimestamptz(date: event.timestamp)
        parameters.appendText(event.metadata.correlationID)
        parameters.appendText(event.metadata.causationID)
        parameters.appendText(event.metadata.userID)
        parameters.appendInt4(event.schemaVersion)
        parameters.appendText(append.stream.tenant.rawValue)
        parameters.appendBool(append.outbox)
        return parameters
    }

    /// The outcome of `append_event`.
    static func singleResult(_ result: PostgresResult, stream: StreamName) throws -> AppendResult {
        let position = GlobalPosition(rawValue: try result.int64(0, 1))
        return AppendResult(
            stream: stream, version: StreamVersion(rawValue: try result.int64(0, 0)), firstPosition: position,
            lastPosition: position, wasAlreadyStored: try result.bool(0, 2))
    }

    /// The outcomes of `append_streams`, in the order of the streams.
    static func outcomes(_ result: PostgresResult, streams: [StreamName]) throws
        -> [Result<AppendResult, EventStoreError>]
    {
        guard result.rowCount == streams.count else {
            throw PostgresError(
                .decoding, "append_streams returned \(result.rowCount) rows for \(streams.count) streams")
        }
        return try streams.enumerated().map { row, stream in
            guard result.isNull(row, 5) else {
                let state = try result.string(row, 5)
                var error = EventStoreError(
                    EventStoreError.Code(storeState: state) ?? .server, try result.string(row, 6),
                    detail: try result.ifPresent(row, 7, result.string), sqlState: state, stream: stream)
                if let detail = error.detail { error.read(detail: Data(detail.utf8)) }
                return .failure(error)
            }
            return .success(
                AppendResult(
                    stream: stream,
                    version: StreamVersion(rawValue: try result.int64(row, 1)),
                    firstPosition: GlobalPosition(rawValue: try result.int64(row, 2)),
                    lastPosition: GlobalPosition(rawValue: try result.int64(row, 3)),
                    wasAlreadyStored: try result.bool(row, 4)))
        }
    }
}
