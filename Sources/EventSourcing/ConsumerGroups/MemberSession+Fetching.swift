import Logging

extension MemberSession {
    func fetch() async {
        var pause = Duration.milliseconds(50)
        while !isEnding {
            guard isHeld, failing == 0, outstanding <= options.prefetch / 2 else {
                wantsRoom = true
                await rest(for: .milliseconds(100), orEventsAfter: nil)
                continue
            }
            do {
                let limit = options.prefetch - outstanding
                let task = Task {
                    let fetched = try await store.fetchConsumerGroupEvents(id, limit: limit)
                    take(fetched.deliveries)
                    return fetched
                }
                fetching = task
                defer { fetching = nil }
                let fetched = try await task.value
                fetching = nil
                pause = .milliseconds(50)
                if fetched.deliveries.isEmpty {
                    await rest(for: options.pollInterval, orEventsAfter: fetched.lookedAt)
                }
            } catch {
                if isEnding { return }
                guard let error = error as? EventStoreError else { return fail(error) }
                if error.code == .consumerLeaseLost { return lose(error) }
                // What it handed out, if it did, nobody here knows of, and the next fetch does not hand it out again.
                guard error.isRetryable, !error.mayHaveTakenEffect else { return fail(error) }
                member.logger.info("a member fetches again", metadata: ["event_store.error": "\(error)"])
                await rest(for: pause, orEventsAfter: nil)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// Until the time is over, events are there, or something calls for another look.
    func rest(for time: Duration, orEventsAfter position: GlobalPosition?) async {
        if isWoken || isEnding {
            isWoken = false
            return
        }
        let task = Task { [store] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Task.sleep(for: time) }
                if let position { group.addTask { _ = try await store.waitForEvents(after: position) } }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        sleeper = task
        let result = await task.result
        sleeper = nil
        isWoken = false
        // The store is away: not again at once.
        if case .failure(let error) = result, !(error is CancellationError), !isEnding {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    func wake() {
        isWoken = true
        sleeper?.cancel()
    }

    func take(_ deliveries: [ConsumerGroupDelivery]) {
        outstanding += deliveries.count
        for delivery in deliveries {
            let isNew = lanes[delivery.streamID] == nil
            lanes[delivery.streamID, default: []].append(delivery)
            if isNew { offer(delivery.streamID) }
        }
    }

    /// A stream has something to handle and is with no worker.
    func offer(_ stream: Int64) {
        if let worker = workers.popLast() {
            worker.resume(returning: stream)
        } else {
            ready.append(stream)
        }
    }
}

extension EventStoreError {
    /// The call may have been carried out: its answer was lost, or came too late.
    fileprivate var mayHaveTakenEffect: Bool {
        isOutcomeUnknown || code == .connectionLost || code == .deadlineExceeded
    }
}
