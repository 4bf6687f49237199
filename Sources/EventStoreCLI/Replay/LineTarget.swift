import EventSourcing
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the lines of a replay go: standard output, or the standard input of a command. Lines are gathered into larger writes.
final class LineTarget: Sendable {
    private let command: RunningCommand?
    private let buffer = Mutex<[UInt8]>([])

    /// - Parameter command: run by the shell; nil: standard output.
    init(command: String?) throws {
        self.command = try command.map(RunningCommand.init)
    }

    func write(_ event: RecordedEvent) throws {
        let full: [UInt8]? = buffer.withLock { buffer in
            EventLineWriter.append(event, to: &buffer)
            guard buffer.count >= 1 << 16 else { return nil }
            defer { buffer.removeAll(keepingCapacity: true) }
            return buffer
        }
        if let full { try flush(full) }
    }

    /// Writes what is left, and waits for the command.
    func finish() async throws {
        try flush(buffer.withLock { $0 })
        guard let command else { return }
        let status = await command.end()
        guard status == 0 else {
            throw CommandFailure(.outputFailed, "the command ended with exit code \(status)")
        }
    }

    /// Lets the command end with what it has.
    func abandon() async { _ = await command?.end() }

    private func flush(_ bytes: [UInt8]) throws {
        if let command { try command.write(bytes) } else { try Console.write(bytes) }
    }
}

/// A command under the shell that reads what is written to it.
// Unchecked: the process is started in `init` and only waited for afterwards, the handle is used by one task at a time.
private final class RunningCommand: @unchecked Sendable {
    private let process = Process()
    private let input = Pipe()
    private let ended: AsyncStream<Int32>

    init(_ command: String) throws {
        // A command that has ended is noticed by the write that fails.
        signal(SIGPIPE, SIG_IGN)
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardInput = input
        let (ended, continuation) = AsyncStream<Int32>.makeStream()
        self.ended = ended
        process.terminationHandler = {
            continuation.yield($0.terminationReason == .exit ? $0.terminationStatus : 128 + $0.terminationStatus)
            continuation.finish()
        }
        do {
            try process.run()
        } catch {
            throw CommandFailure(.outputFailed, "cannot run the command: \(error.localizedDescription)")
        }
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try input.fileHandleForWriting.write(contentsOf: bytes)
        } catch {
            throw CommandFailure(.outputFailed, "the command does not read any more")
        }
    }

    /// Closes its input and waits for its end; returns its exit code.
    func end() async -> Int32 {
        try? input.fileHandleForWriting.close()
        var status: Int32 = 0
        for await value in ended { status = value }
        return status
    }
}
