extension MemberSession {
    func next() async -> Int64? {
        if isEnding { return nil }
        if !ready.isEmpty { return ready.removeFirst() }
        return await withCheckedContinuation { workers.append($0) }
    }

    func work() async {
        while let stream = await next() {
            guard !isEnding, isHeld, let delivery = lanes[stream]?.first else {
                // What is dropped is still this member's: it has to join anew, even if the lease is extended after all.
                if !isEnding, !isHeld {
                    lose(EventStoreError(.consumerLeaseLost, "the lease could not be extended in time"))
                }
                drop(stream)
                lanes[stream] = nil
                continue
            }
            lanes[stream]?.removeFirst()
            await handle(delivery)
            if lanes[stream]?.isEmpty ?? true {
                lanes[stream] = nil
            } else {
                offer(stream)
            }
        }
    }

    /// What is left of a stream comes again; but for what was given under a later token.
    func drop(_ stream: Int64, upTo token: Int64 = .max) {
        guard let queue = lanes[stream] else { return }
        lanes[stream] = queue.filter { $0.token > token }
        outstanding -= queue.count - (lanes[stream]?.count ?? 0)
    }

    func handle(_ delivery: ConsumerGroupDelivery) async {
        lastHandler += 1
        let number = lastHandler
        let task = Task { [member] in
            try await handling([delivery.event], by: "process \(member.group)") { try await member.handler(delivery) }
        }
        handlers[number] = task
        let timer = Task { [clock, options] in
            try await clock.sleep(for: options.handlerTimeout)
            cancelOverdue(number)
        }
        let result = await task.result
        timer.cancel()
        handlers[number] = nil
        let wasOverdue = overdue.remove(number) != nil
        switch result {
        case .success:
            member.count { $0.handled += 1 }
            acknowledge(delivery)
        case .failure(let error):
            if let error = error as? ConsumerGroupFailure, case .stop = error.disposition {
                drop(delivery.streamID)
                outstanding -= 1
                return fail(error.underlying)
            }
            // Cancelled because the member ends or the lease is lost: no failure of its own.
            if isEnding, !wasOverdue, Task.isCancelled || isLost || error is CancellationError { return }
            await settle(
                delivery,
                wasOverdue
                    ? ConsumerGroupFailure.retry("the handler did not return within \(options.handlerTimeout)")
                    : error as? ConsumerGroupFailure
                        ?? ConsumerGroupFailure(.retry(after: nil), underlying: error))
        }
    }

    func cancelOverdue(_ number: Int) {
        guard let task = handlers[number] else { return }
        overdue.insert(number)
        task.cancel()
    }
}
