import EventSourcing
public import Foundation

// The partitions of the log; the policy is in partitions/.
extension PostgresEventStore {
    /// Creates the monthly partitions that a range of time needs, both ends included, and returns the names of the new ones.
    /// SQL: `create_partitions`.
    @discardableResult
    public func createPartitions(from: Date, until: Date) async throws -> [String] {
        var parameters = PostgresParameters()
        parameters.appendTimestamptz(date: from)
        parameters.appendTimestamptz(date: until)
        return try await rows(functions.createPartitions, parameters) { try $0.string($1, 0) }
    }

    /// Creates the partitions of this month and of the next `months`. SQL: `create_partitions_ahead`.
    @discardableResult
    public func createPartitionsAhead(months: Int = 3) async throws -> [String] {
        var parameters = PostgresParameters()
        parameters.appendInt4(Int32(clamping: months))
        return try await rows(functions.createPartitionsAhead, parameters) { try $0.string($1, 0) }
    }

    /// The partitions with their bounds and sizes. SQL: `list_partitions`.
    public func listPartitions(exact: Bool = true) async throws -> [PartitionInformation] {
        var parameters = PostgresParameters()
        parameters.appendBool(exact)
        return try await rows(functions.listPartitions, parameters) { result, row in
            let state = try result.string(row, 3)
            guard let state = PartitionInformation.State(rawValue: state) else {
                throw PostgresError(.decoding, "list_partitions returned the state \(state)")
            }
            return PartitionInformation(
                partitionName: try result.string(row, 0),
                lowerBound: Date(microsecondsSince2000: try result.timestamp(row, 1)),
                upperBound: Date(microsecondsSince2000: try result.timestamp(row, 2)),
                state: state,
                events: try result.int64(row, 4),
                sizeBytes: try result.int64(row, 5),
                size: try result.string(row, 6),
                firstPosition: try result.ifPresent(row, 7, result.int64).map(GlobalPosition.init(rawValue:)),
                lastPosition: try result.ifPresent(row, 8, result.int64).map(GlobalPosition.init(rawValue:)),
                isPassedOver: try result.bool(row, 9),
                compressedAt: try result.ifPresent(row, 10, result.timestamp).map(Date.init(microsecondsSince2000:)))
        }
    }

    /// An alarm when the partitions end within `warning` of now; nil while all is well. SQL: `partition_alarm`.
    public func partitionAlarm(warning: Duration = .seconds(30 * 86_400)) async throws -> PartitionAlarm? {
        var parameters = PostgresParameters()
        // No interval of the server is longer than some 290,000 years.
        let longest: Int64 = 6_000_000_000_000
        parameters.appendFloat8(Double(min(max(warning.components.seconds, -longest), longest)))
        let statement = Statement(
            name: "partition_alarm",
            sql: """
                SELECT severity, last_partition_ends, message
                FROM \(functions.quotedSchema).partition_alarm($1 * interval '1 second')
                """)
        return try await rows(statement, parameters) { result, row in
            PartitionAlarm(
                severity: try result.string(row, 0) == "critical" ? .critical : .warning,
                lastPartitionEnds: try result.ifPresent(row, 1, result.timestamp).map(
                    Date.init(microsecondsSince2000:)),
                message: try result.string(row, 2))
        }.first
    }
}
