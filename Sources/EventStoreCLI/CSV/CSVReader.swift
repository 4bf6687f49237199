/// Cuts bytes into the records of a CSV file by RFC 4180: fields in quotes may hold commas, line breaks and doubled quotes;
/// lines end with LF or CRLF. A state machine that is fed byte by byte, so that no record need be whole in memory at first.
struct CSVReader {
    /// One record of the file.
    struct Record: Hashable, Sendable {
        /// The line on which it begins.
        var lineNumber: Int
        var fields: [[UInt8]]
        /// The record as it stands in the file, without the line break at its end.
        var bytes: [UInt8]
        /// What is wrong with its quotes.
        var problem: LineProblem?
    }

    private enum State { case fieldStart, plain, quoted, quoteInQuoted, broken }

    private let delimiter: UInt8
    private var state = State.fieldStart
    private var line = 1
    private var field: [UInt8] = []
    private var record = Record(lineNumber: 1, fields: [], bytes: [])

    init(delimiter: UInt8 = UInt8(ascii: ",")) { self.delimiter = delimiter }

    /// The record that has begun: on which line, and how many bytes of it there are.
    var recordLine: Int { record.lineNumber }
    var recordLength: Int { record.bytes.count }

    /// Takes the next byte; returns the record that it ends. Empty lines are no records.
    mutating func take(_ byte: UInt8) -> Record? {
        record.bytes.append(byte)
        if byte == Self.lineFeed { line += 1 }
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
        case (.quoted, _): field.append(byte)
        case (_, Self.lineFeed): return endRecord()
        case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
        case (.quoteInQuoted, UInt8(ascii: "\"")):
            field.append(byte)
            state = .quoted
        case (.broken, _): break
        case (_, delimiter): endField()
        case (.quoteInQuoted, Self.carriageReturn): break
        case (.quoteInQuoted, _):
            record.problem = LineProblem("something follows the closing quote of a field")
            state = .broken
        default:
            field.append(byte)
            state = .plain
        }
        return nil
    }

    /// The record that the end of the file ends.
    mutating func finish() -> Record? {
        if state == .quoted { record.problem = LineProblem("the file ends inside a quoted field") }
        return endRecord(atEndOfFile: true)
    }

    private mutating func endField() {
        record.fields.append(field)
        field = []
        state = .fieldStart
    }

    private mutating func endRecord(atEndOfFile: Bool = false) -> Record? {
        if !atEndOfFile { record.bytes.removeLast() }
        if record.bytes.last == Self.carriageReturn {
            record.bytes.removeLast()
            if field.last == Self.carriageReturn, state == .plain { field.removeLast() }
        }
        endField()
        defer { record = Record(lineNumber: line, fields: [], bytes: []) }
        return record.bytes.isEmpty ? nil : record
    }

    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D
}
