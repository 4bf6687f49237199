import Foundation
import Testing

@testable import EventStoreCLI

@Suite("Commands that append and read")
struct ReadingCommandTests {
    @Test("an append at a version that is not there is a conflict, told as JSON when asked")
    func conflict() async throws {
        try await TestStore.with { store in
            try await store.succeed("partitions", "ahead")
            let arguments = [
                "append", "order", "1", "--event-type", "Placed", "--data", "{}", "--expected-version", "no-stream",
            ]
            #expect(try await store.command.run(arguments).status == 0)
            let refused = try await store.command.run(arguments + ["--format", "json"])
            #expect(refused.status == ExitReason.conflict.rawValue)
            let error = try #require(
                try JSONSerialization.jsonObject(with: Data(refused.errors.utf8)) as? [String: Any])
            #expect(error["code"] as? String == "wrongExpectedVersion")
            #expect(error["exit_code"] as? Int == 80)
        }
    }

    @Test("streams, events and numbers can be read in both directions and by filter")
    func reading() async throws {
        try await TestStore.with { store in
            try await store.succeed("import", "-", input: TestLines.make(100, streams: 10))
            let stream = try await store.succeed("read", "order", "3", "--format", "json")
            #expect(stream.lines.count == 10)
            let last = try await store.succeed("read", "order", "3", "--backwards", "--limit", "1", "--format", "json")
            #expect(last.lines == stream.lines.suffix(1))
            let some = try await store.succeed("read", "--event-type", "E4", "--event-type", "E5", "--format", "json")
            #expect(some.lines.count == 2)
            let newest = try await store.succeed("read", "--all", "--backwards", "--limit", "3")
            #expect(newest.lines.count == 4)
            #expect(newest.lines[1].contains("E99"))
            #expect(try await store.succeed("streams", "--format", "json").lines.count == 10)
            let page = try await store.succeed(
                "streams", "--after-type", "order", "--after-id", "7", "--format", "json")
            #expect(page.lines.count == 2)
            #expect(try await store.succeed("streams", "--all-tenants", "--format", "json").lines.count == 10)
            #expect(try await store.succeed("streams", "--tenant", "other", "--format", "json").lines.isEmpty)
            #expect(
                try await store.succeed("stats", "--format", "json").output.hasPrefix("{\"events\":100,\"streams\":10,")
            )
            let types = try await store.succeed("stats", "--by", "aggregate-type", "--format", "json")
            #expect(types.lines.count == 1)
            #expect(types.output.contains("\"data_size_bytes\":"))
            #expect(try await store.succeed("health", "--format", "json").output.contains("\"head_position\":100"))
        }
    }

    @Test("a page of streams goes on after the page before, in every order and after an append in between")
    func pagesOfStreams() async throws {
        try await TestStore.with { store in
            try await store.succeed("partitions", "ahead")
            try await store.succeed("import", "-", input: TestLines.make(55, streams: 10))
            for order in ["name", "updated", "created", "version"] {
                let arguments = ["streams", "--order", order, "--limit", "5", "--format", "json"]
                let first = try Self.listed(try await store.command.run(arguments))
                let last = try #require(first.last)
                #expect((last.key == nil) == (order == "name"))
                try await store.succeed("append", "order", last.id, "--event-type", "Moved", "--data", "{}")
                let key = last.key.map { ["--after-key", $0] } ?? []
                let after = ["--after-type", "order", "--after-id", last.id] + key
                let second = try Self.listed(try await store.command.run(arguments + after))
                #expect(second.count == 5)
                #expect(Set((first + second).map(\.id)).count == 10, "\(order)")
            }
        }
    }

    /// The ids and page keys of the streams that the command has printed as JSON.
    private static func listed(_ outcome: CommandLineTool.Outcome) throws -> [(id: String, key: String?)] {
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try outcome.lines.map {
            let stream = try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            return (try #require(stream["aggregate_id"] as? String), stream["page_key"] as? String)
        }
    }

    @Test("a subscription prints what is there and ends when it has caught up")
    func untilCaughtUp() async throws {
        try await TestStore.with { store in
            try await store.succeed("import", "-", input: TestLines.make(2500))
            let all = try await store.succeed("subscribe", "--until-caught-up", "--format", "json")
            #expect(all.lines.count == 2500)
            #expect(all.lines.first?.hasPrefix("{\"global_position\":1,") == true)
            let rest = try await store.succeed("subscribe", "--from", "2400", "--no-follow")
            #expect(rest.lines.count == 100)
            #expect(try await store.succeed("subscribe", "--from", "now", "--until-caught-up").output.isEmpty)
        }
    }

    @Test("a subscription prints new events until Ctrl-C, which is no error")
    func follow() async throws {
        try await TestStore.with { store in
            try await store.succeed("import", "-", input: TestLines.make(10))
            let running = try store.command.start(["subscribe", "--format", "json"])
            try await wait { running.output.split(separator: "\n").count == 10 }
            try await store.succeed("import", "-", "--import-name", "more", input: TestLines.make(5))
            try await wait { running.output.split(separator: "\n").count == 15 }
            running.signal(SIGINT)
            let outcome = try await running.outcome()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.lines.count == 15)
        }
    }

    @Test("Ctrl-C ends an import that waits for its input")
    func interrupted() async throws {
        try await TestStore.with { store in
            let fifo = store.folder.path("fifo")
            try #require(mkfifo(fifo, 0o600) == 0)
            // Keeps the pipe open for writing, so that the import waits.
            let descriptor = open(fifo, O_RDWR)
            defer { close(descriptor) }
            let running = try store.command.start(["import", fifo])
            try await Task.sleep(for: .milliseconds(500))
            running.signal(SIGINT)
            #expect(try await running.outcome().status == ExitReason.interrupted.rawValue)
        }
    }

    /// Waits until something that another process does is seen.
    private func wait(_ condition: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !condition() {
            try #require(ContinuousClock.now < deadline, "nothing came in 20 s")
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
