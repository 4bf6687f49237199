import EventSourcing

/// Events from a CSV file whose first record names the columns.
struct CSVSource: EventSource {
    private let file: InputFile
    private var reader: CSVReader
    private let parser: CSVRecordParser
    private var buffer: [UInt8]
    private var index: Int
    private var isAtEnd = false

    /// Reads the header.
    init(
        _ file: InputFile, mapping: CSVMapping, delimiter: UInt8 = UInt8(ascii: ","), importName: String = "",
        tenant: Tenant = .none, defaultOffset: Int? = nil
    ) throws {
        self.file = file
        var reader = CSVReader(delimiter: delimiter)
        var buffer: [UInt8] = []
        var index = 0
        var isAtEnd = false
        guard let header = try Self.next(&reader, file, &buffer, &index, &isAtEnd) else {
            throw CommandFailure(.dataError, "the CSV file has no header")
        }
        if let problem = header.problem { throw BadLine(number: 1, problem: problem) }
        let names = header.fields.map { String(decoding: $0, as: UTF8.self) }
        parser = CSVRecordParser(
            mapping: mapping, layout: try mapping.layout(header: names), importName: importName, tenant: tenant,
            defaultOffset: defaultOffset)
        (self.reader, self.buffer, self.index, self.isAtEnd) = (reader, buffer, index, isAtEnd)
    }

    mutating func next() throws -> SourceItem? {
        guard let record = try Self.next(&reader, file, &buffer, &index, &isAtEnd) else { return nil }
        do throws(LineProblem) {
            return .event(try parser.parse(record))
        } catch {
            return .bad(BadLine(number: record.lineNumber, problem: error))
        }
    }

    private static func next(
        _ reader: inout CSVReader, _ file: InputFile, _ buffer: inout [UInt8], _ index: inout Int, _ isAtEnd: inout Bool
    ) throws -> CSVReader.Record? {
        while true {
            while index < buffer.count {
                defer { index += 1 }
                if let record = reader.take(buffer[index]) { return record }
            }
            if isAtEnd { return nil }
            if reader.recordLength > InputFile.longestLine { throw InputFile.tooLong(reader.recordLine) }
            buffer.removeAll(keepingCapacity: true)
            index = 0
            if try !file.read(into: &buffer) {
                isAtEnd = true
                return reader.finish()
            }
        }
    }
}
