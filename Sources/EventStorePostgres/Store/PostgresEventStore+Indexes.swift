public import EventSourcing
import Foundation

/// What an index on demand finds.
public enum EventIndexKind: String, CaseIterable, Hashable, Sendable {
    /// A value at a path; ``PostgresEventStore/readByValue(_:_:after:limit:tenant:skippingCompressed:)`` reads with it.
    case btree
    /// JSON that is contained at a path; ``PostgresEventStore/readContaining(_:at:after:limit:tenant:)`` reads with it.
    case gin
}

/// An index of the log.
public struct EventIndexInformation: Hashable, Sendable {
    public var indexName: String
    /// Nil: one of the store's own.
    public var path: String?
    public var kind: String
    /// Whether it covers all partitions. Only then it is used.
    public var isValid: Bool
    public var partitionsCovered: Int
    public var partitionsAttached: Int
    public var sizeBytes: Int64
    public var size: String
    /// How often it was used since the server's statistics were reset.
    public var scans: Int64
    public var definition: String
    /// What an interrupted building left; building it again makes it anew.
    public var unfinished: [String]
}

// Indexes on paths of data and metadata. A path is written `data.customer.id`; docs/dba.md tells how.
extension PostgresEventStore {
    /// Builds an index on a path while appends and reads go on, step by step, on a connection of its own; partitions made later have it
    /// from the start. Interrupted, it is made again: what is whole is left.
    ///
    /// It waits for older transactions, for as long as they take. The role must be the schema's owner, or a member of it. Behind a
    /// pooler it needs the configuration's `directURL`, else it throws ``EventStoreError/Code/prerequisiteMissing``.
    /// SQL: the statements of `create_event_index_statements`.
    public func createIndex(on path: String, kind: EventIndexKind = .btree) async throws {
        _ = try await steps(functions.createEventIndexStatements, .path(path, kind))
    }

    /// Drops the index on a path, whole or not; whether there was one. SQL: `drop_event_index`.
    @discardableResult
    public func dropIndex(on path: String, kind: EventIndexKind = .btree) async throws -> Bool {
        try await query(functions.dropEventIndex, .path(path, kind)).bool(0, 0)
    }

    /// The indexes of the log. SQL: `list_event_indexes`.
    public func listIndexes() async throws -> [EventIndexInformation] {
        try await rows(functions.listEventIndexes) { result, row in
            EventIndexInformation(
                indexName: try result.string(row, 0),
                path: try result.ifPresent(row, 1, result.string),
                kind: try result.string(row, 2),
                isValid: try result.bool(row, 3),
                partitionsCovered: Int(try result.int64(row, 4)),
                partitionsAttached: Int(try result.int64(row, 5)),
                sizeBytes: try result.int64(row, 6),
                size: try result.string(row, 7),
                scans: try result.int64(row, 8),
                definition: try result.string(row, 9),
                unfinished: try result.stringArray(row, 10))
        }
    }

    /// The events that have a value at a path, by position after `position`. Throws ``EventStoreError/Code/indexConflict`` when the path has
    /// no whole index of the kind ``EventIndexKind/btree``. SQL: `read_by_value`.
    ///
    /// - Parameters:
    ///   - value: compared as text; a JSON number or boolean by the way `jsonb` writes it.
    ///   - skippingCompressed: passes over JSON that is stored compressed, which no path into data sees. Otherwise it throws
    ///     ``EventStoreError/Code/payloadsCompressed`` when there is any.
    public func readByValue(
        _ path: String, _ value: String, after position: GlobalPosition? = nil, limit: Int = 1000,
        tenant: Tenant = .none, skippingCompressed: Bool = false
    ) async throws -> [RecordedEvent] {
        var parameters = PostgresParameters()
        parameters.appendText(path)
        parameters.appendText(value)
        parameters.appendInt8(position?.rawValue)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant.rawValue)
        parameters.appendBool(skippingCompressed)
        return try await events(functions.readByValue, parameters)
    }

    /// The events that contain a JSON value at a path, by position after `position`. Throws ``EventStoreError/Code/indexConflict`` when the
    /// path has no whole index of the kind ``EventIndexKind/gin``. SQL: `read_containing`.
    ///
    /// - Parameters:
    ///   - json: what is to be contained, as `jsonb`'s `@>` understands it; it must hold a value.
    ///   - skippingCompressed: as in ``readByValue(_:_:after:limit:tenant:skippingCompressed:)``.
    public func readContaining(
        _ json: String, at path: String = "data", after position: GlobalPosition? = nil, limit: Int = 1000,
        tenant: Tenant = .none, skippingCompressed: Bool = false
    ) async throws -> [RecordedEvent] {
        var parameters = PostgresParameters()
        parameters.appendJSONB(json.utf8)
        parameters.appendText(path)
        parameters.appendInt8(position?.rawValue)
        parameters.appendInt4(Int32(clamping: limit))
        parameters.appendText(tenant.rawValue)
        parameters.appendBool(skippingCompressed)
        return try await events(functions.readContaining, parameters)
    }
}

extension PostgresParameters {
    fileprivate static func path(_ path: String, _ kind: EventIndexKind) -> PostgresParameters {
        var parameters = PostgresParameters()
        parameters.appendText(path)
        parameters.appendText(kind.rawValue)
        return parameters
    }
}
