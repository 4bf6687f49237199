import EventSourcing
import Foundation

/// One thing that a writer does: events for one stream or several, all or nothing. Everything about it but its ids and its
/// timestamp follows from its name, so that it can be repeated exactly by a program that has only the record of the attempt.
struct Operation: Sendable {
    enum Kind: String, Sendable {
        /// `append` to one stream.
        case plain
        /// `append` at the version just read, of a stream that several writers share.
        case contended
        /// `append` to several streams in one call.
        case several
        /// An append inside `withTransaction`.
        case transaction
        /// The same, and then rolled back.
        case rolledBack
    }

    struct Part: Sendable {
        var stream: StreamName
        var expected: ExpectedVersion
        var ids: [UUID]
    }

    var name: String
    var kind: Kind
    var timestamp: Date
    var parts: [Part]

    static let eventType = EventType("Worked")

    func append(_ index: Int) -> StreamAppend {
        let part = parts[index]
        return StreamAppend(
            part.ids.enumerated().map { number, id in
                NewEvent(
                    id: id, type: Self.eventType, payload: .json(payload(index, number, of: part.ids.count)),
                    timestamp: timestamp)
            },
            to: part.stream, expectedVersion: part.expected, outbox: true)
    }

    private func payload(_ part: Int, _ number: Int, of count: Int) -> String {
        // 100 to 1,100 bytes, by the name alone.
        let size = name.utf8.reduce(UInt32(17)) { $0 &* 31 &+ UInt32($1) } % 1000
        let pad = String(repeating: "x", count: Int(size))
        return #"{"operation":"\#(name)","part":\#(part),"number":\#(number),"of":\#(count),"pad":"\#(pad)"}"#
    }

    func record(in attempts: RecordFile) {
        let microseconds = Int64((timestamp.timeIntervalSince1970 * 1_000_000).rounded())
        attempts.add(
            lines: parts.enumerated().map { index, part in
                [
                    name, "\(index)", kind.rawValue, "\(part.stream.aggregateType)/\(part.stream.aggregateID)",
                    "\(part.expected.number)", "\(microseconds)",
                    part.ids.map(\.uuidString).joined(separator: ","),
                ].joined(separator: "\t")
            })
    }

    /// The operations that were attempted, in the order of their first attempts.
    static func attempted(_ folder: String) -> [Operation] {
        var order: [String] = []
        var operations: [String: Operation] = [:]
        for fields in RecordFile.read(folder, "attempts") where fields.count == 7 {
            guard let index = Int(fields[1]), let kind = Kind(rawValue: fields[2]),
                let slash = fields[3].firstIndex(of: "/"), let number = Int64(fields[4]),
                let expected = ExpectedVersion(number: number), let microseconds = Int64(fields[5])
            else { continue }
            let part = Part(
                stream: StreamName(
                    String(fields[3][..<slash]), String(fields[3][fields[3].index(after: slash)...])),
                expected: expected, ids: fields[6].split(separator: ",").compactMap { UUID(uuidString: String($0)) })
            if operations[fields[0]] == nil {
                order.append(fields[0])
                operations[fields[0]] = Operation(
                    name: fields[0], kind: kind,
                    timestamp: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000), parts: [])
            }
            // A repetition with other ids, which only a plant makes, takes the place of the attempt before.
            if operations[fields[0]]!.parts.count == index {
                operations[fields[0]]!.parts.append(part)
            } else {
                operations[fields[0]]!.parts[index] = part
            }
        }
        return order.map { operations[$0]! }
    }
}
