import EventSourcing
import Foundation

/// The parameters of the reading functions.
enum ReadCall {
    static func stream(_ stream: StreamName, _ options: StreamReadOptions) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(stream.aggregateType)
        parameters.appendText(stream.aggregateID)
        parameters.appendInt8(options.fromVersion?.rawValue)
        parameters.appendInt4(Int32(clamping: options.limit))
        parameters.appendBool(options.direction == .backwards)
        parameters.appendTimestamptz(date: options.from)
        parameters.appendTimestamptz(date: options.before)
        parameters.appendText(stream.tenant.rawValue)
        return parameters
    }

    static func all(_ options: AllReadOptions) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendInt8(options.position?.rawValue)
        parameters.appendInt4(Int32(clamping: options.limit))
        parameters.appendInt8(options.until?.rawValue)
        parameters.appendFilter(options.filter)
        parameters.appendTimestamptz(date: options.filter.from)
        parameters.appendTimestamptz(date: options.filter.before)
        parameters.appendBool(options.direction == .backwards)
        parameters.appendBool(options.untilIsSafe)
        return parameters
    }

    static func event(_ id: UUID, _ tenant: Tenant) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendUUID(id)
        parameters.appendText(tenant.rawValue)
        return parameters
    }

    static func correlation(_ id: String, _ position: GlobalPosition?, _ limit: Int, _ tenant: Tenant)
        -> PostgresParameters
    {
        var parameters = PostgresParameters()
        parameters.appendText(id)
        parameters.appendInt8(position?.rawValue)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant.rawValue)
        return parameters
    }

    static func streams(_ options: StreamListOptions) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(options.aggregateType)
        parameters.appendText(options.idPrefix)
        parameters.appendText(options.order.rawValue)
        parameters.appendText(options.after?.name.aggregateType)
        parameters.appendText(options.after?.name.aggregateID)
        parameters.appendInt4(Int32(clamping: options.limit))
        parameters.appendText(options.tenant?.rawValue)
        parameters.appendText(options.after?.name.tenant.rawValue)
        parameters.appendText(options.after?.pageKey)
        return parameters
    }
}
