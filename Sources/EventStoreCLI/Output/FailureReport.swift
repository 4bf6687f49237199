import EventSourcing
import EventStorePostgres
import Foundation

/// How an error is told: exit code, message, hint, and more for programs.
struct FailureReport: Hashable, Sendable {
    var status: ExitReason
    var code: String
    var message: String
    var hint: String?
    var sqlState: String?
    var detail: String?

    init(_ error: any Error) {
        switch error {
        case let error as EventStoreError:
            self.init(
                status: Self.status(of: error.code),
                message: error.message + (error.isOutcomeUnknown ? " (it may have taken effect all the same)" : ""),
                hint: error.hint ?? Self.hint(for: error.code))
            code = error.code.description
            sqlState = error.sqlState
            detail = error.detail
        case let error as CommandFailure:
            self.init(status: error.status, message: error.message, hint: error.hint)
        case let error as SilentExit:
            self.init(status: error.status, message: "")
        case let error as BadLine:
            self.init(status: .dataError, message: error.description)
        case let error as LineProblem:
            self.init(status: .dataError, message: error.description)
        case let error as ConfigurationError:
            self.init(
                status: .configuration, message: error.description, hint: "See eventstore help and docs/command.md.")
        case is CancellationError:
            self.init(status: .interrupted, message: "interrupted")
        case let error as CocoaError:
            self.init(status: .inputMissing, message: error.localizedDescription)
        default:
            self.init(status: .internal, message: "\(error)")
        }
    }

    private init(status: ExitReason, message: String, hint: String? = nil) {
        self.status = status
        code = "\(status)"
        self.message = message
        self.hint = hint
    }

    static func status(of code: EventStoreError.Code) -> ExitReason {
        switch code {
        case .wrongExpectedVersion, .eventIDConflict, .checkpointOfOtherHistory, .checkpointBeyondHead,
            .checkpointBackwards, .partitionConflict, .partitionUnavailable, .indexConflict,
            .outboxLeaseLost, .consumerLeaseLost:
            .conflict
        case .timestampOutOfRange, .invalidPayload, .payloadTooLarge, .batchTooLarge, .partitionMissing,
            .invalidArgument:
            .dataError
        case .schemaNewer: .schemaNewer
        case .schemaBehind: .schemaBehind
        case .installationRefused: .schemaChanged
        // A command has a pool to itself: it is exhausted only when no connection could be made in time.
        case .connectionFailed, .connectionLost, .closed, .poolExhausted: .connection
        case .deadlineExceeded, .contention, .resourcesExhausted: .temporary
        case .streamDeleted, .streamNotFound, .consumerGroupNotFound: .inputMissing
        case .permissionDenied, .changeRefused, .tenantNotAllowed: .permissionDenied
        case .prerequisiteMissing: .configuration
        default: .internal
        }
    }

    private static func hint(for code: EventStoreError.Code) -> String? {
        switch code {
        case .connectionFailed, .poolExhausted: "Is the server running, and do --url or DATABASE_URL name it?"
        case .schemaBehind: "Run eventstore migrate up."
        case .schemaNewer: "Use a newer eventstore command."
        default: nil
        }
    }

    /// `eventstore: message`, and the hint on a line of its own.
    var text: String {
        var text = "eventstore: \(Self.oneLine(message))\n"
        if let hint { text += "  hint: \(Self.oneLine(hint))\n" }
        return text
    }

    var json: JSONValue {
        .object([
            ("error", .string(message)), ("code", .string(code)), ("exit_code", .integer(Int64(status.rawValue))),
            ("hint", .optional(hint)), ("sqlstate", .optional(sqlState)), ("detail", .optional(detail)),
        ])
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
