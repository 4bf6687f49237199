import EventSourcing
import Foundation

/// The parameters and rows of the functions of snapshots.
enum SnapshotCall {
    static func parameters(_ snapshot: Snapshot, keeping: Int?) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(snapshot.stream.aggregateType)
        parameters.appendText(snapshot.stream.aggregateID)
        parameters.appendInt8(snapshot.version.rawValue)
        parameters.appendUUID(snapshot.eventID)
        parameters.appendText(snapshot.stateType)
        parameters.appendInt4(snapshot.schemaVersion)
        switch (snapshot.payload, snapshot.encoding) {
        case (.json(let data), nil):
            parameters.appendJSON(data)
            parameters.appendBytea(nil as Data?)
            parameters.appendText(nil)
        default:
            // Compressed JSON is bytes, too.
            parameters.appendJSON(nil as Data?)
            parameters.appendBytea(snapshot.payload.data)
            parameters.appendText(snapshot.payload.contentType)
        }
        parameters.appendText(snapshot.encoding?.rawValue)
        parameters.appendInt4(Int32(clamping: snapshot.originalSize))
        parameters.appendInt4(keeping.map { Int32(clamping: $0) })
        parameters.appendText(snapshot.stream.tenant.rawValue)
        return parameters
    }

    /// A row of `latest_snapshot`.
    static func snapshot(
        _ result: PostgresResult, _ row: Int, stream: StreamName, stateType: String, schemaVersion: Int32
    ) throws -> Snapshot {
        let payload: EventPayload =
            result.isNull(row, 3)
            ? .json(try result.data(row, 7))
            : .bytes(try result.data(row, 8), contentType: try result.string(row, 3))
        return Snapshot(
            stream: stream,
            version: StreamVersion(rawValue: try result.int64(row, 0)),
            eventID: try result.uuid(row, 1),
            stateType: stateType,
            schemaVersion: schemaVersion,
            payload: payload,
            encoding: try encoding(result, row, 4),
            originalSize: Int(try result.int32(row, 5)),
            createdAt: Date(microsecondsSince2000: try result.timestamp(row, 2)))
    }

    /// A row of `list_snapshots`.
    static func information(_ result: PostgresResult, _ row: Int) throws -> SnapshotInformation {
        SnapshotInformation(
            version: StreamVersion(rawValue: try result.int64(row, 1)),
            eventID: try result.uuid(row, 3),
            stateType: try result.string(row, 0),
            schemaVersion: try result.int32(row, 2),
            contentType: try result.ifPresent(row, 5, result.string) ?? "application/json",
            encoding: try encoding(result, row, 6),
            originalSize: Int(try result.int32(row, 7)),
            storedSize: Int(try result.int32(row, 8)),
            createdAt: Date(microsecondsSince2000: try result.timestamp(row, 4)))
    }

    private static func encoding(_ result: PostgresResult, _ row: Int, _ column: Int) throws -> SnapshotEncoding? {
        guard let text = try result.ifPresent(row, column, result.string) else { return nil }
        guard let encoding = SnapshotEncoding(rawValue: text) else {
            throw PostgresError(.decoding, "a snapshot has an encoding that this program does not know")
        }
        return encoding
    }
}
