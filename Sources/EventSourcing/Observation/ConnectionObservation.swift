/// A connection to the server that has come or gone.
public struct ConnectionObservation: Hashable, Sendable {
    /// What the connection is for.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Carries the calls of many tasks at once.
        case shared
        /// Lent to one caller at a time, for a transaction or an append.
        case exclusive
        /// Hears the bell for all subscriptions.
        case listening
    }

    public enum Change: Hashable, Sendable {
        case opened
        /// The store has closed it.
        case closed
        /// It ended without the store's doing. The reason is the words of libpq or of the server; it holds no password.
        case lost(reason: String)
        /// It could not be made. The reason is the words of libpq or of the server; it holds no password.
        case failed(reason: String)
    }

    public var kind: Kind
    public var change: Change

    public init(kind: Kind, change: Change) {
        self.kind = kind
        self.change = change
    }
}
