/// What the command's exit code says. Codes from 64 to 78 have the meaning of BSD's sysexits.h; those from 80 are this
/// command's own; 128 and above name a signal.
enum ExitReason: Int32, CaseIterable, Sendable {
    case ok = 0
    case usage = 64
    case dataError = 65
    case inputMissing = 66
    case connection = 69
    case `internal` = 70
    case outputFailed = 74
    case temporary = 75
    case permissionDenied = 77
    case configuration = 78
    case conflict = 80
    case schemaBehind = 81
    case schemaNewer = 82
    case schemaChanged = 83
    case alarm = 84
    case warning = 85
    case critical = 86
    case interrupted = 130
    case terminated = 143

    var meaning: String {
        switch self {
        case .ok: "Done."
        case .usage: "The arguments cannot be understood."
        case .dataError: "Wrong data: a bad line, a refused event, a finding of verify."
        case .inputMissing: "The input cannot be read, or what was named is not there."
        case .connection: "No connection, or it was lost."
        case .internal: "An error that should not happen, or one of the server's."
        case .outputFailed: "The output cannot be written."
        case .temporary: "A lack of time, locks or resources: try again later."
        case .permissionDenied: "The role lacks a right."
        case .configuration: "A setting cannot be used."
        case .conflict: "Another version than expected, or an event id is taken."
        case .schemaBehind: "The schema is absent or behind: eventstore migrate up."
        case .schemaNewer: "The schema is newer: use a newer eventstore."
        case .schemaChanged: "An applied migration has another text than the one known here."
        case .alarm: "The partitions end soon (partitions alarm)."
        case .warning: "The doctor has found a warning."
        case .critical: "The doctor has found something critical."
        case .interrupted: "Ended by Ctrl-C; subscribe and outbox relay end with 0."
        case .terminated: "Ended by the signal TERM; subscribe and outbox relay end with 0."
        }
    }

    /// The table of the codes for help texts.
    static var help: String {
        let lines = allCases.map { reason in
            let code = "\(reason.rawValue)"
            return "  " + code + String(repeating: " ", count: 5 - code.count) + reason.meaning
        }
        return "EXIT CODES:\n" + lines.joined(separator: "\n")
    }
}
