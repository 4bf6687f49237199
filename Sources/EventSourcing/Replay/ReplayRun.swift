/// One replay under way.
struct ReplayRun {
    private let service: ReplayService
    private let pages: ScopePages
    private let report: (@Sendable (ReplayProgress) -> Void)?
    private let started = ContinuousClock.now
    private var reported: ContinuousClock.Instant
    private var result: ReplayResult

    private var options: ReplayOptions { service.options }

    init(service: ReplayService, pages: ScopePages, report: (@Sendable (ReplayProgress) -> Void)?) {
        self.service = service
        self.pages = pages
        self.report = report
        reported = started
        let after = min(pages.scope.after, pages.until)
        result = ReplayResult(
            progress: ReplayProgress(after: after, until: pages.until), isDryRun: service.options.isDryRun)
    }

    mutating func run() async throws -> ReplayResult {
        do {
            return try await handled()
        } catch {
            _ = finished(nil)
            throw error
        }
    }

    private mutating func handled() async throws -> ReplayResult {
        var page = try await pages.page(at: pages.start)
        while let current = page {
            let pages = pages
            async let next = pages.page(at: current.next)
            for event in current.events {
                try Task.checkCancellation()
                guard try await process(event) else { return finished(nil) }
            }
            if case .position(let position) = current.next { reached(position) }
            page = try await next
        }
        return finished(pages.until)
    }

    /// Ends the replay at a position, or where it is.
    mutating func finished(_ position: GlobalPosition?) -> ReplayResult {
        if let position { result.progress.position = max(position, result.progress.position) }
        result.progress.duration = .now - started
        report?(result.progress)
        return result
    }

    /// False when the replay is to stop.
    private mutating func process(_ event: RecordedEvent) async throws -> Bool {
        guard pages.scope.criteria?(event) ?? true else {
            result.progress.excluded += 1
            reached(event.globalPosition)
            return true
        }
        do {
            if !options.isDryRun, let handler = service.handler(of: event.type) {
                var retries = 0
                defer { result.progress.retries += retries }
                try await handle(event, retry: options.retry, onRetry: { retries += 1 }, by: handler)
            }
        } catch let failure as EventHandlingFailure {
            result.progress.failed += 1
            if result.failures.count < options.maxFailures { result.failures.append(failure) }
            if options.onFailure == .stop {
                result.stoppedBy = failure
                return false
            }
            reached(event.globalPosition)
            return true
        }
        result.progress.processed += 1
        result.countsByType[event.type, default: 0] += 1
        reached(event.globalPosition)
        return true
    }

    private mutating func reached(_ position: GlobalPosition) {
        guard position > result.progress.position else { return }
        result.progress.position = position
        tell()
    }

    private mutating func tell() {
        guard let report else { return }
        let now = ContinuousClock.now
        guard now - reported >= options.progressInterval else { return }
        reported = now
        result.progress.duration = now - started
        report(result.progress)
    }
}
