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
        let bound = scope.filter == .all ? until : min(until, window(after: position))
        let options = AllReadOptions(
            position: position, limit: pageSize, until: bound, untilIsSafe: true, filter: scope.filter)
        let events = try await retrying(retry) { try await store.readAll(options) }
        if events.count == pageSize, let last = events.last {
            return Page(events: events, next: .position(last.globalPosition))
        }
        return Page(events: events, next: bound < until ? .position(bound) : .end)
    }

    /// Bounds the work of one read: what a filter leaves out is looked at all the same.
    private func window(after position: GlobalPosition) -> GlobalPosition {
        let positions = Int64(max(100_000, 20 * pageSize))
        return GlobalPosition(rawValue: position.rawValue &+ min(positions, .max - position.rawValue))
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
