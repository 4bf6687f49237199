// Benchmarks of the event store against PostgreSQL itself. `scripts/bench` makes a server and calls this.
//
//   Benchmarks run …        measures the rows, prints a table; see Runner/
//   Benchmarks worker …     one measurement in a process of its own, answers with a line of JSON; see Worker/
//
// The main thread stays outside of Swift's concurrency: child processes inherit its signal mask.
import Foundation

let arguments = Arguments(CommandLine.arguments.dropFirst())
do {
    switch arguments.command {
    case "run": try Runner(arguments).run()
    case "worker": try Worker.run(arguments)
    default: throw BenchmarkError("usage: Benchmarks run|worker … (scripts/bench calls it)")
    }
} catch {
    FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
    exit(1)
}
