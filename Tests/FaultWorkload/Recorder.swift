import EventSourcing
import Foundation

/// Writes down which connections come and go.
struct Recorder: EventStoreObserver {
    let connections: RecordFile

    func connectionDidChange(_ connection: ConnectionObservation) {
        let (change, reason) =
            switch connection.change {
            case .opened: ("opened", "")
            case .closed: ("closed", "")
            case .lost(let reason): ("lost", reason)
            case .failed(let reason): ("failed", reason)
            }
        connections.add("\(nowMilliseconds())", connection.kind.rawValue, change, reason.asField)
    }
}
