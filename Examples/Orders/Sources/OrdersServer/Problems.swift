import EventSourcing
import Hummingbird
import Logging
import Orders

/// Says what went wrong as problem details (RFC 9457).
struct Problems: RouterMiddleware {
    typealias Context = BasicRequestContext

    private struct Problem: Encodable {
        var status: Int
        var title: String
        var detail: String
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let status = Self.status(of: error, request)
            if status.code >= 500 { context.logger.error("\(String(reflecting: error))") }
            let problem = Problem(
                status: status.code, title: status.reasonPhrase, detail: Self.detail(of: error, status))
            return try Response(json: problem, status: status, type: "application/problem+json")
        }
    }

    private static func status(of error: any Error, _ request: Request) -> HTTPResponse.Status {
        switch error {
        case OrderRefusal.notFound: .notFound
        case OrderRefusal.alreadyPlaced, OrderRefusal.isIn: .conflict
        case is OrderRefusal: .unprocessableContent
        case AggregateError.commandIDReused: .unprocessableContent
        case let error as EventStoreError where error.code == .wrongExpectedVersion:
            request.headers[.ifMatch] == nil ? .conflict : .preconditionFailed
        case let error as EventStoreError where error.code == .invalidArgument: .badRequest
        case let error as EventStoreError where error.code == .deadlineExceeded: .gatewayTimeout
        case let error as EventStoreError where error.isRetryable: .serviceUnavailable
        case let error as any HTTPResponseError: error.status
        default: .internalServerError
        }
    }

    /// What is no fault of the caller's is for the log.
    static func detail(of error: any Error, _ status: HTTPResponse.Status) -> String {
        switch error {
        case let error as OrderRefusal: error.description
        case AggregateError.commandIDReused: "the Idempotency-Key was used for another command"
        case let error as EventStoreError where error.code == .wrongExpectedVersion:
            "the order is at version \(error.actualVersion?.description ?? "another")"
        case let error as EventStoreError where error.code == .invalidArgument: error.message
        case let error as EventStoreError where error.isOutcomeUnknown:
            "it may have been done: look first, or repeat it under the same Idempotency-Key"
        case let error as EventStoreError where error.code == .deadlineExceeded: "it took too long; try again"
        case let error as HTTPError: error.body ?? status.reasonPhrase
        default: status.reasonPhrase
        }
    }
}
