import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file or standard input (`-`), read piece by piece. A UTF-8 byte order mark at its beginning is passed over.
final class InputFile {
    /// A line or record that is longer is none: the file is of another kind, or a quote is not closed. More than the
    /// largest payload that a store can be set to take, base64 included.
    static let longestLine = 400 << 20

    /// The file's size; nil when it is not a regular file.
    let size: Int?
    private(set) var bytesRead = 0
    private let descriptor: Int32
    private let path: String
    private let isCancelled: () -> Bool

    init(path: String, isCancelled: @escaping () -> Bool = { false }) throws {
        self.path = path
        self.isCancelled = isCancelled
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.inputMissing, "cannot open \(path): \(SystemError.text(errno))")
        }
        var information = stat()
        let isRegular = fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
        size = isRegular ? Int(information.st_size) : nil
        if information.st_mode & S_IFMT == S_IFDIR {
            throw CommandFailure(.inputMissing, "cannot read \(path): it is a folder")
        }
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// Appends the next piece; returns false at the end of the file.
    func read(into bytes: inout [UInt8], atMost limit: Int = 1 << 18) throws -> Bool {
        let isStart = bytesRead == 0
        var piece = [UInt8](repeating: 0, count: limit)
        let count = try read(&piece, limit)
        bytesRead += count
        var start = 0
        if isStart, count >= 3, piece[0] == 0xEF, piece[1] == 0xBB, piece[2] == 0xBF { start = 3 }
        bytes.append(contentsOf: piece[start..<count])
        return count > 0
    }

    static func tooLong(_ line: Int) -> BadLine {
        BadLine(number: line, problem: LineProblem("the line has more than \(Numbers.bytes(Int64(longestLine)))"))
    }

    private func read(_ piece: inout [UInt8], _ limit: Int) throws -> Int {
        while true {
            // Waits in short turns, so that a command whose input does not come can still be ended.
            if size == nil {
                var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let ready = poll(&poller, 1, 100)
                if isCancelled() { throw CancellationError() }
                if ready == 0 || (ready < 0 && errno == EINTR) { continue }
            }
            let count = systemRead(descriptor, &piece, limit)
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw CommandFailure(.inputMissing, "cannot read \(path): \(SystemError.text(errno))")
            }
        }
    }
}

private func systemRead(_ descriptor: Int32, _ bytes: inout [UInt8], _ limit: Int) -> Int {
    read(descriptor, &bytes, limit)
}
