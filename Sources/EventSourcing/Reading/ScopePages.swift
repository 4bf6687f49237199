/// The events of a scope, page by page, up to a position that is safe to read.
struct ScopePages: Sendable {
    /// Where the next page begins.
    enum Place: Hashable, Sendable {
        case position(GlobalPosition)
        case version(StreamVersion)
        case end
    }

    /// A page before the scope's criteria. It may be empty and not the last.
    struct Page: Sendable {
        var events: [RecordedEvent]
        var next: Place
    }

    let store: any EventStore
    let scope: EventScope
    /// Nothing above is read.
    let until: GlobalPosition
    let pageSize: Int
    let retry: RetryPolicy

    /// Up to the scope's end, or to what is safe to read now, whichever comes first.
    init(_ scope: EventScope, of store: any EventStore, pageSize: Int, retry: RetryPolicy) async throws {
        let safe = try await retrying(retry) { try await store.positions().safePosition }
        self.store = store
        self.scope = scope
        self.until = min(scope.until ?? safe, safe)
        self.pageSize = pageSize
        self.retry = retry
    }

    var start: Place {
        guard scope.after < until, scope.streamFits else { return .end }
        return scope.stream == nil ? .position(scope.after) : .version(.first)
    }

    /// The page at a place; nil at the end.
    func page(at place: Place) async throws -> Page? {
        switch place {
        case .position(let position): try await page(after: position)
        case .version(let version): try await page(from: version)
        case .end: nil
        }
    }

    private func page(after position: GlobalPosition) async throws -> Page {
        let options = AllReadOptions(
            position: position, limit: pageSize, until: until, untilIsSafe: true, filter: scope.filter)
        let events = try await retrying(retry) { try await store.readAll(options) }
        guard events.count == pageSize, let last = events.last else { return Page(events: events, next: .end) }
        return Page(events: events, next: .position(last.globalPosition))
    }

    private func page(from version: StreamVersion) async throws -> Page {
        guard let stream = scope.stream else { return Page(events: [], next: .end) }
        let options = StreamReadOptions(
            fromVersion: version, limit: pageSize, from: scope.filter.from, before: scope.filter.before)
        let events = try await retrying(retry) { try await store.readStream(stream, options) }
        let fitting = events.filter { $0.globalPosition <= until && scope.fitsStreamRead($0) }
        guard events.count == pageSize, let last = events.last, last.globalPosition < until else {
            return Page(events: fitting, next: .end)
        }
        return Page(events: fitting, next: .version(StreamVersion(rawValue: last.version.rawValue + 1)))
    }
}

/// Repeats a call of the store that may succeed later.
func retrying<Value: Sendable>(_ policy: RetryPolicy, _ body: @Sendable () async throws -> Value) async throws -> Value
{
    var attempt = 1
    while true {
        do {
            return try await body()
        } catch let error as EventStoreError where error.isRetryable && attempt < policy.attempts {
            try await Task.sleep(for: policy.pause(after: attempt))
            attempt += 1
        }
    }
}
