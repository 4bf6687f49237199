import EventSourcing
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A command under the shell that reads what is written to it. It has a process group, so that it is ended with all that it has
/// started, and the signals as a shell has them, whatever this process does with them.
final class RunningCommand: Sendable {
    private let process: pid_t
    private let input: Mutex<FileHandle?>
    private let ended: Task<Int32, Never>
    private let life: Life

    private final class Life: Sendable { let hasEnded = Mutex(false) }

    init(_ command: String) throws {
        // A command that has ended is noticed by the write that fails.
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        let (reading, writing) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
        process = try Self.spawn(command, reading: reading.fileDescriptor, writing: writing.fileDescriptor)
        try? reading.close()
        input = Mutex(writing)
        let (process, life) = (process, Life())
        self.life = life
        ended = Task {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: Self.wait(for: process, life)) }
            }
        }
    }

    private static func spawn(_ command: String, reading: Int32, writing: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, reading, 0)
        for descriptor in [reading, writing] where descriptor != 0 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (usual, none) = (sigset_t(), sigset_t())
        sigemptyset(&usual)
        sigemptyset(&none)
        for number in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&usual, number) }
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETPGROUP))
        var process = pid_t()
        let texts: [UnsafeMutablePointer<CChar>?] = ["/bin/sh", "-c", command].map { (text: String) in strdup(text) }
        defer { for text in texts { free(text) } }
        let failure = posix_spawn(&process, "/bin/sh", &actions, &attributes, texts + [nil], environ)
        guard failure == 0 else {
            throw CommandFailure(.outputFailed, "cannot run the command: \(String(cString: strerror(failure)))")
        }
        return process
    }

    /// Its exit code; 128 and the number of the signal that ended it.
    private static func wait(for process: pid_t, _ life: Life) -> Int32 {
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        var status: Int32 = 0
        // From here on the number may be another process'.
        life.hasEnded.withLock { hasEnded in
            hasEnded = true
            while waitpid(process, &status, 0) == -1, errno == EINTR {}
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try input.withLock { $0 }?.write(contentsOf: bytes)
        } catch {
            throw CommandFailure(.outputFailed, "the command does not read any more")
        }
    }

    /// Closes its input and waits for its end, also in a task that is cancelled; returns its exit code.
    func end() async -> Int32 {
        try? input.withLock { input in
            defer { input = nil }
            return input
        }?.close()
        return await ended.value
    }

    /// Ends it and what it has started, unless that minds no SIGTERM.
    func terminate() {
        life.hasEnded.withLock { hasEnded in
            if !hasEnded { kill(-process, SIGTERM) }
        }
    }
}
