import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("eventstore outbox")
struct OutboxCommandTests {
    private func fill(_ store: TestStore, _ count: Int = 3) async throws {
        try await store.open { postgres in
            _ = try await postgres.createPartitionsAhead(months: 1)
            for stream in ["a", "b"] {
                _ = try await postgres.append(
                    StreamAppend(
                        (1...count).map { NewEvent(type: "Happened", payload: .json("\($0)")) },
                        to: StreamName("order", stream), expectedVersion: .any, outbox: true))
            }
        }
    }

    @Test("relay prints each message as a line, in order per stream")
    func relay() async throws {
        try await TestStore.with { store in
            try await fill(store)
            let outcome = try await store.command.run(["outbox", "relay", "--until-empty", "--schema", store.schema])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.lines.count == 6)
            for stream in ["a", "b"] {
                let lines = outcome.lines.filter { $0.contains(#""aggregate_id":"\#(stream)""#) }
                #expect(lines.map { $0.contains(#""data":1"#) } == [true, false, false])
                #expect(lines.map { $0.contains(#""data":3"#) } == [false, false, true])
            }
            #expect(outcome.errors.contains("published 6 messages"))
            let again = try await store.command.run(["outbox", "relay", "--until-empty", "--schema", store.schema])
            #expect(again.lines == [])
        }
    }

    @Test("relay goes on until a signal and ends with 0")
    func signal() async throws {
        try await TestStore.with { store in
            let running = try store.command.start(["outbox", "relay", "--schema", store.schema])
            try await fill(store)
            let end = ContinuousClock.now + .seconds(30)
            while running.output.split(separator: "\n").count < 6, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(10))
            }
            running.signal(SIGTERM)
            let outcome = try await running.outcome()
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.lines.count == 6)
        }
    }

    @Test("a reader that goes away ends relay with 74, and what it held can be claimed at once")
    func closedPipe() async throws {
        try await TestStore.with { store in
            try await fill(store, 200)
            let shell = """
                "\(store.command.url.path)" outbox relay --until-empty --schema "\(store.schema)" | head -n 1; \
                echo "status ${PIPESTATUS[0]}"
                """
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = ["-c", shell]
            process.environment = store.command.environment
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            process.waitUntilExit()
            #expect(text.contains("status 74"), "\(text)")
            try await store.open { postgres in
                let statistics = try await postgres.outboxStatistics()
                #expect(statistics.leasedStreams == 0)
                #expect(statistics.pendingMessages > 0)
            }
        }
    }

    @Test("stats, parked, replay and clean")
    func lookingAfter() async throws {
        try await TestStore.with { store in
            try await fill(store)
            try await store.open { postgres in
                let claim = try #require(try await postgres.claimOutboxMessages(OutboxClaimOptions(worker: "w")))
                for (index, message) in claim.messages.enumerated() {
                    let position = message.event.globalPosition
                    if index < 2 {
                        try await postgres.parkOutboxMessage(position, lease: claim.lease, error: "no\nway")
                    } else {
                        try await postgres.completeOutboxMessages([position], lease: claim.lease)
                    }
                }
            }
            func run(_ arguments: String...) async throws -> CommandLineTool.Outcome {
                try await store.command.run(["outbox"] + arguments + ["--schema", store.schema])
            }
            let stats = try await run("stats", "--format", "json")
            #expect(stats.output.contains(#""pending_messages":0,"pending_streams":0"#), "\(stats)")
            #expect(stats.output.contains(#""parked_messages":2,"done_messages":4"#))
            let parked = try await run("parked", "--format", "json")
            #expect(parked.lines.count == 2)
            #expect(parked.lines[0].contains(#""attempts":1"#))
            #expect(parked.lines[0].contains(#""last_error":"no\nway""#))
            #expect(try await run("parked").output.contains("no"))
            #expect(try await run("replay").status == 64)
            #expect(try await run("replay", "999999").status == 66)
            #expect(try await run("replay", "--all").output == "replayed 2 messages\n")
            #expect(try await run("clean", "--older-than-hours", "1").output == "deleted 0 messages\n")
            #expect(
                try await run("clean", "--older-than-hours", "0", "--batch-size", "3", "--format", "json").output
                    == "{\"deleted\":4}\n")
        }
    }

    @Test("wrong arguments are told")
    func arguments() async throws {
        let tool = try CommandLineTool()
        for arguments in [
            ["--webhook", "ftp://x"], ["--header", "a: b"], ["--park-refused"],
            ["--webhook", "http://x", "--header", "a"],
            ["--parallelism", "0"], ["--visibility-timeout", "0"], ["--timeout", "0"],
        ] {
            #expect(try await tool.run(["outbox", "relay"] + arguments).status == 64, "\(arguments)")
        }
    }
}
