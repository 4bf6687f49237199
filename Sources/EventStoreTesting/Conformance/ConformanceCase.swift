public import EventSourcing

/// One promise of the protocol ``EventSourcing/EventStore`` as a test that any backend can run, with any test framework or none.
///
///     @Test(arguments: ConformanceCase.all)
///     func conforms(to promise: ConformanceCase) async throws {
///         try await promise.run { body in try await body(MyEventStore()) }
///     }
///
/// A case fails by throwing ``ConformanceFailure``, or what the store has thrown.
public struct ConformanceCase: Sendable {
    /// What is promised, as a sentence.
    public let name: String
    let body: @Sendable (any EventStore, ConformanceSettings) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (any EventStore) async throws -> Void) {
        self.name = name
        self.body = { store, _ in try await body(store) }
    }

    init(
        settings name: String, _ body: @escaping @Sendable (any EventStore, ConformanceSettings) async throws -> Void
    ) {
        self.name = name
        self.body = body
    }

    /// Tries the promise on an empty store. Throws when it is not kept, and what the store throws; a backend that lacks
    /// something is known by ``EventSourcing/EventStoreError/Code/unsupported``.
    ///
    /// - Parameters:
    ///   - settings: What the stores are set to.
    ///   - withEmptyStore: Makes a store without events, calls its argument with it once, and removes it again.
    public func run(
        settings: ConformanceSettings = ConformanceSettings(),
        withEmptyStore: (@escaping @Sendable (any EventStore) async throws -> Void) async throws -> Void
    ) async throws {
        try await withEmptyStore { [body] store in try await body(store, settings) }
    }

    /// All cases.
    public static let all: [ConformanceCase] =
        appending + expectingVersions + repeating + refusing + appendingToSeveral + readingStreams + readingAll
        + telling
        + deleting + limiting + deletingForGood + listing + checkpoints + statistics + subscribing
}

extension ConformanceCase: CustomStringConvertible {
    public var description: String { name }
}

/// What the stores are set to that a suite is run with, where cases depend on it.
public struct ConformanceSettings: Hashable, Sendable {
    /// The most events that one append takes.
    public var maxEventsPerAppend = 10_000
    /// The most bytes that a payload may have.
    public var maxPayloadBytes = 16_777_216
    /// How far ahead of the store's clock a timestamp may lie.
    public var maxFuture = Duration.seconds(86_400)
    /// How long a case waits for what must come, before it fails.
    public var patience = Duration.seconds(60)

    public init() {}
}
