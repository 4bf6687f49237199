import EventSourcing

/// What the driver reports when a call does not succeed.
///
/// `description` holds nothing that could be data or a secret; `debugDescription` holds everything.
package struct PostgresError: Error, Sendable {
    package enum Kind: String, Sendable {
        /// The server answered with an error.
        case server
        /// The connection ended while it was in use, or before the call was sent.
        case connectionLost
        case connectionFailed
        case deadlineExceeded
        case cancelled
        case poolClosed
        case acquireTimeout
        /// The server or a caller did what the driver does not allow, and the connection was given up.
        case protocolViolation
        /// A value that came back has another type or length than the caller asked for.
        case decoding
        /// The call could not be encoded, and nothing was sent.
        case invalidCall
        /// A pooler stands where a session of the server is needed.
        case pooler
    }

    package var kind: Kind
    /// Five characters; `08006` for errors that libpq made itself.
    package var sqlState: String?
    package var severity: String?
    package var message: String
    package var detail: String?
    package var hint: String?
    package var context: String?
    package var constraint: String?
    package var table: String?
    /// The server's function that raised the error; not translated, unlike the message.
    package var sourceFunction: String?
    /// True when the call had been sent and no answer came: it may or may not have taken effect.
    package var outcomeUnknown: Bool

    package init(
        _ kind: Kind, _ message: String, sqlState: String? = nil, hint: String? = nil, outcomeUnknown: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
        self.hint = hint
        self.outcomeUnknown = outcomeUnknown
    }

    /// The statement's plan is gone or no longer fits; preparing it again helps, and nothing was executed.
    var isStalePlan: Bool {
        sqlState == "26000" || (sqlState == "0A000" && sourceFunction == "RevalidateCachedQuery")
    }

    /// What the end of a connection is to an observer. 08003 is the state of our own closing alone.
    var connectionChange: ConnectionObservation.Change { sqlState == "08003" ? .closed : .lost(reason: message) }

    /// The server ends the connection after this.
    var isFatal: Bool { severity == "FATAL" || severity == "PANIC" }

    func withOutcomeUnknown(_ unknown: Bool) -> PostgresError {
        var copy = self
        copy.outcomeUnknown = unknown
        return copy
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        var text = "PostgresError(\(kind.rawValue)"
        if let sqlState { text += ", sqlState: \(sqlState)" }
        if let constraint { text += ", constraint: \(constraint)" }
        if let table { text += ", table: \(table)" }
        if outcomeUnknown { text += ", outcome unknown" }
        return text + ")"
    }

    package var debugDescription: String {
        var text = String(description.dropLast())
        let parts = [
            ("severity", severity), ("message", message), ("detail", detail), ("hint", hint), ("context", context),
        ]
        for (name, value) in parts {
            if let value { text += ", \(name): \(value)" }
        }
        return text + ")"
    }
}
