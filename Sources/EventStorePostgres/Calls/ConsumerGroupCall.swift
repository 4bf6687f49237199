import EventSourcing
import Foundation

/// The rows of the functions of consumer groups.
enum ConsumerGroupCall {
    static func membership(_ result: PostgresResult) throws -> ConsumerGroupMembership {
        ConsumerGroupMembership(
            member: try result.uuid(0, 0),
            lease: .microseconds(try result.int64(0, 1)),
            slotsHeld: Int(try result.int32(0, 2)),
            fairShare: Int(try result.int32(0, 3)),
            lookAgainAfter: .microseconds(try result.int64(0, 4)))
    }

    /// Rows of the SQL type `consumer_group_event`: with events, or one without.
    static func fetch(_ result: PostgresResult, _ payloads: PayloadPipeline) async throws -> ConsumerGroupFetch {
        let deliveries = try await RecordedEventDecoder.rows(result, from: 6, payloads) { row, event in
            ConsumerGroupDelivery(
                event: event,
                streamID: try result.int64(row, 0),
                token: try result.int64(row, 1),
                attempts: Int(try result.int32(row, 2)),
                lastError: try result.ifPresent(row, 3, result.string),
                isReplay: try result.bool(row, 4))
        }
        let looked = result.rowCount > 0 ? try result.int64(result.rowCount - 1, 5) : 0
        return ConsumerGroupFetch(deliveries: deliveries, lookedAt: GlobalPosition(rawValue: looked))
    }

    static func retry(_ result: PostgresResult) throws -> ConsumerGroupRetry {
        ConsumerGroupRetry(
            attempts: Int(try result.int32(0, 0)),
            isParked: try result.bool(0, 1),
            availableAt: try result.ifPresent(0, 2, result.timestamp).map(Date.init(microsecondsSince2000:)))
    }

    static func group(_ result: PostgresResult, _ row: Int) throws -> ConsumerGroupInformation {
        ConsumerGroupInformation(
            name: try result.string(row, 0),
            tenant: try result.ifPresent(row, 1, result.string).map(Tenant.init(rawValue:)),
            aggregateTypes: try result.ifPresent(row, 2, result.stringArray),
            eventTypes: try result.ifPresent(row, 3, result.stringArray),
            slots: Int(try result.int32(row, 4)),
            lease: .microseconds(try result.int64(row, 5)),
            maxAttempts: Int(try result.int32(row, 6)),
            maxUnacknowledged: Int(try result.int32(row, 7)),
            members: Int(try result.int64(row, 8)),
            freeSlots: Int(try result.int64(row, 9)),
            settledPosition: GlobalPosition(rawValue: try result.int64(row, 10)),
            lag: try result.int64(row, 11),
            unacknowledged: try result.int64(row, 12),
            waitingStreams: try result.int64(row, 13),
            parkedEvents: try result.int64(row, 14),
            lastError: try result.ifPresent(row, 15, result.string),
            isOfThisHistory: try result.bool(row, 16),
            createdAt: Date(microsecondsSince2000: try result.timestamp(row, 17)))
    }

    static func member(_ result: PostgresResult, _ row: Int) throws -> ConsumerGroupMemberInformation {
        ConsumerGroupMemberInformation(
            member: try result.uuid(row, 0),
            name: try result.string(row, 1),
            slots: Int(try result.int64(row, 2)),
            releasingSlots: Int(try result.int64(row, 3)),
            unacknowledged: try result.int64(row, 4),
            joinedAt: Date(microsecondsSince2000: try result.timestamp(row, 5)),
            extendedAt: Date(microsecondsSince2000: try result.timestamp(row, 6)),
            expiresAt: Date(microsecondsSince2000: try result.timestamp(row, 7)),
            isExpired: try result.bool(row, 8))
    }

    static func parked(_ result: PostgresResult, _ row: Int) throws -> ParkedConsumerGroupEvent {
        ParkedConsumerGroupEvent(
            globalPosition: GlobalPosition(rawValue: try result.int64(row, 0)),
            eventID: try result.uuid(row, 1),
            stream: StreamName(
                try result.string(row, 3), try result.string(row, 4),
                tenant: Tenant(rawValue: try result.string(row, 2))),
            version: StreamVersion(rawValue: try result.int64(row, 5)),
            eventType: EventType(try result.string(row, 6)),
            attempts: Int(try result.int32(row, 7)),
            lastError: try result.ifPresent(row, 8, result.string),
            parkedAt: Date(microsecondsSince2000: try result.timestamp(row, 9)),
            replayAt: try result.ifPresent(row, 10, result.timestamp).map(Date.init(microsecondsSince2000:)))
    }
}
