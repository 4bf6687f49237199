import ArgumentParser
import Foundation

@main
enum EventStoreMain {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let printsJSON = wantsJSON(arguments)
        let status: ExitStatus
        do {
            var command = try EventStoreCommand.parseAsRoot(arguments)
            status = await run(&command, printsJSON: printsJSON)
        } catch {
            status = parsingFailed(error, printsJSON: printsJSON)
        }
        exit(status.rawValue)
    }

    private static func run(_ command: inout any ParsableCommand, printsJSON: Bool) async -> ExitStatus {
        do {
            guard let asynchronous = command as? any AsyncParsableCommand else {
                try command.run()
                return .ok
            }
            let task = Task {
                var asynchronous = asynchronous
                try await asynchronous.run()
            }
            Interruption.install { task.cancel() }
            try await task.value
            return .ok
        } catch let error as SilentExit {
            return error.status
        } catch let error where isUsage(error) {
            return parsingFailed(error, printsJSON: printsJSON)
        } catch {
            // Whatever a cancelled call throws, the signal is what ended the command.
            if let status = Interruption.status {
                Console.error("eventstore: stopped by a signal\n")
                return status
            }
            let report = FailureReport(error)
            Console.error(printsJSON ? report.json.text + "\n" : report.text)
            return report.status
        }
    }

    /// Help and the like go to standard output; everything else is one line and a hint.
    private static func parsingFailed(_ error: any Error, printsJSON: Bool) -> ExitStatus {
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

    private static func isUsage(_ error: any Error) -> Bool {
        error is ValidationError || error is CleanExit || error is ExitCode
            || EventStoreCommand.exitCode(for: error) == .validationFailure
    }

    /// Looked for in the arguments themselves, because errors in the arguments have to be told, too.
    static func wantsJSON(_ arguments: [String]) -> Bool {
        arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
    }
}
