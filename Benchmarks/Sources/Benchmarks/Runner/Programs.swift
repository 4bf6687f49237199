import Foundation

/// Runs a program to its end and returns what it printed. Called on the main thread only, whose signal mask it inherits.
func runProgram(_ program: String, _ arguments: [String], input: String? = nil, folder: String? = nil) throws -> String
{
    let running = try RunningProgram(program, arguments, input: input, folder: folder)
    return try running.output()
}

/// A program that runs beside this one.
final class RunningProgram {
    private let process = Process()
    private let pipe = Pipe()
    private let errors: URL
    private let name: String

    init(_ program: String, _ arguments: [String], input: String? = nil, folder: String? = nil) throws {
        name = ([(program as NSString).lastPathComponent] + arguments.prefix(3)).joined(separator: " ")
        errors = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).err")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = try FileHandle(forWritingTo: errors)
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let inputPipe = input.map { _ in Pipe() }
        process.standardInput = inputPipe ?? FileHandle.nullDevice
        try process.run()
        if let input, let inputPipe {
            inputPipe.fileHandleForWriting.write(Data(input.utf8))
            try inputPipe.fileHandleForWriting.close()
        }
    }

    /// Waits until it has printed a line that contains `text`.
    func waitFor(_ text: String) throws {
        var seen = ""
        while !seen.contains(text) {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { throw BenchmarkError("\(name) ended without saying \(text): \(try errorText())") }
            seen += String(decoding: data, as: UTF8.self)
        }
    }

    func output() throws -> String {
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        defer { try? FileManager.default.removeItem(at: errors) }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw BenchmarkError("\(name) failed (\(process.terminationStatus)): \(try errorText())")
        }
        return String(decoding: data, as: UTF8.self)
    }

    func stop() throws {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: errors)
    }

    /// Ends it at once, as a crash would.
    func kill() throws {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: errors)
    }

    private func errorText() throws -> String { try String(contentsOf: errors, encoding: .utf8) }
}
