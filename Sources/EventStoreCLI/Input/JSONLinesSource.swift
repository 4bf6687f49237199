import Foundation

/// Events from JSON lines. Blank lines are passed over.
struct JSONLinesSource: EventSource {
    private let file: InputFile
    private let parser: EventLineParser
    private var buffer: [UInt8] = []
    private var start = 0
    private var lineNumber = 0
    private var isAtEnd = false

    init(_ file: InputFile, parser: EventLineParser) {
        self.file = file
        self.parser = parser
    }

    mutating func next() throws -> SourceItem? {
        while let range = try nextLine() {
            lineNumber += 1
            let number = lineNumber
            let item: SourceItem? = buffer.withUnsafeBufferPointer { bytes in
                var range = range
                if range.last.map({ bytes[$0] }) == 0x0D { range = range.dropLast() }
                let line = UnsafeBufferPointer(rebasing: bytes[range])
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
                do throws(LineProblem) {
                    return .event(try parser.parse(line, number: number))
                } catch {
                    return .bad(BadLine(number: number, problem: error))
                }
            }
            if let item { return item }
        }
        return nil
    }

    /// Where in the buffer the next line is, without its line feed.
    private mutating func nextLine() throws -> Range<Int>? {
        var searched = start
        while true {
            if let end = lineFeed(from: searched) {
                defer { start = end + 1 }
                return start..<end
            }
            searched = buffer.count
            if isAtEnd {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return start..<buffer.count
            }
            if start > 0 {
                buffer.removeFirst(start)
                searched -= start
                start = 0
            }
            if buffer.count > InputFile.longestLine { throw InputFile.tooLong(lineNumber + 1) }
            isAtEnd = try !file.read(into: &buffer)
        }
    }

    private func lineFeed(from index: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard index < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + index, 0x0A, bytes.count - index)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }
}
