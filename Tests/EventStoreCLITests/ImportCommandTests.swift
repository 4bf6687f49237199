import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("import")
struct ImportCommandTests {
    @Test("the order of the file is the order of the global positions")
    func order() async throws {
        try await TestStore.with { store in
            let file = try store.folder.write(TestLines.make(3000), to: "events.jsonl")
            let outcome = try await store.succeed("import", file, "--batch-size", "700")
            #expect(outcome.output.contains("3,000 stored"))
            #expect(try await store.sequence() == TestLines.sequence(3000))
        }
    }

    @Test("an import that is run again stores nothing twice, whatever its batch size")
    func again() async throws {
        try await TestStore.with { store in
            let file = try store.folder.write(TestLines.make(1000), to: "events.jsonl")
            try await store.succeed("import", file, "--batch-size", "300")
            for size in ["1000", "17", "301"] {
                let outcome = try await store.succeed("import", file, "--batch-size", size)
                #expect(outcome.output.contains("0 stored, 1,000 already there"))
            }
            #expect(try await store.sequence() == TestLines.sequence(1000))
        }
    }

    @Test("an import that was killed goes on with another batch size, exactly once and in order")
    func killed() async throws {
        try await TestStore.with { store in
            let count = 8000
            let file = try store.folder.write(TestLines.make(count), to: "events.jsonl")
            let running = try store.command.start(["import", file, "--batch-size", "20"])
            let reached = try await store.open { library in
                let deadline = ContinuousClock.now + .seconds(60)
                while try await library.positions().headPosition < 300, ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(2))
                }
                running.signal(SIGKILL)
                _ = try await running.outcome()
                return try await library.positions().headPosition
            }
            try #require(reached >= 300 && reached.rawValue < count, "killed in the middle, at \(reached)")
            let outcome = try await store.succeed("import", file, "--batch-size", "333")
            #expect(!outcome.output.contains(" 0 already there"))
            #expect(try await store.sequence() == TestLines.sequence(count))
            try await store.succeed("verify")
        }
    }

    @Test("two imports of one file at once store it once and in order")
    func twoAtOnce() async throws {
        try await TestStore.with { store in
            let file = try store.folder.write(TestLines.make(6000, streams: 3), to: "events.jsonl")
            let imports = try ["5", "300"].map { try store.command.start(["import", file, "--batch-size", $0]) }
            for running in imports {
                let outcome = try await running.outcome()
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
            #expect(try await store.sequence() == TestLines.sequence(6000, streams: 3))
            try await store.succeed("verify")
        }
    }

    @Test("events of the middle that are there already are passed over, and the others stored in order")
    func middle() async throws {
        try await TestStore.with { store in
            let lines = TestLines.make(10, streams: 1).split(separator: "\n").enumerated().map { index, line in
                line.dropLast() + #","event_id":"01890a5d-ac96-774b-bcce-b302099a80\#(10 + index)"}"#
            }
            try await store.succeed("import", "-", input: lines[3..<6].joined(separator: "\n"))
            let outcome = try await store.succeed("import", "-", input: lines.joined(separator: "\n"))
            #expect(outcome.output.contains("7 stored, 3 already there"))
            let expected = TestLines.sequence(10, streams: 1)
            #expect(try await store.sequence() == Array(expected[3..<6] + expected[..<3] + expected[6...]))
        }
    }

    @Test("months that have no partition are created, and no others")
    func partitions() async throws {
        try await TestStore.with { store in
            let lines = ["1975-03-31T23:59:59Z", "2011-10-01T00:00:00+02:00", "2011-12-24T00:00:00Z"].map {
                #"{"aggregate_type":"a","aggregate_id":"1","event_type":"E","timestamp":"\#($0)","data":1}"#
            }
            try await store.succeed("import", "-", input: lines.joined(separator: "\n"))
            let partitions = try await store.open { try await $0.listPartitions(exact: true) }
            #expect(partitions.map(\.partitionName) == ["events_1975_03", "events_2011_09", "events_2011_12"])
        }
    }

    @Test("equal lines of one file are events of their own, and another import name gives other events")
    func importName() async throws {
        try await TestStore.with { store in
            let line = TestLines.make(1)
            let file = try store.folder.write(line + line, to: "events.jsonl")
            try await store.succeed("import", file)
            #expect(try await store.sequence().count == 2)
            try await store.succeed("import", file, "--import-name", "second")
            #expect(try await store.sequence().count == 4)
        }
    }

    @Test("the same event id twice with the same content is one event")
    func sameEventTwice() async throws {
        try await TestStore.with { store in
            let line = """
                {"aggregate_type":"a","aggregate_id":"1","event_type":"E","timestamp":"2024-01-01T00:00:00Z","data":{},\
                "event_id":"01890a5d-ac96-774b-bcce-b302099a8057"}

                """
            let outcome = try await store.succeed("import", "-", input: line + line)
            #expect(outcome.output.contains("1 stored, 1 already there"))
            let other = line.replacing("\"E\"", with: "\"Other\"")
            let conflict = try await store.run("import", "-", input: TestLines.make(1) + other)
            #expect(conflict.status == 65)
            #expect(conflict.errors.contains("line 2: the event id 01890a5d-ac96-774b-bcce-b302099a8057 is taken"))
        }
    }

    // Tried with looking up ids in the line's own tenant only: exit code 80, no line named.
    @Test("an event id that another tenant's event has makes a bad line like any other", arguments: ["1", "100"])
    func idOfAnotherTenant(batchSize: String) async throws {
        try await TestStore.with { store in
            let lines = TestLines.make(6, streams: 2).split(separator: "\n").enumerated().map { index, line in
                line.dropLast() + #","event_id":"01890a5d-ac96-774b-bcce-b302099a80\#(10 + index)"}"#
            }
            try await store.succeed("import", "-", "--tenant", "first", input: lines[2..<4].joined(separator: "\n"))
            let input = lines.joined(separator: "\n")
            let stopped = try await store.run("import", "-", "--tenant", "second", input: input)
            #expect(stopped.status == 65)
            #expect(stopped.errors.contains("line 3: the event id 01890a5d-ac96-774b-bcce-b302099a8012 is taken"))
            #expect(try await store.sequence().count == 2)
            let skipped = try await store.run(
                "import", "-", "--tenant", "second", "--on-error", "skip", "--batch-size", batchSize, input: input)
            #expect(skipped.status == 65)
            #expect(skipped.output.contains("4 stored, 0 already there, 2 skipped"), "\(skipped.output)")
            for line in 3...4 { #expect(skipped.errors.contains("skipped line \(line): the event id")) }
            let all = TestLines.sequence(6, streams: 2)
            #expect(try await store.sequence() == Array(all[2..<4] + all[..<2] + all[4...]))
        }
    }

    @Test("standard input, CSV and a byte order mark work together")
    func csv() async throws {
        try await TestStore.with { store in
            let text =
                "\u{FEFF}case,what,when,who,note\r\n1,Opened,2024-05-01 10:00:00+02:00,anna,\"a \"\"b\"\",\r\nc\"\r\n"
            try await store.succeed(
                "import", "-", "--csv", "--aggregate-type", "permit", "--aggregate-id-column", "case",
                "--event-type-column", "what", "--timestamp-column", "when", "--user-id-column", "who", input: text)
            let events = try await store.open { try await $0.readStream(StreamName("permit", "1")) }
            let event = try #require(events.first)
            #expect(event.payload == .json(#"{"note":"a \"b\",\r\nc"}"#))
            #expect(event.metadata.userID == "anna")
            #expect(event.timestamp == Date(timeIntervalSince1970: 1_714_550_400))
        }
    }

    @Test("a column that is not there is named with those that are")
    func missingColumn() async throws {
        try await TestStore.with { store in
            let outcome = try await store.run(
                "import", "-", "--csv", "--aggregate-type", "t", "--aggregate-id-column", "id", "--event-type-column",
                "what", "--timestamp-column", "when", input: "id,kind,when\n")
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("no column \"what\""))
            #expect(outcome.errors.contains("\"kind\""))
        }
    }
}
