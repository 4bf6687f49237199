import Foundation
import Logging

extension MemberSession {
    /// Notes a failure. What stands in front of it is acknowledged first.
    func settle(_ delivery: ConsumerGroupDelivery, _ failure: ConsumerGroupFailure) async {
        failing += 1
        defer {
            failing -= 1
            settled()
        }
        if let fetching { _ = await fetching.result }
        await flush()
        do {
            var isParked = true
            if case .retry(let delay) = failure.disposition {
                let delay = delay.map { min(max($0, .zero), .seconds(30 * 86_400)) }
                let retry = try await repeating {
                    try await $0.retryConsumerGroupEvent(
                        delivery, member: $1, error: failure.description, delay: delay)
                }
                isParked = retry.isParked
            } else {
                try await repeating {
                    try await $0.parkConsumerGroupEvent(delivery, member: $1, error: failure.description)
                }
            }
            member.count { if isParked { $0.parked += 1 } else { $0.retried += 1 } }
            outstanding -= 1
            // What was given of the stream behind it comes again after it.
            if !isParked, !delivery.isReplay { drop(delivery.streamID) }
        } catch {
            dropLost([delivery], error)
        }
    }

    func settled() {
        if outstanding == 0 || (wantsRoom && outstanding <= options.prefetch / 2) {
            wantsRoom = false
            wake()
        }
    }

    func acknowledge(_ delivery: ConsumerGroupDelivery) {
        acknowledgements.append(delivery)
        // The handlers are not kept waiting for room.
        if acknowledgements.count >= options.prefetch / 4 { acknowledgementPause?.cancel() }
        sendAcknowledgements()
    }

    /// Waits until what was handled so far is acknowledged, or refused.
    func flush() async {
        flushing += 1
        defer { flushing -= 1 }
        acknowledgementPause?.cancel()
        while let acknowledging { await acknowledging.value }
    }

    /// What comes while a call is in flight, or soon after it, goes together with the next: each call is a transaction.
    func sendAcknowledgements() {
        guard acknowledging == nil, !acknowledgements.isEmpty else { return }
        // Not cancelled with the member: what was handled is to be noted.
        acknowledging = Task {
            await self.pauseBeforeAcknowledging()
            let batch = self.acknowledgements
            self.acknowledgements = []
            self.acknowledgedAt = self.clock.now
            await self.send(batch)
            self.acknowledging = nil
            self.sendAcknowledgements()
        }
    }

    private func pauseBeforeAcknowledging() async {
        let due = acknowledgedAt + options.acknowledgementInterval
        guard flushing == 0, !isEnding, clock.now < due, acknowledgements.count < options.prefetch / 4 else { return }
        let pause = Task { [clock] in _ = try? await clock.sleep(until: due) }
        acknowledgementPause = pause
        await pause.value
        acknowledgementPause = nil
    }

    func send(_ batch: [ConsumerGroupDelivery]) async {
        do {
            _ = try await repeating { try await $0.acknowledgeConsumerGroupEvents(batch, member: $1) }
            outstanding -= batch.count
        } catch let error as EventStoreError where error.code == .consumerLeaseLost && !isLost {
            // All or nothing: only some of the streams may have been taken.
            let streams = Dictionary(grouping: batch, by: \.streamID)
            if streams.count > 1 {
                for deliveries in streams.values { await send(deliveries) }
            } else {
                dropLost(batch, error)
            }
        } catch {
            dropLost(batch, error)
        }
        settled()
    }

    /// A stream whose events could not be settled: it was taken over, or the store cannot go on. What is dropped may still be this
    /// member's, as when the answer to an earlier try was lost: so it leaves, and joins anew where that helps.
    func dropLost(_ deliveries: [ConsumerGroupDelivery], _ error: any Error) {
        outstanding -= deliveries.count
        for delivery in deliveries where !delivery.isReplay { drop(delivery.streamID, upTo: delivery.token) }
        member.logger.info("a member drops events of a stream", metadata: ["event_store.error": "\(error)"])
        fail(error)
    }

    /// Repeats a call that settles events while the lease lasts. It changes nothing a second time, but a failure may be counted twice.
    func repeating<Value: Sendable>(
        _ body: @Sendable (any ConsumerGroupStore, UUID) async throws -> Value
    ) async throws -> Value {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await body(store, id)
            } catch let error as EventStoreError where error.isRetryable && isHeld {
                try? await clock.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }
}
