public import EventSourcing
import Foundation

/// Compresses payloads that are long enough and become shorter by it, and brings back all that ``CompressionAlgorithm`` knows,
/// whatever is chosen for writing.
///
///     configuration.payloads = [PayloadCompression(.zstd, rules: ["ImageTaken": .uncompressed])]
///
/// The stored form is bytes whose content type is the original one with the algorithm and the original size behind it, see
/// ``EventSourcing/PayloadEncoding``. A payload stays as it is when it is shorter than the threshold, when it would become no
/// shorter, when its content type would become longer than 255 bytes, and when it is bytes that call themselves
/// `application/json`, for as JSON they would come back.
public struct PayloadCompression: PayloadTransform {
    /// The rule for all types without their own.
    public var rule: CompressionRule
    /// The rules of single types of events.
    public var rules: [EventType: CompressionRule]
    /// Longer payloads are not compressed, so that the store's own limit (`max_payload_bytes`), which is for what is stored,
    /// goes on refusing them. In bytes.
    public var largest: Int
    /// Payloads that would become longer are neither compressed nor decompressed: no reader takes more memory for one, whatever is
    /// stored. Not for a page: it may hold as many such payloads as events. In bytes.
    public var largestOriginal: Int

    /// Compresses with one algorithm.
    public init(
        _ algorithm: CompressionAlgorithm, level: Int? = nil, threshold: Int = CompressionRule.defaultThreshold,
        rules: [EventType: CompressionRule] = [:]
    ) {
        self.init(CompressionRule(algorithm, level: level, threshold: threshold), rules: rules)
    }

    /// Compresses by rules.
    public init(
        _ rule: CompressionRule, rules: [EventType: CompressionRule] = [:], largest: Int = 16 * 1024 * 1024,
        largestOriginal: Int = 16 * 1024 * 1024
    ) {
        self.rule = rule
        self.rules = rules
        self.largest = largest
        self.largestOriginal = largestOriginal
    }

    /// Compresses nothing, and brings back what others have compressed.
    public static let reading = PayloadCompression(.uncompressed)

    public func stored(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload {
        let rule = rules[event.eventType] ?? rule
        guard payload.data.count <= min(largest, largestOriginal), payload.encoding == nil,
            payload.isKnownByContentType,
            let (algorithm, data) = try rule.compress(payload.data)
        else { return payload }
        let encoding = PayloadEncoding(
            name: algorithm.rawValue, originalContentType: payload.contentType, originalSize: payload.data.count)
        let contentType = encoding.contentType
        guard contentType.utf8.count <= 255, data.count + contentType.utf8.count < payload.data.count else {
            return payload
        }
        return .bytes(data, contentType: contentType)
    }

    public func original(_ payload: EventPayload, of event: PayloadOwner) async throws -> EventPayload {
        guard let encoding = payload.encoding, let algorithm = CompressionAlgorithm(rawValue: encoding.name) else {
            return payload
        }
        let data = try algorithm.original(of: payload.data, size: encoding.originalSize, largest: largestOriginal)
        return EventPayload(data, contentType: encoding.originalContentType)
    }
}

/// What is compressed, and how.
public struct CompressionRule: Hashable, Sendable {
    /// What is shorter than this gains little or nothing, see docs/compression.md. In bytes.
    public static let defaultThreshold = 1024

    /// Nil: nothing is compressed.
    public var algorithm: CompressionAlgorithm?
    /// One of ``CompressionAlgorithm/levels``; nil: the algorithm's own.
    public var level: Int?
    /// What is shorter is left as it is. In bytes.
    public var threshold: Int

    public init(_ algorithm: CompressionAlgorithm?, level: Int? = nil, threshold: Int = Self.defaultThreshold) {
        self.algorithm = algorithm
        self.level = level
        self.threshold = threshold
    }

    /// Nothing is compressed.
    public static let uncompressed = CompressionRule(nil)

    /// The compressed bytes, if they are to be compressed.
    func compress(_ data: Data) throws -> (CompressionAlgorithm, Data)? {
        guard let algorithm, data.count >= threshold else { return nil }
        return (algorithm, try algorithm.compress(data, level: level))
    }
}

extension CompressionAlgorithm {
    /// The original, or why it cannot be had.
    func original(of data: Data, size: Int, largest: Int) throws(UnreadablePayload) -> Data {
        guard size <= largest else {
            throw UnreadablePayload(
                encoding: rawValue, reason: "it would have \(size) bytes, the limit is \(largest)",
                hint: "If that is right, raise largestOriginal of the reader's PayloadCompression.")
        }
        do {
            return try decompress(data, size: size)
        } catch {
            throw UnreadablePayload(
                encoding: rawValue, reason: error.description,
                hint:
                    "Compare the event's checksum (verify): the data was damaged where it is stored, or was so when it came."
            )
        }
    }
}

extension EventPayload {
    /// From its bytes and content type, as in ``EventSourcing/PayloadEncoding``.
    init(_ data: Data, contentType: String) {
        self = contentType == Self.json("").contentType ? .json(data) : .bytes(data, contentType: contentType)
    }

    /// Whether its content type tells JSON from bytes.
    var isKnownByContentType: Bool { EventPayload(data, contentType: contentType) == self }
}
