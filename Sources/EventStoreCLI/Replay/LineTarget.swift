import EventSourcing
import Synchronization

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
        try flushRest()
        guard let command else { return }
        let status = await command.end()
        try Task.checkCancellation()
        guard status == 0 else {
            throw CommandFailure(.outputFailed, "the command ended with exit code \(status)")
        }
    }

    /// Writes what is left, if that can be, and lets the command end with it. Whether all was written.
    func abandon() async -> Bool {
        let isWritten = (try? flushRest()) != nil
        _ = await command?.end()
        return isWritten
    }

    /// Ends the command, which may not be reading: a write that waits for it fails then.
    func interrupt() { command?.terminate() }

    private func flushRest() throws {
        let rest = buffer.withLock { buffer in
            defer { buffer = [] }
            return buffer
        }
        try flush(rest)
    }

    private func flush(_ bytes: [UInt8]) throws {
        if let command { try command.write(bytes) } else { try Console.write(bytes) }
    }
}
