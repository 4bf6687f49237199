import Foundation
import Testing

/// Runs the built `eventstore` executable, which lies next to the test bundle.
struct CommandLineTool {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    let url: URL
    var environment: [String: String]

    init(environment: [String: String] = [:]) throws {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        repeat {
            folder = folder.deletingLastPathComponent()
        } while folder.path != "/" && !FileManager.default.isExecutableFile(atPath: folder.path + "/eventstore")
        url = folder.appendingPathComponent("eventstore")
        try #require(FileManager.default.isExecutableFile(atPath: url.path), "the eventstore executable is not built")
        self.environment = ["PATH": "/usr/bin:/bin", "HOME": "/tmp"].merging(environment) { $1 }
    }

    func run(_ arguments: [String], input: String = "") async throws -> Outcome {
        try await start(arguments, input: input).outcome()
    }

    func start(_ arguments: [String], input: String = "") throws -> Running {
        try Running(url, arguments, environment, input)
    }

    /// A process that has been started. Its output goes to files, so that it can never wait for this one to read.
    final class Running: Sendable {
        private let folder = TemporaryFolder()
        private let process = Process()
        private let ended: AsyncStream<Int32>

        init(_ url: URL, _ arguments: [String], _ environment: [String: String], _ input: String) throws {
            process.executableURL = url
            process.arguments = arguments
            process.environment = environment
            try Data(input.utf8).write(to: folder.url("input"))
            process.standardInput = try FileHandle(forReadingFrom: folder.url("input"))
            for name in ["output", "errors"] {
                try Data().write(to: folder.url(name))
            }
            process.standardOutput = try FileHandle(forWritingTo: folder.url("output"))
            process.standardError = try FileHandle(forWritingTo: folder.url("errors"))
            let (ended, continuation) = AsyncStream<Int32>.makeStream()
            self.ended = ended
            process.terminationHandler = {
                continuation.yield($0.terminationStatus)
                continuation.finish()
            }
            try process.run()
        }

        var output: String { (try? String(contentsOf: folder.url("output"), encoding: .utf8)) ?? "" }

        func signal(_ number: Int32) { kill(process.processIdentifier, number) }

        /// Waits for the end of the process.
        func outcome() async throws -> Outcome {
            var status: Int32 = -1
            for await value in ended { status = value }
            return Outcome(
                status: status, output: output,
                errors: try String(contentsOf: folder.url("errors"), encoding: .utf8))
        }
    }
}

/// A folder that goes away with this value.
final class TemporaryFolder: Sendable {
    private let root: URL

    init() {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("eventstore-test-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func url(_ name: String) -> URL { root.appendingPathComponent(name) }
    func path(_ name: String) -> String { url(name).path }

    /// Writes a file and returns its path.
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: url(name))
        return path(name)
    }

    func text(_ name: String) throws -> String { try String(contentsOf: url(name), encoding: .utf8) }
}
