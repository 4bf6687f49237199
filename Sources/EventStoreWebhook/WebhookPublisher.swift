public import AsyncHTTPClient
public import EventSourcing
public import Foundation
import NIOCore
import NIOHTTP1

/// Publishes each message of an outbox as one HTTP POST.
///
/// The body is the event's data as it was stored, with its content type. The headers follow CloudEvents 1.0 in its binary form:
/// `ce-id` is the event id, and `Idempotency-Key` as well; ``WebhookRequest`` lists them all. A status of 200 to 299 means that the
/// message is done. What others mean: ``Options``.
///
/// The client is shut down when `body` has ended:
///
///     try await withWebhookPublisher(to: url) { publisher in
///         try await OutboxRelay(store: store, publisher: publisher).run()
///     }
public struct WebhookPublisher: MessagePublisher {
    /// How a webhook is called.
    public struct Options: Sendable {
        /// For a request as a whole, with its answer.
        public var timeout = Duration.seconds(10)
        public var connectTimeout = Duration.seconds(5)
        /// Sent with each request, for example `("Authorization", "Bearer …")`.
        public var headers: [(name: String, value: String)] = []
        /// What a status of 400 to 499 means, other than 408, 425 and 429: the receiver refuses the message as it is. By default it
        /// is tried again, because a receiver that is set up wrongly answers so, too.
        public var onRefusal = Refusal.retry
        /// The value of `ce-source`.
        public var source = "event-store"

        public enum Refusal: String, Sendable, CaseIterable {
            case retry
            /// Set aside at once; the followers of the message go on.
            case park
        }

        public init() {}
    }

    private let url: URL
    private let options: Options
    private let client: HTTPClient

    /// - Parameter client: belongs to the caller. It should not follow redirections.
    public init(url: URL, options: Options = Options(), client: HTTPClient) {
        self.url = url
        self.options = options
        self.client = client
    }

    public func publish(_ message: OutboxMessage) async throws {
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .POST
        for (name, value) in options.headers { request.headers.replaceOrAdd(name: name, value: value) }
        for (name, value) in WebhookRequest.headers(of: message, source: options.source) {
            request.headers.replaceOrAdd(name: name, value: value)
        }
        request.body = .bytes(message.event.payload.data)
        let response = try await client.execute(request, timeout: TimeAmount(options.timeout))
        // Read, so that the connection can be used again; a long answer is not waited for.
        let answer = try? await response.body.collect(upTo: 64 * 1024)
        let retryAfter = WebhookAnswer.delay(response.headers.first(name: "retry-after"), now: Date())
        switch WebhookAnswer.disposition(of: Int(response.status.code), onRefusal: options.onRefusal, retryAfter) {
        case nil: return
        case let disposition?:
            let text = answer.map { String(decoding: $0.readableBytesView.prefix(500), as: UTF8.self) } ?? ""
            throw PublishingError(
                disposition, underlying: WebhookRefusal(status: Int(response.status.code), text: text))
        }
    }
}

/// The receiver has not taken a message.
public struct WebhookRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var status: Int
    /// The beginning of the answer.
    public var text: String

    public var description: String { text.isEmpty ? "HTTP status \(status)" : "HTTP status \(status): \(text)" }
}

/// Makes a publisher with an HTTP client of its own, runs `body`, and shuts the client down.
public func withWebhookPublisher<Value>(
    to url: URL, options: WebhookPublisher.Options = WebhookPublisher.Options(),
    isolation: isolated (any Actor)? = #isolation, _ body: (WebhookPublisher) async throws -> Value
) async throws -> Value {
    var configuration = HTTPClient.Configuration()
    // A redirection is no receipt: the sender is to be told the new address.
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = TimeAmount(options.connectTimeout)
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
        let value = try await body(WebhookPublisher(url: url, options: options, client: client))
        try await client.shutdown()
        return value
    } catch {
        try? await client.shutdown()
        throw error
    }
}
