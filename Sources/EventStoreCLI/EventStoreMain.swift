import ArgumentParser
import Foundation

@main
enum EventStoreMain {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let task = Task { try await run(arguments) }
        Interruption.install { task.cancel() }
        do {
            try await task.value
            exit(ExitReason.ok.rawValue)
        } catch {
            exit(status(of: error, printsJSON: wantsJSON(arguments)).rawValue)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        var command = try EventStoreCommand.parseAsRoot(arguments)
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }

    /// Tells an error and returns the exit status for it.
    private static func status(of error: any Error, printsJSON: Bool) -> ExitReason {
        if let error = error as? SilentExit { return error.status }
        if isOfParser(error) { return parsingFailed(error, printsJSON: printsJSON) }
        // Whatever a cancelled call throws, the signal is what ended the command.
        if let status = Interruption.status {
            Console.error("eventstore: stopped by a signal\n")
            return status
        }
        let report = FailureReport(error)
        Console.error(printsJSON ? report.json.text + "\n" : report.text)
        return report.status
    }

    /// Help and the like go to standard output; everything else is one line and a hint.
    private static func parsingFailed(_ error: any Error, printsJSON: Bool) -> ExitReason {
        guard EventStoreCommand.exitCode(for: error) != .success else {
            let text = EventStoreCommand.fullMessage(for: error)
            return (try? Console.print(text)) == nil ? .outputFailed : .ok
        }
        let usage = EventStoreCommand.fullMessage(for: error).split(separator: "\n")
            .first { $0.hasPrefix("Usage: ") }.map { String($0.dropFirst(7)) }
        let report = FailureReport(
            CommandFailure(
                .usage, EventStoreCommand.message(for: error),
                hint: usage.map { "Usage: \($0); --help explains it." }))
        Console.error(printsJSON ? report.json.text + "\n" : report.text)
        return .usage
    }

    /// Whether the argument parser threw it: wrong arguments, or a call for help.
    private static func isOfParser(_ error: any Error) -> Bool {
        let code = EventStoreCommand.exitCode(for: error)
        return code == .validationFailure || code == .success
    }

    /// Looked for in the arguments themselves, because errors in the arguments have to be told, too.
    static func wantsJSON(_ arguments: [String]) -> Bool {
        arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
    }
}
