import ArgumentParser
import EventSourcing
import EventStorePostgres
import Testing

@testable import EventStoreCLI

@Suite("Exit codes")
struct ExitReasonTests {
    @Test(
        "each kind of error has its code",
        arguments: [
            (EventStoreError.Code.wrongExpectedVersion, ExitReason.conflict), (.eventIDConflict, .conflict),
            (.connectionFailed, .connection), (.connectionLost, .connection), (.schemaBehind, .schemaBehind),
            (.schemaNewer, .schemaNewer), (.installationRefused, .schemaChanged), (.invalidPayload, .dataError),
            (.permissionDenied, .permissionDenied), (.deadlineExceeded, .temporary), (.server, .internal),
        ])
    func errors(code: EventStoreError.Code, status: ExitReason) {
        #expect(FailureReport(EventStoreError(code, "what")).status == status)
    }

    @Test("an error is one line and a hint")
    func text() {
        let report = FailureReport(CommandFailure(.conflict, "first\nsecond", hint: "do this"))
        #expect(report.text == "eventstore: first second\n  hint: do this\n")
    }

    @Test("the help of the command lists every code")
    func help() async throws {
        let outcome = try await CommandLineTool().run(["--help"])
        #expect(outcome.status == 0)
        for status in ExitReason.allCases { #expect(outcome.output.contains("\(status.rawValue)")) }
    }

    @Test(
        "wrong arguments are a usage error",
        arguments: [
            ["nonsense"], ["read"], ["read", "order"], ["import"], ["import", "-", "--batch-size", "0"],
            ["import", "-", "--csv"], ["export", "-", "--resume"], ["partitions", "alarm", "--days", "0"],
            ["stats", "--estimate", "--by", "event-type"], ["read", "--all", "--from", "yesterday"],
            ["streams", "--after-type", "order"],
            ["streams", "--order", "updated", "--after-type", "order", "--after-id", "1"],
            ["streams", "--after-type", "order", "--after-id", "1", "--after-key", "1"],
        ])
    func usage(arguments: [String]) async throws {
        let outcome = try await CommandLineTool().run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("eventstore: "))
        #expect(outcome.errors.contains("  hint: Usage: eventstore"))
    }

    @Test("a server that is not there, a URL that is none, and a file that is not there have codes of their own")
    func surroundings() async throws {
        let command = try CommandLineTool()
        let unreachable = try await command.run(["health", "--url", "postgresql:///none?host=/nonexistent"])
        #expect(unreachable.status == ExitReason.connection.rawValue, "\(unreachable.errors)")
        #expect(try await command.run(["health", "--url", "mysql://x"]).status == ExitReason.configuration.rawValue)
        #expect(try await command.run(["import", "/nonexistent/file"]).status == ExitReason.inputMissing.rawValue)
    }

    @Test("every subcommand explains itself with an example")
    func examples() async throws {
        let command = try CommandLineTool()
        let subcommands = EventStoreCommand.configuration.subcommands
        for subcommand in subcommands.flatMap({ [[$0]] + $0.configuration.subcommands.map { [$0] } }).flatMap({ $0 }) {
            #expect(subcommand.configuration.discussion.contains("EXAMPLE"), "\(subcommand)")
            #expect(!subcommand.configuration.abstract.isEmpty, "\(subcommand)")
        }
        #expect(try await command.run(["import", "--help"]).output.contains("--import-name"))
    }
}
