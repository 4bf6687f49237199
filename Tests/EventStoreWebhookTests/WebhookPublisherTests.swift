import AsyncHTTPClient
import EventSourcing
import Foundation
import Synchronization
import Testing

@testable import EventStoreWebhook

@Suite("The webhook", .timeLimit(.minutes(1)))
struct WebhookPublisherTests {
    private func message(
        _ payload: EventPayload = .json(#"{"total":12.50}"#), id: String = "4711",
        metadata: EventMetadata = EventMetadata()
    ) -> OutboxMessage {
        OutboxMessage(
            event: RecordedEvent(
                globalPosition: 42, stream: StreamName("order", id, tenant: "acme"), version: 3,
                id: UUID(uuidString: "01890000-0000-7000-8000-00000000000A")!, type: "OrderPlaced", schemaVersion: 2,
                payload: payload, metadata: metadata, timestamp: Date(timeIntervalSince1970: 1_700_000_000.25),
                recordedAt: Date(timeIntervalSince1970: 1_700_000_001),
                checksum: [UInt8](repeating: 0, count: 32).withUnsafeBytes { EventChecksum($0)! }), attempts: 1)
    }

    private func publish(
        _ message: OutboxMessage, answers: [TestWebhook.Answer] = [],
        _ change: (inout WebhookPublisher.Options) -> Void = { _ in }
    ) async throws -> [TestWebhook.Request] {
        var options = WebhookPublisher.Options()
        change(&options)
        return try await TestWebhook.with { webhook, url in
            webhook.answers.withLock { $0 = answers }
            try await withWebhookPublisher(to: url, options: options) { try await $0.publish(message) }
            return webhook.requests.withLock { $0 }
        }
    }

    private func disposition(
        _ answer: TestWebhook.Answer, _ change: (inout WebhookPublisher.Options) -> Void = { _ in }
    ) async -> PublishingError.Disposition? {
        do {
            _ = try await publish(message(), answers: [answer], change)
            return nil
        } catch let error as PublishingError {
            return error.disposition
        } catch {
            Issue.record(error)
            return nil
        }
    }

    @Test("a message is one POST: the data as body, the rest as headers")
    func request() async throws {
        let metadata = EventMetadata(
            correlationID: "co", causationID: nil, userID: "änna", additional: Data(#"{"shop": "north"}"#.utf8))
        let requests = try await publish(message(id: "a b\u{E9}%\"", metadata: metadata)) {
            $0.headers = [("Authorization", "Bearer secret")]
        }
        let request = try #require(requests.first)
        #expect(requests.count == 1)
        #expect(request.method == "POST")
        #expect(request.path == "/events?x=1")
        #expect(request.body == #"{"total":12.50}"#)
        let expected = [
            "authorization": "Bearer secret", "content-type": "application/json", "ce-specversion": "1.0",
            "ce-id": "01890000-0000-7000-8000-00000000000a",
            "idempotency-key": "01890000-0000-7000-8000-00000000000a", "ce-source": "event-store",
            "ce-type": "OrderPlaced", "ce-subject": "order/a%20b%C3%A9%25%22", "ce-time": "2023-11-14T22:13:20.250000Z",
            "ce-tenant": "acme", "ce-aggregatetype": "order", "ce-aggregateid": "a%20b%C3%A9%25%22", "ce-version": "3",
            "ce-globalposition": "42", "ce-schemaversion": "2", "ce-attempt": "2", "ce-correlationid": "co",
            "ce-userid": "%C3%A4nna", "ce-metadata": "{%22shop%22:%20%22north%22}",
        ]
        for (name, value) in expected { #expect(request.headers[name] == value, "\(name)") }
        #expect(request.headers["ce-causationid"] == nil)
    }

    @Test("bytes go as they are, with their content type")
    func bytes() async throws {
        let requests = try await publish(message(.bytes(Data("\u{0}x".utf8), contentType: "application/x-test")))
        #expect(requests.first?.headers["content-type"] == "application/x-test")
        #expect(requests.first?.body == "\u{0}x")
    }

    @Test("what a status means")
    func statuses() async throws {
        for status in [200, 201, 202, 204, 299] { #expect(await disposition(.init(status: status)) == nil) }
        for status in [301, 302, 400, 401, 404, 408, 410, 425, 429, 500, 502, 503, 504] {
            #expect(await disposition(.init(status: status)) == .retry(after: nil), "\(status)")
        }
        for status in [400, 401, 404, 410, 422] {
            #expect(await disposition(.init(status: status)) { $0.onRefusal = .park } == .park, "\(status)")
        }
        for status in [413, 431] { #expect(await disposition(.init(status: status)) == .park, "\(status)") }
        for status in [408, 425, 429, 500] {
            #expect(
                await disposition(.init(status: status)) { $0.onRefusal = .park } == .retry(after: nil), "\(status)")
        }
    }

    @Test("Retry-After is honoured with 429 and 503, as seconds and as a date, up to an hour")
    func retryAfter() async throws {
        #expect(await disposition(.init(status: 429, headers: ["Retry-After": "7"])) == .retry(after: .seconds(7)))
        #expect(
            await disposition(.init(status: 503, headers: ["Retry-After": "7000"])) == .retry(after: .seconds(3600)))
        #expect(await disposition(.init(status: 500, headers: ["Retry-After": "7"])) == .retry(after: nil))
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        #expect(WebhookAnswer.delay("Tue, 14 Nov 2023 22:14:20 GMT", now: now) == .seconds(60))
        #expect(WebhookAnswer.delay("Tue, 14 Nov 2023 22:12:20 GMT", now: now) == .seconds(0))
        #expect(WebhookAnswer.delay("soon", now: now) == nil)
    }

    @Test("an answer that does not end is waited for no longer than the time limit; its status counts")
    func endlessAnswer() async throws {
        let begun = ContinuousClock.now
        let endless = TestWebhook.Answer(status: 200, body: "and so on", ends: false)
        _ = try await publish(message(), answers: [endless]) { $0.timeout = .seconds(5) }
        let refusal = TestWebhook.Answer(status: 422, body: "and so on", ends: false)
        let park = await disposition(refusal) {
            $0.timeout = .seconds(5)
            $0.onRefusal = .park
        }
        #expect(park == .park)
        #expect(ContinuousClock.now - begun < .seconds(30))
    }

    @Test("so many connections as there are to be")
    func connections() async throws {
        var options = WebhookPublisher.Options()
        options.connections = 12
        try await TestWebhook.with { webhook, url in
            webhook.answers.withLock { $0 = Array(repeating: .init(delay: .seconds(1)), count: 12) }
            try await withWebhookPublisher(to: url, options: options) { publisher in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<12 { group.addTask { try await publisher.publish(message()) } }
                    try await group.waitForAll()
                }
            }
            #expect(webhook.connections.withLock { $0.most } == 12)
        }
    }

    @Test("metadata too long for a header is left out, and a header says so")
    func longMetadata() async throws {
        func headers(_ text: String) async throws -> [String: String] {
            try await publish(message(metadata: EventMetadata(additional: Data(text.utf8))))[0].headers
        }
        let short = #"{"a":""# + String(repeating: "x", count: 4000) + #""}"#
        #expect(try await headers(short)["ce-metadata"]?.isEmpty == false)
        #expect(try await headers(short)["ce-metadataomitted"] == nil)
        // Too long, and too long only when it is encoded.
        for (filling, count) in [("x", 5000), ("ä", 1000)] {
            let long = #"{"a":""# + String(repeating: filling, count: count) + #""}"#
            #expect(try await headers(long)["ce-metadata"] == nil)
            #expect(try await headers(long)["ce-metadataomitted"] == String(long.utf8.count))
        }
    }

    @Test("options that cannot be used are refused at once, without telling a header's value")
    func options() async throws {
        let changes: [(inout WebhookPublisher.Options) -> Void] = [
            { $0.headers = [("My Header", "x")] }, { $0.headers = [("", "x")] },
            { $0.headers = [("a", "secret\n")] },
            { $0.headers = [("Content-Type", "x")] }, { $0.headers = [("CE-Id", "x")] },
            { $0.headers = [("idempotency-Key", "x")] }, { $0.headers = [("a", "x"), ("A", "y")] },
            { $0.timeout = .zero }, { $0.timeout = .seconds(1e12) }, { $0.connectTimeout = .zero },
            { $0.connections = 0 }, { $0.source = "" },
        ]
        for change in changes {
            var options = WebhookPublisher.Options()
            change(&options)
            let error = await #expect(throws: WebhookOptionError.self) {
                try await withWebhookPublisher(to: URL(string: "http://127.0.0.1:1/")!, options: options) { _ in }
            }
            #expect(error?.description.contains("secret") == false)
        }
        for url in ["ftp://x/", "/events", "http:///events"] {
            await #expect(throws: WebhookOptionError.self) {
                try await withWebhookPublisher(to: URL(string: url)!) { _ in }
            }
        }
    }

    @Test("a content type that is no header parks the message; a client that cannot be used ends the relay")
    func unsendable() async throws {
        let error = await #expect(throws: PublishingError.self) {
            _ = try await publish(message(.bytes(Data(), contentType: "a\r\nx: y")))
        }
        #expect(error?.disposition == .park)
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        try await client.shutdown()
        let publisher = try WebhookPublisher(url: URL(string: "http://127.0.0.1:1/")!, client: client)
        let stop = await #expect(throws: PublishingError.self) { try await publisher.publish(message()) }
        #expect(stop?.disposition == .stop)
    }

    @Test("no answer in time, and nobody there, are failures; the answer's text is told")
    func failures() async throws {
        await #expect(throws: (any Error).self) {
            _ = try await publish(message(), answers: [.init(delay: .seconds(15))]) { $0.timeout = .milliseconds(200) }
        }
        await #expect(throws: (any Error).self) {
            try await withWebhookPublisher(to: URL(string: "http://127.0.0.1:1/")!) { try await $0.publish(message()) }
        }
        do {
            _ = try await publish(message(), answers: [.init(status: 500, body: "out of order")])
            Issue.record("nothing was thrown")
        } catch {
            #expect("\(error)" == "HTTP status 500: out of order")
        }
    }
}
