public import Foundation

/// An event that is stored and that this program cannot turn into one of its own.
///
/// `description` is safe to log: it names the event and never holds data; `debugDescription` holds all there is.
public struct EventDecodingError: Error, Sendable {
    /// What is in the way.
    public enum Reason: Sendable {
        /// Nothing is registered for the stored type.
        case unknownType
        /// Several registered types, which are named, want to decode it.
        case ambiguousType([String])
        /// It was written by a newer program: this one knows the type up to version `current`.
        case newerSchemaVersion(current: Int32)
        /// It is of an old schema, and there is no upcaster from it.
        case missingUpcaster(current: Int32)
        /// An upcaster threw, or gave a schema that it does not declare (then the error is an ``UndeclaredSchema``).
        case upcasterFailed(from: EventSchema, any Error)
        /// The data is compressed or otherwise encoded as named, and the store that it was read from brings no such payload back.
        case payloadIsEncoded(String)
        /// The data is not what the type expects.
        case payloadDoesNotDecode(as: String, any Error)
    }

    public var reason: Reason
    /// What was to be decoded; differs from the event's own schema after upcasting.
    public var schema: EventSchema
    public var stream: StreamName
    public var version: StreamVersion
    public var globalPosition: GlobalPosition
    public var eventID: UUID

    init(_ reason: Reason, schema: EventSchema, event: RecordedEvent) {
        self.reason = reason
        self.schema = schema
        stream = event.stream
        version = event.version
        globalPosition = event.globalPosition
        eventID = event.id
    }

    /// An upcaster gave an event of a schema that is not among its targets.
    public struct UndeclaredSchema: Error, Hashable, Sendable {
        public var schema: EventSchema
    }
}

extension EventDecodingError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        let what =
            switch reason {
            case .unknownType: "no type is registered for it"
            case .ambiguousType(let names): "several types want it: " + names.joined(separator: ", ")
            case .newerSchemaVersion(let current): "this program knows it up to version \(current)"
            case .missingUpcaster(let current): "there is no upcaster to version \(current)"
            case .upcasterFailed(let source, _): "the upcaster from \(source) failed"
            case .payloadIsEncoded(let encoding):
                "its data is stored as \(encoding), and nothing brought it back: give the store the payload transform that does "
                    + "(PayloadCompression for gzip, lz4 and zstd), or look why it could not"
            case .payloadDoesNotDecode(let type, let error): "its data does not decode as \(type)\(Self.place(error))"
            }
        return
            "event \(eventID) at position \(globalPosition) (\(stream), version \(version)) of type \(schema): \(what)"
    }

    public var debugDescription: String {
        switch reason {
        case .upcasterFailed(_, let error), .payloadDoesNotDecode(_, let error):
            "\(description); underlying \(String(reflecting: error))"
        default: description
        }
    }

    /// Where in the data; never what is there.
    private static func place(_ error: any Error) -> String {
        let context: DecodingError.Context?
        var missing: [any CodingKey] = []
        switch error as? DecodingError {
        case .keyNotFound(let key, let found):
            context = found
            missing = [key]
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found): context = found
        default: context = nil
        }
        let path = ((context?.codingPath ?? []) + missing).map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? "" : " at \(path)"
    }
}
