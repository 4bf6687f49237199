public import EventSourcing
import Foundation

/// Random operations one after the other, on a store and on a plain model of it: whatever the store answers must be what the
/// model says.
///
///     try await RandomOperations(seed: 42).run { body in try await body(MyEventStore()) }
///
/// A failure names the seed and the step, so that it can be had again.
public struct RandomOperations: Sendable {
    public var seed: UInt64
    public var steps: Int

    public init(seed: UInt64, steps: Int = 300) {
        self.seed = seed
        self.steps = steps
    }

    /// Throws ``ConformanceFailure`` when the store and the model differ.
    ///
    /// - Parameter withEmptyStore: Makes a store without events, calls its argument with it once, and removes it again.
    public func run(
        withEmptyStore: (@escaping @Sendable (any EventStore) async throws -> Void) async throws -> Void
    ) async throws {
        try await withEmptyStore { [self] store in
            var run = RandomRun(store: store, random: SeededGenerator(seed: seed))
            for step in 0..<steps {
                do {
                    try await run.step()
                } catch {
                    throw ConformanceFailure(
                        message: "seed \(seed), step \(step), \(run.last): \(error)", place: "RandomOperations")
                }
            }
            do {
                try await run.compareAll()
            } catch {
                throw ConformanceFailure(message: "seed \(seed), at the end: \(error)", place: "RandomOperations")
            }
        }
    }
}
