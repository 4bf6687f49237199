import EventSourcing
import Foundation

/// The file of an export: written as `FILE.partial`, renamed when it is complete. Nothing is touched before ``begin()``.
final class ExportFile {
    /// What the export goes on after; nil: the file begins anew.
    let resumePoint: ResumePoint?
    private let path: String
    private let partialPath: String
    /// The file that holds what an earlier export has written.
    private let earlierPath: String?
    /// Where the last complete line of it ends.
    private let end: UInt64
    private var handle: FileHandle?

    /// - Parameter resumes: to go on after the last complete line of `FILE.partial` or, if there is none, of `FILE`.
    /// - Throws: `CommandFailure` when the file cannot be read or is not an export.
    init(path: String, resumes: Bool) throws {
        self.path = path
        partialPath = path + ".partial"
        earlierPath = resumes ? [path + ".partial", path].first(where: FileManager.default.fileExists(atPath:)) : nil
        guard let earlierPath else {
            (resumePoint, end) = (nil, 0)
            return
        }
        (resumePoint, end) = try Self.attempt("read \(earlierPath)") {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: earlierPath))
            defer { try? file.close() }
            guard let (end, line) = try Self.lastCompleteLine(file) else {
                try ResumePoint.checkBeginning(try Self.beginning(of: file), earlierPath)
                return (nil, 0)
            }
            return (try ResumePoint(line: line, of: earlierPath), end)
        }
    }

    /// Opens `FILE.partial` for writing, with the complete lines that are to stay in it.
    func begin() throws {
        let manager = FileManager.default
        if let earlierPath {
            if earlierPath != partialPath {
                try Self.attempt("copy \(path)") { try manager.copyItem(atPath: path, toPath: partialPath) }
            }
        } else if !manager.createFile(atPath: partialPath, contents: nil) {
            throw CommandFailure(.outputFailed, "cannot write \(partialPath)")
        }
        guard let handle = FileHandle(forUpdatingAtPath: partialPath) else {
            throw CommandFailure(.outputFailed, "cannot write \(partialPath)")
        }
        self.handle = handle
        try Self.attempt("write \(partialPath)") {
            try handle.truncate(atOffset: end)
            try handle.seek(toOffset: end)
        }
    }

    func write(_ lines: [UInt8]) throws {
        guard let handle else { throw CommandFailure(.internal, "\(partialPath) was not begun") }
        try Self.attempt("write \(partialPath)") { try handle.write(contentsOf: lines) }
    }

    /// Makes it durable and gives it its name.
    func complete() throws {
        guard let handle else { throw CommandFailure(.internal, "\(partialPath) was not begun") }
        try Self.attempt("write \(path)") {
            try handle.synchronize()
            try handle.close()
            guard rename(partialPath, path) == 0 else {
                throw CommandFailure(.outputFailed, "cannot rename \(partialPath): \(SystemError.text(errno))")
            }
        }
    }

    /// The last line that ends with a line feed, and where it ends; nil when none does.
    private static func lastCompleteLine(_ file: FileHandle) throws -> (end: UInt64, line: Data)? {
        var offset = try file.seekToEnd()
        var tail = Data()
        while offset > 0 {
            let size = min(offset, 1 << 16)
            offset -= size
            try file.seek(toOffset: offset)
            tail = (try file.read(upToCount: Int(size)) ?? Data()) + tail
            guard let last = tail.lastIndex(of: 0x0A) else { continue }
            let before = tail[..<last].lastIndex(of: 0x0A)
            if before == nil, offset > 0 { continue }
            let line = tail[(before.map { $0 + 1 } ?? tail.startIndex)..<last]
            return (offset + UInt64(last - tail.startIndex) + 1, Data(line))
        }
        return nil
    }

    private static func beginning(of file: FileHandle) throws -> Data {
        try file.seek(toOffset: 0)
        return try file.read(upToCount: 64) ?? Data()
    }

    private static func attempt<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.outputFailed, "cannot \(what): \(error.localizedDescription)")
        }
    }
}
