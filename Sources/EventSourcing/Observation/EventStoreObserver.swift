/// Is told what a store does, for metrics and traces. Implement what you need; the rest does nothing.
///
/// The store calls these methods synchronously, on the thread where the thing happened, also from several threads at once. So
/// they return at once: count, record, hand over, but do not wait, and do not call the store. What a task asked for is told
/// in that task, so that its task-local values (a trace's context) are there. Each is told when it has ended; it began
/// `duration` earlier.
public protocol EventStoreObserver: Sendable {
    /// An append has ended, for its caller: with the time it waited for a connection, for company, and for repetitions.
    func didAppend(_ append: AppendObservation)
    /// A call of one of the store's functions has ended: every one but those that append.
    func didCall(_ call: CallObservation)
    /// Appends set out together as one call (group commit). A lone one is told, too, as one append.
    func didGather(appends: Int, events: Int)
    /// A subscription gives a page of events to its consumer.
    func didDeliver(_ page: DeliveryObservation)
    /// A connection to the server was opened, closed or lost, or could not be made.
    func connectionDidChange(_ connection: ConnectionObservation)
    /// The store looks for new events on behalf of the subscriptions that wait.
    func didWake(_ cause: WakeCause)
    /// A snapshot was used or taken, or could not be.
    func didUseSnapshot(_ snapshot: SnapshotObservation)
    /// An append or a command is about to be tried again.
    func didRetry(_ retry: RetryObservation)
}

extension EventStoreObserver {
    public func didAppend(_ append: AppendObservation) {}
    public func didCall(_ call: CallObservation) {}
    public func didGather(appends: Int, events: Int) {}
    public func didDeliver(_ page: DeliveryObservation) {}
    public func connectionDidChange(_ connection: ConnectionObservation) {}
    public func didWake(_ cause: WakeCause) {}
    public func didUseSnapshot(_ snapshot: SnapshotObservation) {}
    public func didRetry(_ retry: RetryObservation) {}
}
