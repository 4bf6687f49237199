// The workload of scripts/faults: real clients that write down, outside of the server, what they were told.
//
//   FaultWorkload prepare --url URL              installs the schema, creates partitions
//   FaultWorkload run     --url URL --folder F   16 writers and 4 subscribers until F/finish exists; see Workload.swift
//   FaultWorkload check   --url URL --folder F   compares what was written down with what is stored; see Checker.swift
//   FaultWorkload append  --url URL --stream S   one append with the client's limits, prints what became of it
//   FaultWorkload hold    --url URL --stream S   appends in a transaction and leaves it open
//   FaultWorkload group   --url URL --schema S --group G --name N   a member of a consumer group; see GroupWork.swift
//   FaultWorkload project --url URL --name N     runs a projection that counts events by stream; see Projecting.swift
//
// Not a product: whoever uses the library does not build it.
import EventSourcing
import EventStorePostgres
import Foundation

let arguments = Arguments(CommandLine.arguments.dropFirst())

func runCommand() async throws -> Int32 {
    switch arguments.command {
    case "prepare": try await Preparing(arguments).run()
    case "run": try await Workload(arguments).run()
    case "check": try await Checker(arguments).run()
    case "append": try await AppendOnce(arguments).run()
    case "hold": try await HoldOpen(arguments).run()
    case "group": try await GroupWork(arguments).run()
    case "project": try await Projecting(arguments).run()
    default:
        throw WorkloadError(
            "usage: FaultWorkload prepare|run|check|append|hold|group|project … (scripts/faults calls it)")
    }
}

do {
    exit(try await runCommand())
} catch {
    FileHandle.standardError.write(Data("workload: \(String(reflecting: error))\n".utf8))
    exit(1)
}
