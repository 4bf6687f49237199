import EventSourcing
import Foundation
import Synchronization

/// Publishes the outbox as lines of a file, which stands for a message queue: at least once, one order's in their order. Whoever
/// reads it passes over ids that it has seen. Other systems learn that orders were placed and shipped; the rest is our own.
public final class NoticeFile: MessagePublisher {
    struct Line: Codable {
        var id: UUID
        var type: String
        var order: String
        var version: Int64
        var time: Date
        var data: OrderEvent.Notice
    }

    private let file: Mutex<FileHandle>
    private let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }()

    /// Lines are added to a file that is there.
    public init(path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
        }
        file = Mutex(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    public func publish(_ message: OutboxMessage) async throws {
        let event = message.event
        for decoded in try OrderEvent.registry.decode(event) {
            guard let notice = decoded.event.notice else { continue }
            let line = Line(
                id: event.id, type: event.type.rawValue, order: event.stream.aggregateID,
                version: event.version.rawValue, time: event.timestamp, data: notice)
            let bytes = try encoder.encode(line) + Data("\n".utf8)
            // On disk before it counts as published.
            try file.withLock {
                try $0.write(contentsOf: bytes)
                try $0.synchronize()
            }
        }
    }
}

extension OrderEvent {
    /// What other systems are told. Its form is theirs, and stays when our events change.
    struct Notice: Codable {
        var customer: String?
        var trackingCode: String?
    }

    var notice: Notice? {
        switch self {
        case .placed(let customer): Notice(customer: customer)
        case .shipped(let trackingCode): Notice(trackingCode: trackingCode)
        default: nil
        }
    }
}
