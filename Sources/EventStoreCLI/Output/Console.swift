import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Standard output and standard error.
enum Console {
    static func print(_ line: String) throws { try write(Array((line + "\n").utf8)) }

    /// Writes to standard output and throws when that fails. A reader that has gone away ends the process by SIGPIPE, as
    /// for every command in a pipe.
    static func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { posixWrite(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(.outputFailed, "cannot write the output: \(SystemError.text(errno))")
            }
            done += count
        }
    }

    static func error(_ text: String) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { posixWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return }
            done += max(0, count)
        }
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// How wide tables on standard output should be; nil when it is not a terminal and COLUMNS is not set.
    static var width: Int? {
        if let text = ProcessInfo.processInfo.environment["COLUMNS"], let number = Int(text), number > 0 {
            return number
        }
        return isatty(STDOUT_FILENO) == 1 ? terminalWidth(STDOUT_FILENO) : nil
    }

    static func terminalWidth(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

enum SystemError {
    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}

private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
