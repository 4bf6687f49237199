import Synchronization

/// One run of a reader: a task that feeds the lanes, one task a lane, and one that saves the checkpoint.
struct ReaderRun: Sendable {
    private enum Part { case work, saving }

    let reader: EventStreamReader
    let scope: EventScope
    let lanes: ReaderLanes
    let checkpoint: ReaderCheckpoint?

    private var options: EventStreamReader.Options { reader.options }

    func run() async throws {
        let result: Result<Void, any Error>
        do {
            try await withTaskCancellationHandler {
                try await runParts()
            } onCancel: {
                lanes.abort()
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // A task of its own: what is done is saved also when this one was cancelled.
        let saving = Task { try await save() }
        do {
            try await saving.value
        } catch {
            try result.get()
            throw error
        }
        try result.get()
    }

    private func runParts() async throws {
        try await withThrowingTaskGroup(of: Part.self) { group in
            defer {
                group.cancelAll()
                lanes.abort()
            }
            group.addTask {
                try await feed()
                lanes.close()
                return .work
            }
            for lane in 0..<options.lanes {
                group.addTask {
                    try await work(lane)
                    return .work
                }
            }
            if checkpoint != nil {
                group.addTask {
                    while true {
                        try await Task.sleep(for: options.checkpointInterval)
                        try await save()
                    }
                }
            }
            var left = options.lanes + 1
            while left > 0, let part = try await group.next() {
                if part == .work { left -= 1 }
            }
        }
        try Task.checkCancellation()
    }

    private func save() async throws {
        guard let saved = try await checkpoint?.save(lanes.prefix) else { return }
        count { $0.checkpoint = saved }
    }

    private func count(_ change: (inout EventStreamReader.Metrics) -> Void) {
        reader.state.withLock { change(&$0.metrics) }
    }

    // MARK: Feeding the lanes

    private func feed() async throws {
        switch options.mode {
        case .batch, .replay: try await feedPages()
        case .catchUp, .streaming: try await feedSubscription()
        }
    }

    private func feedPages() async throws {
        let pages = try await ScopePages(scope, of: reader.store, pageSize: options.pageSize, retry: options.retry)
        var page = try await pages.page(at: pages.start)
        while let current = page {
            async let next = pages.page(at: current.next)
            for event in current.events {
                guard try await put(event) else { return }
            }
            page = try await next
        }
        lanes.pass(pages.until)
        count { $0.isCaughtUp = true }
    }

    private func feedSubscription() async throws {
        guard scope.streamFits, scope.until.map({ $0 > scope.after }) ?? true else { return }
        let subscription = reader.store.subscribe(
            SubscriptionOptions(
                start: .after(scope.after), filter: scope.filterByPosition, pageSize: options.pageSize))
        for try await step in subscription.steps {
            switch step {
            case .events(let events):
                for event in events {
                    if let until = scope.until, event.globalPosition > until { return lanes.pass(until) }
                    guard try await put(event) else { return }
                }
            case .caughtUp(let position):
                lanes.pass(min(position, scope.until ?? position))
                count { $0.isCaughtUp = true }
                if options.mode == .catchUp || position >= scope.until ?? GlobalPosition(rawValue: .max) { return }
            case .fellBehind:
                count { $0.isCaughtUp = false }
            }
        }
    }

    /// False when no more are wanted.
    private func put(_ event: RecordedEvent) async throws -> Bool {
        try Task.checkCancellation()
        guard scope.stream.map({ $0 == event.stream }) ?? true, scope.criteria?(event) ?? true else {
            lanes.pass(event)
            count { $0.excluded += 1 }
            return true
        }
        return await lanes.put(event)
    }

    // MARK: Handling

    private func work(_ lane: Int) async throws {
        while let entries = await lanes.take(lane) {
            for entry in entries {
                guard !lanes.isAborted else { return }
                try await handleEvent(entry)
            }
        }
    }

    private func handleEvent(_ entry: ReaderLanes.Entry) async throws {
        do {
            try await handle(
                entry.event, retry: options.retry, onRetry: { count { $0.retries += 1 } }, by: reader.handler)
            count { $0.processed += 1 }
        } catch let failure as EventHandlingFailure {
            reader.state.withLock { state in
                state.metrics.failed += 1
                if state.failures.count < options.maxFailures { state.failures.append(failure) }
            }
            if options.onFailure == .stop { throw failure }
        }
        lanes.finish(entry)
    }
}
