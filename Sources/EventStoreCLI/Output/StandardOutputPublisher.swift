import Dispatch
import EventSourcing
import Foundation
import Synchronization

/// Prints each message as one line; the line is written when the call returns. A reader that has gone away ends the relay.
struct StandardOutputPublisher: MessagePublisher {
    init() {
        // The write fails instead, so that what is held can be given back.
        signal(SIGPIPE, SIG_IGN)
    }

    func publish(_ message: OutboxMessage) async throws {
        var line: [UInt8] = []
        EventLineWriter.append(message.event, to: &line)
        do {
            try await StandardOutput.write(line)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw PublishingError.stop(error)
        }
    }
}

/// One line at a time, from whatever stream, on a thread of its own: a reader may take its time.
private enum StandardOutput {
    private static let queue = DispatchQueue(label: "standard output")

    /// Whether a line that waits for its turn is not to be written any more.
    private final class Cancellation: Sendable {
        let isSet = Mutex(false)
    }

    static func write(_ bytes: [UInt8]) async throws {
        let cancellation = Cancellation()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (answer: CheckedContinuation<Void, any Error>) in
                queue.async {
                    guard !cancellation.isSet.withLock({ $0 }) else {
                        return answer.resume(throwing: CancellationError())
                    }
                    answer.resume(with: Result { try Console.write(bytes) })
                }
            }
        } onCancel: {
            cancellation.isSet.withLock { $0 = true }
        }
    }
}
