import EventSourcing
import Foundation

/// The parameters and rows of the projection functions.
enum ProjectionCall {
    static func create(
        _ name: String, _ filter: EventFilter, _ position: GlobalPosition, _ tenant: Tenant
    ) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendFilter(filter)
        parameters.appendInt8(position.rawValue)
        parameters.appendText(tenant.rawValue)
        return parameters
    }

    static func begin(_ place: ProjectionPlace) -> PostgresParameters {
        var parameters = generation(place.name, place.generation)
        parameters.appendInt8(place.globalPosition.rawValue)
        parameters.appendText(place.tenant.rawValue)
        return parameters
    }

    static func complete(_ place: ProjectionPlace, _ progress: ProjectionProgress) -> PostgresParameters {
        var parameters = generation(place.name, place.generation)
        parameters.appendInt8(progress.globalPosition.rawValue)
        parameters.appendUUID(progress.lastEvent)
        parameters.appendInt8(Int64(progress.eventsProcessed))
        parameters.appendInt8(Int64(progress.eventsSkipped))
        parameters.appendText(place.tenant.rawValue)
        return parameters
    }

    static func park(_ place: ProjectionPlace, _ event: ParkedProjectionEvent) -> PostgresParameters {
        var parameters = generation(place.name, place.generation)
        parameters.appendInt8(event.globalPosition.rawValue)
        parameters.appendError(event.error)
        parameters.appendInt4(Int32(clamping: event.attempts))
        parameters.appendText(place.tenant.rawValue)
        return parameters
    }

    static func failure(
        _ place: ProjectionPlace, _ position: GlobalPosition, _ error: String, _ delay: Duration, stops: Bool
    ) -> PostgresParameters {
        var parameters = generation(place.name, place.generation)
        parameters.appendInt8(place.globalPosition.rawValue)
        parameters.appendInt8(position.rawValue)
        parameters.appendError(error)
        parameters.appendSeconds(delay)
        parameters.appendBool(stops)
        parameters.appendText(place.tenant.rawValue)
        return parameters
    }

    static func settle(_ place: ProjectionPlace, _ position: GlobalPosition, error: String?) -> PostgresParameters {
        var parameters = generation(place.name, place.generation)
        parameters.appendInt8(position.rawValue)
        parameters.appendError(error)
        parameters.appendText(place.tenant.rawValue)
        return parameters
    }

    /// A name and a generation; the rest is up to the caller.
    static func generation(_ name: String, _ generation: ProjectionGeneration?) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendInt4(generation.map { Int32(clamping: $0.rawValue) })
        return parameters
    }

    /// A name, a generation and the tenant.
    static func generation(_ name: String, _ generation: ProjectionGeneration?, _ tenant: Tenant) -> PostgresParameters
    {
        var parameters = self.generation(name, generation)
        parameters.appendText(tenant.rawValue)
        return parameters
    }

    /// A name and the tenant.
    static func name(_ name: String, _ tenant: Tenant) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(name)
        parameters.appendText(tenant.rawValue)
        return parameters
    }

    /// A row of `list_projections`.
    static func information(_ result: PostgresResult, _ row: Int) throws -> ProjectionInformation {
        func time(_ column: Int) throws -> Date? {
            try result.ifPresent(row, column, result.timestamp).map(Date.init(microsecondsSince2000:))
        }
        func position(_ column: Int) throws -> GlobalPosition? {
            try result.ifPresent(row, column, result.int64).map(GlobalPosition.init(rawValue:))
        }
        guard let kind = ProjectionInformation.Kind(rawValue: try result.string(row, 2)),
            let status = Checkpoint.Status(rawValue: try result.string(row, 5))
        else { throw PostgresError(.decoding, "a projection has a kind or status that this program does not know") }
        return ProjectionInformation(
            name: try result.string(row, 1), tenant: Tenant(rawValue: try result.string(row, 0)), kind: kind,
            generation: ProjectionGeneration(rawValue: Int(try result.int32(row, 3))),
            isInUse: try result.bool(row, 4), status: status,
            globalPosition: GlobalPosition(rawValue: try result.int64(row, 6)), lag: try result.int64(row, 7),
            stopPosition: try position(8), eventsProcessed: try result.int64(row, 9),
            eventsSkipped: try result.int64(row, 10), eventsParked: try result.int64(row, 11),
            failures: try result.int64(row, 12), attempts: Int(try result.int32(row, 13)), availableAt: try time(14),
            error: try result.ifPresent(row, 15, result.string),
            lastError: try result.ifPresent(row, 16, result.string),
            lastErrorPosition: try position(17), lastErrorAt: try time(18), isOfThisHistory: try result.bool(row, 20),
            filter: EventFilter(
                aggregateTypes: try result.ifPresent(row, 22, result.stringArray),
                eventTypes: try result.ifPresent(row, 23, result.stringArray)?.map { EventType($0) },
                tenant: try result.ifPresent(row, 24, result.string).map(Tenant.init(rawValue:))),
            functionName: try result.ifPresent(row, 21, result.string), createdAt: try time(25) ?? .distantPast,
            startedAt: try time(26) ?? .distantPast, updatedAt: try time(27) ?? .distantPast)
    }

    /// A row of the table `parked_projection_events`.
    static func parked(_ result: PostgresResult, _ row: Int) throws -> ParkedProjectionEvent {
        func time(_ column: Int) throws -> Date? {
            try result.ifPresent(row, column, result.timestamp).map(Date.init(microsecondsSince2000:))
        }
        return ParkedProjectionEvent(
            globalPosition: GlobalPosition(rawValue: try result.int64(row, 3)), error: try result.string(row, 6),
            attempts: Int(try result.int32(row, 5)),
            generation: ProjectionGeneration(rawValue: Int(try result.int32(row, 2))), parkedAt: try time(7),
            replayRequestedAt: try time(8))
    }
}
