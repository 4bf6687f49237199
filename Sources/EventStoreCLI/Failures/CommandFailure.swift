/// An error of the command itself: one line for people, what to do, and the exit code.
struct CommandFailure: Error, Hashable, Sendable {
    var status: ExitReason
    var message: String
    var hint: String?

    init(_ status: ExitReason, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }
}

/// Ends the command with an exit code and no message: everything has been said.
struct SilentExit: Error, Hashable, Sendable {
    var status: ExitReason
}
