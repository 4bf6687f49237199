import Foundation

/// The transforms of a store, in the order in which a payload passes them on its way in; on its way out they come in reverse.
///
///     configuration.payloads = [PayloadCompression(.zstd)]
///
/// Empty, which is the default, it costs nothing.
public struct PayloadPipeline: Sendable {
    /// What becomes of a payload that cannot be brought back.
    public enum UnreadablePolicy: Hashable, Sendable {
        /// The read throws ``EventStoreError/Code/payloadUnreadable``, which names the event.
        case fail
        /// The event is given out with the payload as it is stored. An ``EventRegistry`` refuses it as
        /// ``EventDecodingError/Reason/payloadIsEncoded(_:)``, so that one such event can be skipped or parked.
        case leaveStored
    }

    public var transforms: [any PayloadTransform]
    public var onUnreadable: UnreadablePolicy

    public init(_ transforms: [any PayloadTransform] = [], onUnreadable: UnreadablePolicy = .fail) {
        self.transforms = transforms
        self.onUnreadable = onUnreadable
    }

    public var isEmpty: Bool { transforms.isEmpty }
}

extension PayloadPipeline: ExpressibleByArrayLiteral {
    public init(arrayLiteral transforms: any PayloadTransform...) { self.init(transforms) }
}

// MARK: On the way in

extension PayloadPipeline {
    /// Appends with their payloads as they are to be stored.
    public func stored(_ appends: [StreamAppend]) async throws -> [StreamAppend] {
        var appends = appends
        guard !isEmpty else { return appends }
        for append in appends.indices {
            for event in appends[append].events.indices {
                let payload = try await stored(appends[append].events[event], in: appends[append].stream)
                appends[append].events[event].payload = payload
            }
        }
        return appends
    }

    /// The payload of a new event as it is to be stored.
    ///
    /// JSON that a store refuses is left as it is, so that the store refuses it: it could not look into an encoded one. A payload
    /// whose content type says that it is encoded (``PayloadEncoding``), because it was read as it is stored somewhere, is taken at
    /// its word if it can be brought back; otherwise it is refused, for it could not be told apart later:
    /// ``EventStoreError/Code/invalidArgument``.
    public func stored(_ event: NewEvent, in stream: StreamName) async throws -> EventPayload {
        guard !isEmpty else { return event.payload }
        let owner = PayloadOwner(stream: stream, eventType: event.type, eventID: event.id)
        var payload = event.payload
        if let encoding = payload.encoding {
            do {
                _ = try await bringBack(payload, owner)
            } catch let problem as UnreadablePayload {
                throw EventStoreError(
                    .invalidArgument,
                    "the content type of event \(event.id) says that its payload is encoded as \(encoding.name), and it is not: "
                        + problem.reason,
                    hint: "A content type of one's own must not end in ;encoding=…;size=….", stream: stream,
                    underlying: problem)
            }
        }
        for transform in transforms { payload = try await transform.stored(payload, of: owner) }
        if case .json(let text) = event.payload, payload != event.payload, !QueryableJSON.isQueryable(text) {
            return event.payload
        }
        return payload
    }
}

// MARK: On the way out

extension PayloadPipeline {
    /// Stored events with the payloads that their writers gave. Throws ``EventStoreError/Code/payloadUnreadable``.
    public func originals(_ events: [RecordedEvent]) async throws -> [RecordedEvent] {
        var events = events
        // JSON is stored as it is: a transform makes bytes of it.
        for index in events.indices where !isEmpty && !events[index].payload.isJSON {
            events[index].payload = try await original(of: events[index])
        }
        return events
    }

    private func original(of event: RecordedEvent) async throws -> EventPayload {
        do {
            let owner = PayloadOwner(stream: event.stream, eventType: event.type, eventID: event.id)
            return try await bringBack(event.payload, owner)
        } catch let problem as UnreadablePayload {
            guard onUnreadable == .fail else { return event.payload }
            throw EventStoreError(problem, event)
        }
    }

    func bringBack(_ payload: EventPayload, _ owner: PayloadOwner) async throws -> EventPayload {
        var payload = payload
        for transform in transforms.reversed() { payload = try await transform.original(payload, of: owner) }
        if let encoding = payload.encoding {
            throw UnreadablePayload(
                encoding: encoding.name, reason: "no payload transform of this store knows that encoding",
                hint: "Give the configuration of the store the PayloadTransform that has stored it.")
        }
        return payload
    }
}

extension EventPayload {
    package var isJSON: Bool { if case .json = self { true } else { false } }
}

extension EventStoreError {
    /// A payload that cannot be brought back, and whose it is.
    init(_ problem: UnreadablePayload, _ event: RecordedEvent) {
        struct Detail: Encodable {
            var tenant, aggregate_type, aggregate_id: String
            var version, global_position: Int64
            var event_id, encoding: String
        }
        let stream = event.stream
        let detail = Detail(
            tenant: stream.tenant.rawValue, aggregate_type: stream.aggregateType, aggregate_id: stream.aggregateID,
            version: event.version.rawValue, global_position: event.globalPosition.rawValue,
            event_id: event.id.uuidString.lowercased(), encoding: problem.encoding)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.init(
            .payloadUnreadable,
            "the payload of event \(event.id) (\(stream), version \(event.version), position \(event.globalPosition)), stored "
                + "as \(problem.encoding), cannot be read: \(problem.reason)",
            hint: problem.hint, detail: (try? encoder.encode(detail)).map { String(decoding: $0, as: UTF8.self) },
            stream: stream, underlying: problem)
    }
}
