/// A setting, or a combination of them, that works until something goes wrong.
public struct SettingsFinding: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A statement may run for ever.
        case statementDeadlineMissing
        /// A statement may wait for a lock for ever.
        case lockDeadlineMissing
        /// A transaction may be held open for ever, and with it all readers.
        case idleInTransactionLimitMissing
        /// A call may wait for a server that is gone.
        case callDeadlineMissing
        /// The client gives up before the server does.
        case callDeadlineBelowStatement
        /// A wait for a lock ends as a cancelled statement.
        case lockDeadlineAboveStatement
        /// The server ends a transaction whose handler may still work.
        case projectionTimeoutAboveIdleInTransaction
        /// A pooler takes no settings of a session.
        case deadlinesNotSent
        /// What runs needs more connections than there are.
        case poolTooSmall
        /// One lost connection costs the lease.
        case leaseTooShort
        /// It is not checked whose server it is.
        case serverNotVerified
        /// A value that the store or an option refuses.
        case outOfRange
    }

    public var kind: Kind
    /// The names of the settings it is about.
    public var settings: [String]
    /// What is so.
    public var what: String
    /// What comes of it.
    public var why: String
    /// What to do.
    public var advice: String

    public var description: String { "\(kind.rawValue): \(what): \(why). \(advice)" }
}
