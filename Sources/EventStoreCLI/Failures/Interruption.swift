import Dispatch
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Ctrl-C and the signal TERM: the first one asks the command to end in good order, a second one ends it at once.
enum Interruption {
    private static let received = Mutex<Int32?>(nil)

    /// The exit status of the signal that has arrived; nil: none has.
    static var status: ExitReason? {
        received.withLock { $0 }.map { $0 == SIGTERM ? .terminated : .interrupted }
    }

    /// Calls `onSignal` at the first signal.
    static func install(_ onSignal: @escaping @Sendable () -> Void) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
            source.setEventHandler { @Sendable in
                let isFirst = received.withLock { seen in
                    defer { seen = seen ?? number }
                    return seen == nil
                }
                if isFirst { onSignal() } else { _exit(128 + number) }
            }
            source.resume()
            retained.withLock { $0.append(Retained(source: source)) }
        }
    }

    // A dispatch source is thread-safe, and this one is never touched again.
    private struct Retained: @unchecked Sendable { let source: any DispatchSourceSignal }
    private static let retained = Mutex<[Retained]>([])
}
