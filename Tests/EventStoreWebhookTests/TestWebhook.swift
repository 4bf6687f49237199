import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A receiver on this machine that answers as it is told and keeps what it was sent.
final class TestWebhook: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: String
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = ""
        var delay: Duration = .zero
        /// Without, the beginning of a chunked body comes, and no more.
        var ends = true
    }

    let requests = Mutex<[Request]>([])
    /// Taken one by one; after them 200.
    let answers = Mutex<[Answer]>([])
    /// How many connections are open, and the most that were at once.
    let connections = Mutex((open: 0, most: 0))

    static func with<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: (TestWebhook, URL) async throws -> Value
    ) async throws -> Value {
        let webhook = TestWebhook()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(webhook))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let url = URL(string: "http://127.0.0.1:\(channel.localAddress!.port!)/events?x=1")!
        do {
            let value = try await body(webhook, url)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let webhook: TestWebhook
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(_ webhook: TestWebhook) { self.webhook = webhook }

        func channelActive(context: ChannelHandlerContext) {
            webhook.connections.withLock {
                $0.open += 1
                $0.most = max($0.most, $0.open)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { webhook.connections.withLock { $0.open -= 1 } }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body.clear()
            case .body(var part): body.writeBuffer(&part)
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            guard let head else { return }
            let request = Request(
                method: head.method.rawValue, path: head.uri,
                headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $1 },
                body: String(decoding: body.readableBytesView, as: UTF8.self))
            webhook.requests.withLock { $0.append(request) }
            let answer = webhook.answers.withLock { $0.isEmpty ? Answer() : $0.removeFirst() }
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: TimeAmount(answer.delay)) {
                let (handler, context) = bound.value
                var headers = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
                if answer.ends { headers.add(name: "content-length", value: String(answer.body.utf8.count)) }
                context.write(
                    handler.wrapOutboundOut(
                        .head(.init(version: .http1_1, status: .init(statusCode: answer.status), headers: headers))),
                    promise: nil)
                context.writeAndFlush(
                    handler.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
                guard answer.ends else { return }
                context.writeAndFlush(handler.wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
