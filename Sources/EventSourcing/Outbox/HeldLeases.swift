import Foundation

/// The leases that a relay holds just now.
actor HeldLeases {
    private var leases: [UUID: HeldLease] = [:]
    private var isStopped = false
    private var timer: Task<Void, any Error>?

    func add(_ lease: HeldLease) async {
        leases[lease.id] = lease
        if isStopped { await lease.stopPublishing() } else { await lease.keep() }
    }

    func remove(_ lease: HeldLease) { leases[lease.id] = nil }

    /// Cancels all calls of the publisher that have not ended after a time. The first to ask says how long.
    func stopPublishing(after grace: Duration) {
        guard timer == nil else { return }
        timer = Task {
            try await Task.sleep(for: grace)
            await stopPublishing()
        }
    }

    private func stopPublishing() async {
        isStopped = true
        for lease in leases.values { await lease.stopPublishing() }
    }

    /// Nothing is published any more.
    func end() { timer?.cancel() }
}
