import EventSourcing
import Hummingbird

/// Every event that a request brings about bears its `X-Request-ID`, or one that is made for it.
struct Correlation: RouterMiddleware {
    typealias Context = BasicRequestContext

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let id = request.headers[.requestID] ?? "request-\(context.id)"
        return try await EventContext(correlationID: String(id.prefix(60))).run {
            var response = try await next(request, context)
            response.headers[.requestID] = id
            return response
        }
    }
}
