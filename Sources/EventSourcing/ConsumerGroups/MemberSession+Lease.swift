import Logging

extension MemberSession {
    var margin: Duration { membership.lease / 10 }
    var isHeld: Bool { !isLost && clock.now < validUntil - margin }

    func extend() async {
        var pause = membership.lookAgainAfter
        while !isLost, (try? await clock.sleep(for: pause)) != nil {
            let begun = clock.now
            do {
                let extended = try await store.extendConsumerGroupLease(id)
                validUntil = begun + extended.lease
                let gained = extended.slotsHeld != membership.slotsHeld
                membership = extended
                pause = max(extended.lookAgainAfter, .milliseconds(10))
                if gained { wake() }
            } catch {
                if Task.isCancelled { return }
                if let error = error as? EventStoreError, error.code == .consumerLeaseLost { return lose(error) }
                member.logger.info(
                    "the lease of a member was not extended", metadata: ["event_store.error": "\(error)"])
                pause = membership.lease / 20
            }
        }
    }

    /// Gives up shortly before the lease can run out, whatever a call to extend it is waiting for.
    func watch() async {
        while !isLost, (try? await clock.sleep(until: validUntil - margin)) != nil {
            if clock.now >= validUntil - margin {
                return lose(EventStoreError(.consumerLeaseLost, "the lease could not be extended in time"))
            }
        }
    }

    func lose(_ error: EventStoreError) {
        guard !isLost else { return }
        isLost = true
        failure = failure ?? error
        member.logger.warning("the lease of a member is lost", metadata: ["event_store.error": "\(error)"])
        end()
        for task in handlers.values { task.cancel() }
    }
}
