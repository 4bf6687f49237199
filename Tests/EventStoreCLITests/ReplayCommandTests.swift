import Foundation
import Testing

@testable import EventStoreCLI

@Suite("The command replay")
struct ReplayCommandTests {
    private func result(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("events come as the lines of an export, by range, types and stream; what was done is told on standard error")
    func lines() async throws {
        try await TestStore.with { store in
            try await store.succeed("import", "-", input: TestLines.make(100, streams: 10))
            let all = try await store.succeed("replay", "--format", "json")
            #expect(all.lines == (try await store.succeed("export", "-")).lines && all.lines.count == 100)
            let told = try result(all.errors)
            #expect(told["events"] as? Int == 100 && told["dry_run"] as? Bool == false)
            let some = try await store.succeed("replay", "--after", "10", "--until", "14")
            #expect(some.lines == Array(all.lines[10..<14]) && some.errors.hasPrefix("4 events up to position 14"))
            let stream = try await store.succeed("replay", "--stream-type", "order", "--stream-id", "3")
            #expect(stream.lines == (try await store.succeed("read", "order", "3", "--format", "json")).lines)
            let types = try await store.succeed("replay", "--event-type", "E4", "--event-type", "E5")
            #expect(types.lines.count == 2)
        }
    }

    @Test("a dry run prints what would be handed out, and no event")
    func dryRun() async throws {
        try await TestStore.with { store in
            try await store.succeed("import", "-", input: TestLines.make(20, streams: 2))
            let outcome = try await store.succeed("replay", "--dry-run", "--until", "5", "--format", "json")
            let told = try result(outcome.output)
            #expect(told["events"] as? Int == 5 && told["dry_run"] as? Bool == true)
            #expect((told["by_type"] as? [String: Int])?.values.reduce(0, +) == 5)
        }
    }

    @Test("a command gets the lines; how it ends is how the replay ends")
    func command() async throws {
        try await TestStore.with { store in
            try await store.succeed("import", "-", input: TestLines.make(2000, streams: 10))
            let counted = try await store.succeed("replay", "--to", "wc -l", "--format", "json")
            #expect(counted.lines.first?.trimmingCharacters(in: .whitespaces) == "2000")
            #expect(try result(try #require(counted.lines.last))["events"] as? Int == 2000)
            let failed = try await store.run("replay", "--to", "cat > /dev/null; exit 3")
            #expect(failed.status == ExitReason.outputFailed.rawValue && failed.errors.contains("exit code 3"))
            let deaf = try await store.run("replay", "--to", "exec 0<&-; exit 0")
            #expect(deaf.status == ExitReason.outputFailed.rawValue)
        }
    }

    @Test(
        "a command that does not read, or does not end, is ended with the replay", .timeLimit(.minutes(2)),
        arguments: ["echo begun; sleep 60", "cat >/dev/null; echo begun; sleep 60"])
    func interrupted(command: String) async throws {
        try await TestStore.with { store in
            try await store.succeed("import", "-", input: TestLines.make(2000, streams: 10))
            let running = try store.command.start(["replay", "--to", command])
            while !running.output.contains("begun") { try await Task.sleep(for: .milliseconds(20)) }
            let begun = ContinuousClock.now
            running.signal(SIGTERM)
            let outcome = try await running.outcome()
            #expect(outcome.status == ExitReason.terminated.rawValue && outcome.output == "begun\n")
            #expect(.now - begun < .seconds(30))
        }
    }

    @Test("a command has its signals as under any shell")
    func signals() async throws {
        try await TestStore.with { store in
            let outcome = try await store.succeed("replay", "--to", "yes | head -1; cat >/dev/null", "--format", "json")
            #expect(outcome.lines.first == "y" && !outcome.errors.contains("Broken pipe"))
        }
    }

    @Test("half a stream's name, and a dry run with a command, are refused")
    func refused() async throws {
        let tool = try CommandLineTool()
        #expect(try await tool.run(["replay", "--stream-type", "order"]).status == ExitReason.usage.rawValue)
        #expect(try await tool.run(["replay", "--dry-run", "--to", "cat"]).status == ExitReason.usage.rawValue)
    }
}
