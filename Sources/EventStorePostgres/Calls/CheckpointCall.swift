import EventSourcing
import Foundation

/// The parameters and rows of the checkpoint functions.
enum CheckpointCall {
    static func parameters(_ update: CheckpointUpdate) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(update.name)
        parameters.appendInt8(update.globalPosition.rawValue)
        parameters.appendUUID(update.lastEventID)
        parameters.appendInt8(update.eventsProcessed)
        parameters.appendText(update.status.rawValue)
        parameters.appendText(update.error)
        parameters.appendUUID(update.epoch)
        parameters.appendBool(update.allowsBackwards)
        parameters.appendText(update.tenant.rawValue)
        return parameters
    }

    /// A row of the table `checkpoints`.
    static func decode(_ result: PostgresResult, _ row: Int) throws -> Checkpoint {
        Checkpoint(
            name: try result.string(row, 1),
            tenant: Tenant(rawValue: try result.string(row, 0)),
            globalPosition: GlobalPosition(rawValue: try result.int64(row, 2)),
            lastEventID: try result.ifPresent(row, 3, result.uuid),
            eventsProcessed: try result.int64(row, 4),
            status: try status(result, row, 5),
            error: try result.ifPresent(row, 6, result.string),
            epoch: try result.uuid(row, 7),
            updatedAt: Date(microsecondsSince2000: try result.timestamp(row, 8)))
    }

    /// A row of `list_checkpoints`.
    static func decodeListed(_ result: PostgresResult, _ row: Int) throws -> Checkpoint {
        Checkpoint(
            name: try result.string(row, 1),
            tenant: Tenant(rawValue: try result.string(row, 0)),
            globalPosition: GlobalPosition(rawValue: try result.int64(row, 2)),
            lastEventID: try result.ifPresent(row, 4, result.uuid),
            eventsProcessed: try result.int64(row, 5),
            status: try status(result, row, 6),
            error: try result.ifPresent(row, 7, result.string),
            epoch: try result.uuid(row, 8),
            updatedAt: Date(microsecondsSince2000: try result.timestamp(row, 10)))
    }

    private static func status(_ result: PostgresResult, _ row: Int, _ column: Int) throws -> Checkpoint.Status {
        let text = try result.string(row, column)
        guard let status = Checkpoint.Status(rawValue: text) else {
            throw PostgresError(.decoding, "a checkpoint has a status that this program does not know")
        }
        return status
    }
}
