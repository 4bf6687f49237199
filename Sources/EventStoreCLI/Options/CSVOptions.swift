import ArgumentParser

/// How the columns of a CSV file become events.
struct CSVOptions: ParsableArguments {
    @Flag(help: "The file is CSV (RFC 4180) whose first line names the columns.")
    var csv = false

    @Option(help: "The aggregate type of all events.")
    var aggregateType: String?

    @Option(help: "The column with the aggregate's id.")
    var aggregateIdColumn: String?

    @Option(help: "The column with the type of the event.")
    var eventTypeColumn: String?

    @Option(help: "The column with the time of the event.")
    var timestampColumn: String?

    @Option(help: "The column with the user who caused the event.")
    var userIdColumn: String?

    @Option(help: "The column with the correlation id.")
    var correlationIdColumn: String?

    @Option(help: "The column with the causation id.")
    var causationIdColumn: String?

    @Option(help: "A column that becomes a key of the metadata; may be given several times.")
    var metadataColumn: [String] = []

    @Option(
        help: "A column that becomes a key of the data; may be given several times. Without it all other columns do.")
    var dataColumn: [String] = []

    @Option(help: "What separates the fields: one ASCII character.")
    var delimiter = ","

    var mapping: CSVMapping? {
        guard csv, let aggregateType, let aggregateIdColumn, let eventTypeColumn, let timestampColumn else {
            return nil
        }
        return CSVMapping(
            aggregateType: aggregateType, aggregateIDColumn: aggregateIdColumn, eventTypeColumn: eventTypeColumn,
            timestampColumn: timestampColumn, userIDColumn: userIdColumn, correlationIDColumn: correlationIdColumn,
            causationIDColumn: causationIdColumn, metadataColumns: metadataColumn,
            dataColumns: dataColumn.isEmpty ? nil : dataColumn)
    }

    var delimiterByte: UInt8 { delimiter.utf8.first ?? UInt8(ascii: ",") }

    func validate() throws {
        let needed = [aggregateType, aggregateIdColumn, eventTypeColumn, timestampColumn]
        if csv {
            guard needed.allSatisfy({ $0 != nil }) else {
                throw ValidationError(
                    "--csv needs --aggregate-type, --aggregate-id-column, --event-type-column and --timestamp-column")
            }
            try checkDelimiter()
        } else {
            let others = [userIdColumn, correlationIdColumn, causationIdColumn]
            guard (needed + others).allSatisfy({ $0 == nil }), metadataColumn.isEmpty, dataColumn.isEmpty else {
                throw ValidationError("--aggregate-type and the --…-column options go with --csv")
            }
        }
    }

    private func checkDelimiter() throws {
        let bytes = Array(delimiter.utf8)
        guard bytes.count == 1, bytes[0] < 0x80, bytes[0] != UInt8(ascii: "\""), bytes[0] != 0x0A, bytes[0] != 0x0D
        else {
            throw ValidationError("--delimiter must be one ASCII character, and not a quote or a line break")
        }
    }
}
