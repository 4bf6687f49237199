import EventSourcing
import Foundation

extension InMemoryLog.Entry {
    /// A new event as it is stored.
    init(
        _ event: NewEvent, _ name: StreamName, number: Int64, version: Int64, position: Int64, timestamp: StoredTime,
        recordedAt: StoredTime, isMessage: Bool
    ) {
        let checksum = StoredChecksum.checksum(
            event, name, number: number, version: version, position: position, timestamp: timestamp,
            recordedAt: recordedAt)
        self.init(
            event: RecordedEvent(
                globalPosition: GlobalPosition(rawValue: position), stream: name,
                version: StreamVersion(rawValue: version), id: event.id, type: event.type,
                schemaVersion: event.schemaVersion, payload: event.payload, metadata: event.metadata,
                timestamp: timestamp.date, recordedAt: recordedAt.date, checksum: checksum),
            stream: StreamKey(name), timestamp: timestamp, recordedAt: recordedAt, isMessage: isMessage)
    }

    /// Whether it is what an append of this event would store.
    func hasContent(of new: NewEvent) -> Bool {
        func same(_ left: String?, _ right: String?) -> Bool { left.map(ByteText.init) == right.map(ByteText.init) }
        return same(event.type.rawValue, new.type.rawValue)
            && event.payload.data == new.payload.data
            && event.payload.isJSON == new.payload.isJSON
            && same(event.payload.contentType, new.payload.contentType)
            && event.schemaVersion == new.schemaVersion
            && same(event.metadata.correlationID, new.metadata.correlationID)
            && same(event.metadata.causationID, new.metadata.causationID)
            && same(event.metadata.userID, new.metadata.userID)
            && event.metadata.additional == new.metadata.additional
            && timestamp == StoredTime(new.timestamp)
    }
}
