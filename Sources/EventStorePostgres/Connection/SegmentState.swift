/// Collects what the server returns for one call on a pipelined connection, up to and including its sync point.
///
/// A call is answered only at the sync point: an error at the implicit commit comes after the statement's own success.
struct SegmentState<Payload> {
    private var success: Payload?
    private var failure: Payload?
    /// A DEALLOCATE was sent before the call and has not been answered yet.
    private var awaitsDeallocate: Bool
    private(set) var deallocateFailed = false
    /// The Parse was sent with the call and has not been answered yet.
    private var awaitsPrepare: Bool
    private(set) var prepareFailed = false

    init(prepares: Bool, deallocates: Bool = false) {
        awaitsPrepare = prepares
        awaitsDeallocate = deallocates
    }

    enum Outcome {
        case success(Payload)
        case failure(Payload)
        /// The sync point came without any result.
        case nothing
    }

    mutating func succeeded(_ payload: Payload) {
        if awaitsDeallocate {
            awaitsDeallocate = false
        } else if awaitsPrepare {
            awaitsPrepare = false
        } else {
            success = payload
        }
    }

    /// The first error counts; what follows it in the segment is a consequence.
    mutating func failed(_ payload: Payload) {
        if awaitsDeallocate {
            awaitsDeallocate = false
            deallocateFailed = true
        }
        if awaitsPrepare {
            awaitsPrepare = false
            prepareFailed = true
        }
        if failure == nil { failure = payload }
    }

    var outcome: Outcome {
        if let failure { return .failure(failure) }
        return success.map(Outcome.success) ?? .nothing
    }
}
