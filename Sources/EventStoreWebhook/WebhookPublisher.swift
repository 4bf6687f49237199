public import AsyncHTTPClient
public import EventSourcing
public import Foundation
import NIOCore
import NIOHTTP1

/// Publishes each message of an outbox as one HTTP POST.
///
/// The body is the event's data as it was stored, with its content type. The headers follow CloudEvents 1.0 in its binary form:
/// `ce-id` is the event id, and `Idempotency-Key` as well; ``WebhookRequest`` lists them all. A status of 200 to 299 means that the
/// message is done, whether or not the rest of the answer comes. 413 and 431 park the message: it is too large for the receiver. What
/// others mean: ``Options``. An address or a client that cannot be used ends the relay (``PublishingError/stop(_:)``).
///
/// A receiver that cannot be reached counts as a failure like any other, because it cannot be told from a wrong address: when it is
/// down for longer than the attempts last (about an hour), its messages are parked.
///
/// The client is shut down when `body` has ended:
///
///     try await withWebhookPublisher(to: url) { publisher in
///         try await OutboxRelay(store: store, publisher: publisher).run()
///     }
public struct WebhookPublisher: MessagePublisher {
    private let url: URL
    private let options: Options
    private let client: HTTPClient

    /// Throws ``WebhookOptionError`` when an option cannot be used.
    ///
    /// - Parameter client: belongs to the caller. It should not follow redirections.
    public init(url: URL, options: Options = Options(), client: HTTPClient) throws(WebhookOptionError) {
        try options.validate()
        try WebhookOptionError.check(
            ["http", "https"].contains(url.scheme?.lowercased()) && url.host()?.isEmpty == false,
            "the URL of a webhook begins with http:// or https:// and a host")
        self.url = url
        self.options = options
        self.client = client
    }

    public func publish(_ message: OutboxMessage) async throws {
        let begun = ContinuousClock.now
        guard WebhookRequest.isValue(message.event.payload.contentType) else {
            throw PublishingError.park("the content type of the data cannot be sent as a header")
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .POST
        for (name, value) in options.headers { request.headers.replaceOrAdd(name: name, value: value) }
        for (name, value) in WebhookRequest.headers(of: message, source: options.source) {
            request.headers.replaceOrAdd(name: name, value: value)
        }
        request.body = .bytes(message.event.payload.data)
        let response = try await execute(request)
        // Read, so that the connection can be used again. The client's own limit ends with the head of the answer.
        let body = await Self.beginning(of: response.body, until: begun + options.timeout)
        let retryAfter = WebhookAnswer.delay(response.headers.first(name: "retry-after"), now: Date())
        switch WebhookAnswer.disposition(of: Int(response.status.code), onRefusal: options.onRefusal, retryAfter) {
        case nil: return
        case let disposition?:
            let text = String(decoding: body.prefix(500), as: UTF8.self)
            throw PublishingError(
                disposition, underlying: WebhookRefusal(status: Int(response.status.code), text: text))
        }
    }

    private func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
        do {
            return try await client.execute(request, timeout: TimeAmount(options.timeout))
        } catch let error as HTTPClientError where Self.unusable.contains(error) {
            throw PublishingError.stop(error)
        }
    }

    /// What no later try mends, whatever the message.
    private static let unusable: [HTTPClientError] = [
        .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath, .alreadyShutdown,
    ]

    /// What has come of an answer when it ends, when there is enough of it, or at `deadline`: then without text.
    private static func beginning(
        of body: HTTPClientResponse.Body, until deadline: ContinuousClock.Instant
    ) async -> [UInt8] {
        await withTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                var beginning: [UInt8] = []
                do {
                    for try await part in body {
                        beginning += part.readableBytesView
                        if beginning.count > 64 * 1024 { break }
                    }
                } catch {
                    // The status says all that counts.
                }
                return beginning
            }
            group.addTask {
                try? await Task.sleep(until: deadline)
                return []
            }
            defer { group.cancelAll() }
            return await group.next() ?? []
        }
    }
}

/// The receiver has not taken a message.
public struct WebhookRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var status: Int
    /// The beginning of the answer, up to 500 bytes. It becomes part of the message's last error, which whoever may list parked
    /// messages can read: a receiver should not answer with secrets.
    public var text: String

    public var description: String { text.isEmpty ? "HTTP status \(status)" : "HTTP status \(status): \(text)" }
}

/// Makes a publisher with an HTTP client of its own, runs `body`, and shuts the client down. Throws ``WebhookOptionError`` when an
/// option cannot be used.
public func withWebhookPublisher<Value>(
    to url: URL, options: WebhookPublisher.Options = WebhookPublisher.Options(),
    isolation: isolated (any Actor)? = #isolation, _ body: (WebhookPublisher) async throws -> Value
) async throws -> Value {
    try options.validate()
    var configuration = HTTPClient.Configuration()
    // A redirection is no receipt: the sender is to be told the new address.
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = TimeAmount(options.connectTimeout)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.connections
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
        let value = try await body(try WebhookPublisher(url: url, options: options, client: client))
        try await client.shutdown()
        return value
    } catch {
        try? await client.shutdown()
        throw error
    }
}
