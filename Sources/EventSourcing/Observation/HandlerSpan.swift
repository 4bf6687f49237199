#if Tracing
    import Tracing
#endif

/// Runs what handles events, in a span of its own when the package is built with the trait Tracing; otherwise it is only a call.
func handling<Value: Sendable>(
    _ events: [RecordedEvent], by handler: @autoclosure () -> String, _ body: () async throws -> Value
) async throws -> Value {
    #if Tracing
        try await events.withSpan(handler(), body)
    #else
        try await body()
    #endif
}
