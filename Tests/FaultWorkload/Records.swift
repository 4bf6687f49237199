import Foundation

/// Milliseconds since 1970: the one clock that the script, this program and its records share.
func nowMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// A file of lines with fields separated by tabs. A line is in the kernel's hands when `add` returns, so it outlives this
/// process, not the machine; the server's machine is another one.
// Unchecked: the descriptor never changes, and a write in append mode is atomic.
final class RecordFile: @unchecked Sendable {
    private let descriptor: Int32

    init(_ folder: String, _ name: String) throws {
        let path = "\(folder)/\(name)"
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw WorkloadError("\(path) cannot be written") }
        // A process that was killed may have left half a line.
        let data = FileManager.default.contents(atPath: path) ?? Data()
        let whole = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if whole < data.count { ftruncate(descriptor, off_t(whole)) }
    }

    func add(_ fields: String...) { add(line: fields.joined(separator: "\t")) }

    func add(lines: [String]) { if !lines.isEmpty { add(line: lines.joined(separator: "\n")) } }

    private func add(line: String) {
        var line = line
        line.append("\n")
        let written = line.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
        // What was acknowledged must not be forgotten: without its records the program proves nothing.
        if written != line.utf8.count { fatalError("a record could not be written") }
    }

    /// The lines of a file, each as its fields; none when there is no file.
    static func read(_ folder: String, _ name: String) -> [[String]] {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }
}

/// Everything that the workload writes down.
///
///     attempts       operation, part, kind, stream, expected version, microseconds of the timestamp, event ids
///     acknowledged   milliseconds, operation, part, version, first position, last position, already stored
///     refused        operation, code: certain not to be stored
///     failures       milliseconds, what, code, SQLSTATE, outcome unknown, milliseconds it took, message
///     violations     what the program itself saw and must not be
///     connections    milliseconds, kind, change, reason
///     delivered-N    `S` position, or `D` milliseconds, position, event id
///     published      milliseconds, relay, position, event id, stream, version
///     stopped        subscriber, code, position: a subscription that the store has refused
struct Records: Sendable {
    let folder: String
    let attempts: RecordFile
    let acknowledged: RecordFile
    let refused: RecordFile
    let failures: RecordFile
    let violations: RecordFile
    let connections: RecordFile
    let stopped: RecordFile

    init(_ folder: String) throws {
        self.folder = folder
        attempts = try RecordFile(folder, "attempts")
        acknowledged = try RecordFile(folder, "acknowledged")
        refused = try RecordFile(folder, "refused")
        failures = try RecordFile(folder, "failures")
        violations = try RecordFile(folder, "violations")
        connections = try RecordFile(folder, "connections")
        stopped = try RecordFile(folder, "stopped")
    }

    func delivered(_ name: String) throws -> RecordFile { try RecordFile(folder, "delivered-\(name)") }

    var mustFinish: Bool { access("\(folder)/finish", F_OK) == 0 }
}

extension String {
    /// Fit for a field of a record.
    var asField: String { String(map { $0 == "\t" || $0.isNewline ? " " : $0 }) }
}
