import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@testable import EventStoreCLI

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
            ["--webhook", "http://x", "--header", "my header: x"],
            ["--webhook", "http://x", "--header", "Content-Type: x"],
            ["--webhook", "http://x", "--header", "a: x", "--header", "A: y"], ["--header-file", "x"],
            ["--parallelism", "0"], ["--visibility-timeout", "0"], ["--timeout", "0"], ["--timeout", "nan"],
            ["--timeout", "inf"], ["--timeout", "1e30"], ["--visibility-timeout", "nan"], ["--worker", ""],
        ] {
            #expect(try await tool.run(["outbox", "relay"] + arguments).status == 64, "\(arguments)")
        }
        for hours in ["nan", "inf", "1e30", "1e15", "-1"] {
            #expect(try await tool.run(["outbox", "clean", "--older-than-hours=\(hours)"]).status == 64, "\(hours)")
        }
        for limit in ["0", "-1", "100001"] {
            #expect(try await tool.run(["outbox", "parked", "--limit=\(limit)"]).status == 64, "\(limit)")
        }
    }

    @Test("headers are read from a file; one that cannot be read or used is told")
    func headerFile() async throws {
        try await TestStore.with { store in
            let file = FileManager.default.temporaryDirectory.appending(path: "headers-\(UUID())")
            defer { try? FileManager.default.removeItem(at: file) }
            func relay() async throws -> CommandLineTool.Outcome {
                try await store.command.run([
                    "outbox", "relay", "--until-empty", "--webhook", "http://127.0.0.1:1/", "--header", "a: b",
                    "--header-file", file.path, "--schema", store.schema,
                ])
            }
            #expect(try await relay().status == 66)
            let files = [("X-Secret: s3cret\r\n\n b: c: d\n", 0), ("no colon s3cret\n", 65), ("A: s3cret", 65)]
            for (text, status) in files {
                try text.write(to: file, atomically: true, encoding: .utf8)
                let outcome = try await relay()
                #expect(outcome.status == Int32(status), "\(outcome.errors)")
                #expect(!outcome.errors.contains("s3cret"))
            }
            try "X-Secret: a:b \r\n\n".write(to: file, atomically: true, encoding: .utf8)
            let headers = try HeaderFile.read(file.path)
            #expect(headers.map(\.name) == ["X-Secret"])
            #expect(headers.map(\.value) == ["a:b"])
        }
    }

    @Test("replay --all goes once through what is parked, also when it is set aside again at once")
    func replayBesideParking() async throws {
        try await TestStore.with { store in
            try await fill(store, 60)
            let schema = "\"\(store.schema.replacing("\"", with: "\"\""))\""
            try await store.open { postgres in
                var options = OutboxRelay.Options()
                options.endsWhenEmpty = true
                try await OutboxRelay(
                    store: postgres, publisher: ClosurePublisher { _ in throw PublishingError.park("never") },
                    options: options
                ).run()
                // A relay that is always quicker.
                try await postgres.withTransaction { transaction in
                    try await transaction.query(
                        """
                        CREATE FUNCTION \(schema).park_again() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN NEW.parked_at := OLD.parked_at; RETURN NEW; END'
                        """)
                    try await transaction.query(
                        """
                        CREATE TRIGGER park_again BEFORE UPDATE ON \(schema).outbox FOR EACH ROW
                        WHEN (OLD.parked_at IS NOT NULL) EXECUTE FUNCTION \(schema).park_again()
                        """)
                }
            }
            let replay = try store.command.start(["outbox", "replay", "--all", "--schema", store.schema])
            let end = Task {
                try await Task.sleep(for: .seconds(20))
                replay.signal(SIGTERM)
            }
            let outcome = try await replay.outcome()
            end.cancel()
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output == "replayed 120 messages\n")
        }
    }

    @Test("a cancelled relay prints no line that waits for its turn")
    func cancelledLine() async throws {
        let publisher = StandardOutputPublisher()
        let event = RecordedEvent(
            globalPosition: 1, stream: StreamName("order", "1"), version: 1, id: UUID(), type: "Happened",
            schemaVersion: 1, payload: .json("{}"), metadata: EventMetadata(), timestamp: Date(), recordedAt: Date(),
            checksum: [UInt8](repeating: 0, count: 32).withUnsafeBytes { EventChecksum($0)! })
        let publishing = Task {
            while !Task.isCancelled { await Task.yield() }
            try await publisher.publish(OutboxMessage(event: event))
        }
        publishing.cancel()
        await #expect(throws: CancellationError.self) { try await publishing.value }
    }
}
