public import EventSourcing

/// Compresses snapshots on their way into another store of snapshots, and brings them back. The algorithm, the original size and
/// the stored size are kept with each.
///
///     let orders = AggregateRepository(Order.self, store: store)
///         .withSnapshots(in: CompressingSnapshotStore(store, .zstd), .everyEvents(100))
///
/// One that cannot be brought back is thrown as ``EventSourcing/EventStoreError/Code/payloadUnreadable``; a repository passes over
/// it, replays the events, and replaces it.
public struct CompressingSnapshotStore<Base: SnapshotStore>: SnapshotStore {
    public let base: Base
    /// The rule for all types of state without their own.
    public var rule: CompressionRule
    /// The rules of single types of state.
    public var rules: [String: CompressionRule]
    /// Snapshots that are longer are not compressed, and none that would become longer is decompressed. In bytes.
    public var largestOriginal: Int

    /// Compresses with one algorithm.
    public init(
        _ base: Base, _ algorithm: CompressionAlgorithm, level: Int? = nil,
        threshold: Int = CompressionRule.defaultThreshold, rules: [String: CompressionRule] = [:]
    ) {
        self.init(base, CompressionRule(algorithm, level: level, threshold: threshold), rules: rules)
    }

    /// Compresses by rules.
    public init(
        _ base: Base, _ rule: CompressionRule, rules: [String: CompressionRule] = [:],
        largestOriginal: Int = 64 * 1024 * 1024
    ) {
        self.base = base
        self.rule = rule
        self.rules = rules
        self.largestOriginal = largestOriginal
    }

    public func saveSnapshot(_ snapshot: Snapshot, keeping: Int? = nil) async throws {
        var snapshot = snapshot
        let payload = snapshot.payload
        if snapshot.encoding == nil, payload.data.count <= largestOriginal, payload.isKnownByContentType,
            let (algorithm, data) = try (rules[snapshot.stateType] ?? rule).compress(payload.data),
            data.count < payload.data.count
        {
            snapshot.payload = .bytes(data, contentType: payload.contentType)
            snapshot.encoding = SnapshotEncoding(rawValue: algorithm.rawValue)
            snapshot.originalSize = payload.data.count
        }
        try await base.saveSnapshot(snapshot, keeping: keeping)
    }

    public func latestSnapshot(
        of stream: StreamName, stateType: String, schemaVersion: Int32 = 1, atOrBelow version: StreamVersion? = nil
    ) async throws -> Snapshot? {
        let found = try await base.latestSnapshot(
            of: stream, stateType: stateType, schemaVersion: schemaVersion, atOrBelow: version)
        guard var snapshot = found, let encoding = snapshot.encoding,
            let algorithm = CompressionAlgorithm(rawValue: encoding.rawValue)
        else { return found }
        do {
            let data = try algorithm.original(
                of: snapshot.payload.data, size: snapshot.originalSize, largest: largestOriginal)
            snapshot.payload = EventPayload(data, contentType: snapshot.payload.contentType)
            snapshot.encoding = nil
            return snapshot
        } catch {
            throw EventStoreError(
                .payloadUnreadable,
                "the snapshot of \(stream) at version \(snapshot.version), stored as \(error.encoding), cannot be read: "
                    + error.reason,
                hint: error.hint, stream: stream, underlying: error)
        }
    }

    public func snapshots(of stream: StreamName, stateType: String? = nil) async throws -> [SnapshotInformation] {
        try await base.snapshots(of: stream, stateType: stateType)
    }

    @discardableResult
    public func pruneSnapshots(_ options: SnapshotPruneOptions = SnapshotPruneOptions()) async throws -> Int {
        try await base.pruneSnapshots(options)
    }

    @discardableResult
    public func deleteSnapshots(of stream: StreamName, stateType: String? = nil) async throws -> Int {
        try await base.deleteSnapshots(of: stream, stateType: stateType)
    }
}
