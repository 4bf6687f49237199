import EventSourcing

/// How old a month has to be, counted from its end, for something to be done with it: at least a day.
public struct PartitionAge: Hashable, Sendable {
    public var months: Int
    public var days: Int

    public init(months: Int = 0, days: Int = 0) {
        self.months = months
        self.days = days
    }
}

// What becomes of months as they get old.
extension PostgresEventStore {
    /// Does what is due for the partitions, as a daily job would: creates those of the next `months`, finishes what was interrupted,
    /// and does with old ones what is asked for; nil: not at all. Without a time limit: to compress a month takes its time. Returns
    /// what it did. Throws ``EventStoreError/Code/invalidArgument`` for an age below a day. SQL: `maintain_partitions`.
    ///
    /// - Parameters:
    ///   - closeAfter: closes months for appends.
    ///   - compressAfter: closes months, and compresses one a call.
    ///   - detachAfter: detaches one month a call.
    @discardableResult
    public func maintainPartitions(
        months: Int = 3, closeAfter: PartitionAge? = nil, compressAfter: PartitionAge? = nil,
        detachAfter: PartitionAge? = nil
    ) async throws -> [String] {
        let parameters = Self.parameters(months, [closeAfter, compressAfter, detachAfter])
        return try await calling {
            let result = try await pool.withTransaction { connection in
                _ = try await connection.query(Migrator.noTimeouts)
                return try await connection.query(
                    functions.maintainPartitions, parameters, deadline: .seconds(7 * 86_400))
            }
            return try (0..<result.rowCount).map { "\(try result.string($0, 0)) \(try result.string($0, 1))" }
        }
    }

    /// Has pg_cron do what ``maintainPartitions(months:closeAfter:compressAfter:detachAfter:)`` does; scheduling again changes the job.
    /// Throws ``EventStoreError/Code/prerequisiteMissing`` where pg_cron is not in this database. SQL:
    /// `schedule_partition_maintenance`.
    ///
    /// - Parameter schedule: when, in the five fields of crontab.
    /// - Returns: the id of the job.
    @discardableResult
    public func schedulePartitionMaintenance(
        schedule: String = "17 3 * * *", months: Int = 3, closeAfter: PartitionAge? = nil,
        compressAfter: PartitionAge? = nil, detachAfter: PartitionAge? = nil
    ) async throws -> Int64 {
        var parameters = Self.parameters(months, [closeAfter, compressAfter, detachAfter])
        parameters.appendText(schedule)
        return try await query(functions.schedulePartitionMaintenance, parameters).int64(0, 0)
    }

    /// Takes the job of pg_cron away; whether there was one. SQL: `unschedule_partition_maintenance`.
    @discardableResult
    public func unschedulePartitionMaintenance() async throws -> Bool {
        try await query(functions.unschedulePartitionMaintenance).bool(0, 0)
    }

    private static func parameters(_ months: Int, _ ages: [PartitionAge?]) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendInt4(Int32(clamping: months))
        for age in ages {
            parameters.appendInt4(age.map { Int32(clamping: $0.months) })
            parameters.appendInt4(age.map { Int32(clamping: $0.days) })
        }
        return parameters
    }
}
