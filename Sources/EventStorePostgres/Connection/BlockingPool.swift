import Foundation

/// Threads for the few libpq calls that block (connecting, sending a cancel request), so that neither the event loop nor
/// Swift's own threads ever wait for a server. Threads start with the first work.
// Unchecked: everything mutable is reached with the condition locked.
final class BlockingPool: @unchecked Sendable {
    static let connecting = BlockingPool(name: "event-store-connect", threads: 2)
    /// Apart from connecting, so that hosts that do not answer cannot delay a cancellation.
    static let cancelling = BlockingPool(name: "event-store-cancel", threads: 1)

    private let name: String
    private let maximum: Int
    private let condition = NSCondition()
    private var work = Fifo<@Sendable () -> Void>()
    private var threads = 0
    private var idle = 0

    init(name: String, threads: Int) {
        self.name = name
        maximum = threads
    }

    func run(_ body: @escaping @Sendable () -> Void) {
        condition.lock()
        work.append(body)
        let mustStart = idle < work.count && threads < maximum
        if mustStart { threads += 1 }
        condition.signal()
        condition.unlock()
        guard mustStart else { return }
        let thread = Thread { [self] in loop() }
        thread.name = name
        thread.start()
    }

    private func loop() -> Never {
        while true {
            condition.lock()
            idle += 1
            while work.isEmpty { condition.wait() }
            idle -= 1
            let body = work.popFirst()
            condition.unlock()
            body?()
        }
    }
}
