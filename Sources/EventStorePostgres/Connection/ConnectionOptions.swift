package import EventSourcing
package import Logging

/// How a connection treats its calls.
package struct ConnectionOptions: Sendable {
    /// For calls that name none. Nil: such calls wait for ever.
    package var callDeadline: Duration? = .seconds(40)
    /// How long a server may stay silent after a deadline before the connection is given up, and how long a cancelled
    /// call on an exclusive connection may take to end.
    package var grace: Duration = .seconds(5)
    /// Calls on a shared connection whose answer has not come; further calls wait their turn.
    package var maximumInFlight = 1024
    /// libpq's buffers never shrink; a connection that carried more than this in one call counts as worn, and the pool
    /// replaces it.
    package var largestUnworn = 32 << 20
    /// Whether statements are prepared once under a name. Otherwise each call brings its text, and the server parses and plans it
    /// anew: for poolers that give each transaction another session.
    package var namesStatements = true
    package var logger: Logger?
    /// Is told when connections are opened, closed and lost.
    package var observer: (any EventStoreObserver)?

    package init() {}
}
