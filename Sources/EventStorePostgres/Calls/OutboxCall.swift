import EventSourcing
import Foundation

/// The calls of the outbox: rows of the SQL type `outbox_message`.
enum OutboxCall {
    /// All rows as messages.
    static func messages(_ result: PostgresResult, _ payloads: PayloadPipeline) async throws -> [OutboxMessage] {
        try await RecordedEventDecoder.rows(result, from: 4, payloads) { row, event in
            OutboxMessage(
                event: event,
                attempts: Int(try result.int32(row, 1)),
                lastError: try result.ifPresent(row, 2, result.string),
                parkedAt: try result.ifPresent(row, 3, result.timestamp).map(Date.init(microsecondsSince2000:)))
        }
    }

    static func retry(_ result: PostgresResult) throws -> OutboxRetry {
        OutboxRetry(
            attempts: Int(try result.int32(0, 0)),
            isParked: try result.bool(0, 1),
            availableAt: try result.ifPresent(0, 2, result.timestamp).map(Date.init(microsecondsSince2000:)))
    }

    static func statistics(_ result: PostgresResult) throws -> OutboxStatistics {
        OutboxStatistics(
            pendingMessages: try result.int64(0, 0),
            pendingStreams: try result.int64(0, 1),
            leasedStreams: try result.int64(0, 2),
            delayedStreams: try result.int64(0, 3),
            expiredLeases: try result.int64(0, 4),
            parkedMessages: try result.int64(0, 5),
            doneMessages: try result.int64(0, 6),
            oldestPendingAt: try result.ifPresent(0, 7, result.timestamp).map(Date.init(microsecondsSince2000:)),
            workers: try result.int64(0, 8))
    }
}

extension PostgresParameters {
    /// A time span as seconds, for `make_interval(secs => …)`.
    mutating func appendSeconds(_ duration: Duration?) {
        appendFloat8(duration.map { Double($0.components.seconds) + Double($0.components.attoseconds) / 1e18 })
    }
}
