import EventSourcing
import Testing

@testable import OrdersServer

@Suite("What callers are told")
struct ProblemsTests {
    @Test("who may be repeating what was done is not told to try again", arguments: [true, false])
    func doubt(isOutcomeUnknown: Bool) {
        let error = EventStoreError(
            .deadlineExceeded, "no answer", isOutcomeUnknown: isOutcomeUnknown, isRetryable: true)
        #expect(
            Problems.detail(of: error, .gatewayTimeout)
                == (isOutcomeUnknown
                    ? "it may have been done: look first, or repeat it under the same Idempotency-Key"
                    : "it took too long; try again"))
    }
}
