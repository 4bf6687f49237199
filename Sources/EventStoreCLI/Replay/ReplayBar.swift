import EventSourcing
import Synchronization

/// The bar of a replay on standard error. None while the events themselves go to a terminal.
final class ReplayBar: Sendable {
    private let isVerbose: Bool
    private let isTerminal: Bool
    private let progress = Mutex<Progress?>(nil)
    private let reached = Mutex<GlobalPosition?>(nil)

    /// Up to where events were handed out when it was told last.
    var position: GlobalPosition? { reached.withLock { $0 } }

    /// - Parameter ownsTerminal: whether no events go to standard output.
    init(isVerbose: Bool, ownsTerminal: Bool) {
        self.isVerbose = isVerbose
        isTerminal = Console.errorIsTerminal && (ownsTerminal || !Console.outputIsTerminal)
    }

    func show(_ now: ReplayProgress) {
        reached.withLock { $0 = now.position }
        progress.withLock { progress in
            let total = Double(now.until.rawValue - now.after.rawValue)
            var bar =
                progress
                ?? Progress(
                    total: total, unit: "events", isVerbose: isVerbose, isTerminal: isTerminal)
            bar.show(count: now.processed, done: Double(now.position.rawValue - now.after.rawValue))
            progress = bar
        }
    }

    func finish() { progress.withLock { $0?.finish() } }
}
