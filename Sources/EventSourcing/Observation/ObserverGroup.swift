/// Tells several observers, in their order, for example one for metrics and one for traces.
public struct ObserverGroup: EventStoreObserver {
    private let observers: [any EventStoreObserver]

    public init(_ observers: any EventStoreObserver...) { self.observers = observers }

    public func didAppend(_ append: AppendObservation) { for observer in observers { observer.didAppend(append) } }
    public func didCall(_ call: CallObservation) { for observer in observers { observer.didCall(call) } }
    public func didGather(appends: Int, events: Int) {
        for observer in observers { observer.didGather(appends: appends, events: events) }
    }
    public func didDeliver(_ page: DeliveryObservation) { for observer in observers { observer.didDeliver(page) } }
    public func connectionDidChange(_ connection: ConnectionObservation) {
        for observer in observers { observer.connectionDidChange(connection) }
    }
    public func didWake(_ cause: WakeCause) { for observer in observers { observer.didWake(cause) } }
    public func didUseSnapshot(_ snapshot: SnapshotObservation) {
        for observer in observers { observer.didUseSnapshot(snapshot) }
    }
    public func didRetry(_ retry: RetryObservation) { for observer in observers { observer.didRetry(retry) } }
}
