import EventSourcing
import Foundation

/// The file of an export: written as `FILE.partial`, renamed when it is complete.
final class ExportFile {
    /// The position of the last complete line that was there; nil: the file begins anew.
    let lastPosition: GlobalPosition?
    private let path: String
    private let partialPath: String
    private let handle: FileHandle

    init(path: String, resumes: Bool) throws {
        self.path = path
        partialPath = path + ".partial"
        let manager = FileManager.default
        if resumes, !manager.fileExists(atPath: partialPath), manager.fileExists(atPath: path) {
            try Self.attempt("copy \(path)") { try manager.copyItem(atPath: path, toPath: path + ".partial") }
        }
        if !(resumes && manager.fileExists(atPath: partialPath)) {
            guard manager.createFile(atPath: partialPath, contents: nil) else {
                throw CommandFailure(.outputFailed, "cannot write \(path).partial")
            }
        }
        guard let handle = FileHandle(forUpdatingAtPath: partialPath) else {
            throw CommandFailure(.outputFailed, "cannot write \(path).partial")
        }
        self.handle = handle
        lastPosition = try Self.attempt("read \(path).partial") {
            let (end, line) = try Self.lastCompleteLine(handle)
            try handle.truncate(atOffset: end)
            try handle.seek(toOffset: end)
            return try line.map { try Self.position(in: $0, path) }
        }
    }

    func write(_ lines: [UInt8]) throws {
        try Self.attempt("write \(partialPath)") { try handle.write(contentsOf: lines) }
    }

    /// Makes it durable and gives it its name.
    func complete() throws {
        try Self.attempt("write \(path)") {
            try handle.synchronize()
            try handle.close()
            guard rename(partialPath, path) == 0 else {
                throw CommandFailure(.outputFailed, "cannot rename \(partialPath): \(SystemError.text(errno))")
            }
        }
    }

    /// The last line that ends with a line feed, and where it ends.
    private static func lastCompleteLine(_ handle: FileHandle) throws -> (end: UInt64, line: Data?) {
        var offset = try handle.seekToEnd()
        var tail = Data()
        while offset > 0 {
            let size = min(offset, 1 << 16)
            offset -= size
            try handle.seek(toOffset: offset)
            tail = (try handle.read(upToCount: Int(size)) ?? Data()) + tail
            guard let last = tail.lastIndex(of: 0x0A) else { continue }
            let before = tail[..<last].lastIndex(of: 0x0A)
            if before == nil, offset > 0 { continue }
            let line = tail[(before.map { $0 + 1 } ?? tail.startIndex)..<last]
            return (offset + UInt64(last - tail.startIndex) + 1, Data(line))
        }
        return (0, nil)
    }

    private static func position(in line: Data, _ path: String) throws -> GlobalPosition {
        let number = Array(line).withUnsafeBufferPointer { bytes -> Int64? in
            var fields = LineFields(bytes)
            guard (try? fields.scan(ignoringUnknown: true)) != nil else { return nil }
            return (try? fields.text(.globalPosition)).flatMap { $0 }.flatMap { Int64($0) }
        }
        guard let number else {
            throw CommandFailure(
                .dataError, "the last line of \(path) has no global_position",
                hint: "It is not an export; give another file, or leave out --resume.")
        }
        return GlobalPosition(rawValue: number)
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
