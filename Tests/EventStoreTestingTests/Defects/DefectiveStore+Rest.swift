import EventSourcing
import EventStoreTesting
import Foundation

extension DefectiveStore {
    // MARK: Deleting

    func deleteStream(_ stream: StreamName, expectedVersion: ExpectedVersion) async throws -> StreamVersion {
        if defect == .deletesNothing { return try await base.version(of: stream) }
        if defect == .makesStreams, try await base.version(of: stream) == .absent { return .absent }
        return try await base.deleteStream(
            stream, expectedVersion: defect == .deletesAtAnyVersion ? .any : expectedVersion)
    }

    func reopenStream(_ stream: StreamName) async throws -> StreamVersion {
        if defect == .reopensNothing { return try await base.version(of: stream) }
        return try await base.reopenStream(stream)
    }

    func truncateStream(_ stream: StreamName, before version: StreamVersion) async throws -> StreamVersion {
        let last = try await base.version(of: stream)
        if defect == .truncatesNothing { return last }
        let inRange = StreamVersion(rawValue: min(max(version.rawValue, 1), last.rawValue + 1))
        return try await base.truncateStream(stream, before: defect == .truncatesAnywhere ? inRange : version)
    }

    func setStreamMetadata(of stream: StreamName, maxCount: Int64?, maxAge: Duration?) async throws -> StreamVersion {
        var (count, age) = (maxCount, maxAge)
        switch defect {
        case .ignoresMaxCount: count = nil
        case .ignoresMaxAge: age = nil
        case .mergesLimits:
            let known = try? await base.streamMetadata(of: stream)
            (count, age) = (count ?? known?.maxCount, age ?? known?.maxAge)
        case .takesAnyLimits:
            (count, age) = (count.map { max(1, $0) }, age.map { max(.seconds(1), min($0, .seconds(9))) })
        default: break
        }
        return try await base.setStreamMetadata(of: stream, maxCount: count, maxAge: age)
    }

    func streamMetadata(of stream: StreamName) async throws -> StreamMetadata {
        try await base.streamMetadata(of: stream)
    }

    func deleteStreamPermanently(_ stream: StreamName, expectedVersion: ExpectedVersion) async throws -> StreamRemoval {
        switch defect {
        case .keepsWhatIsDeletedForGood: return StreamRemoval(eventsRemoved: 3, messagesRemoved: 0)
        case .deletesForGoodSoftly:
            let version = try await base.deleteStream(stream, expectedVersion: expectedVersion)
            return StreamRemoval(eventsRemoved: version.rawValue, messagesRemoved: 0)
        default: return try await base.deleteStreamPermanently(stream, expectedVersion: expectedVersion)
        }
    }

    // MARK: Listing

    func streams(_ options: StreamListOptions) async throws -> [StreamInformation] {
        var options = options
        switch defect {
        case .listsByNameOnly:
            options.order = .name
            options.after?.pageKey = nil
        case .listsTheFirstPageAgain: options.after = nil
        case .ignoresPrefixes: options.idPrefix = nil
        case .listsAllTenants: options.tenant = nil
        case .takesAnyPageEnd where options.after != nil:
            return (try? await base.streams(options)) ?? []
        case .takesAnyLimit: options.limit = min(max(options.limit, 1), 100_000)
        default: break
        }
        return try await base.streams(options)
    }

    // MARK: Checkpoints and statistics

    func checkpoint(named name: String, tenant: Tenant) async throws -> Checkpoint? {
        try await base.checkpoint(named: name, tenant: defect == .sharesCheckpoints ? .none : tenant)
    }

    func saveCheckpoint(_ update: CheckpointUpdate) async throws -> Checkpoint {
        var update = update
        switch defect {
        case .goesBackwards: update.allowsBackwards = true
        case .countsOneMore: update.eventsProcessed += 1
        case .keepsErrors: update.error = update.error ?? "before"
        case .sharesCheckpoints: update.tenant = .none
        case .takesOtherEpochs: update.epoch = nil
        case .ignoresLastEvents: update.lastEventID = nil
        case .clampsToHead:
            update.globalPosition = max(0, min(update.globalPosition, try await base.positions().headPosition))
        default: break
        }
        return try await base.saveCheckpoint(update)
    }

    func checkpoints(tenant: Tenant?) async throws -> [Checkpoint] { try await base.checkpoints(tenant: tenant) }

    func deleteCheckpoint(named name: String, tenant: Tenant) async throws -> Bool {
        if defect == .deletesNoCheckpoint { return true }
        return try await base.deleteCheckpoint(named: name, tenant: tenant)
    }

    func statistics(exact: Bool, tenant: Tenant?) async throws -> StoreStatistics {
        try await base.statistics(exact: exact, tenant: defect == .countsAllTenants ? nil : tenant)
    }

    func statisticsByEventType(tenant: Tenant?) async throws -> [TypeStatistics] {
        try await base.statisticsByEventType(tenant: tenant).map { statistics in
            var statistics = statistics
            if defect == .countsNoBytes { statistics.dataSizeBytes = 0 }
            return statistics
        }
    }

    func statisticsByAggregateType(tenant: Tenant?) async throws -> [TypeStatistics] {
        try await base.statisticsByAggregateType(tenant: tenant)
    }

    // MARK: Subscribing

    func subscribe(_ options: SubscriptionOptions) -> EventSubscription {
        var options = options
        switch defect {
        case .beginsAtTheBeginning: options.start = .beginning
        case .ignoresSubscriptionFilters: options.filter = .all
        case .ignoresPageSizes: options.pageSize = 1000
        case .takesAnySubscription:
            options.pageSize = min(max(options.pageSize, 1), 1000)
            if case .after = options.start { options.start = .beginning }
        case .missesEvents: options.filter.eventTypes = ["A", "Tested"]
        default: break
        }
        guard defect == .endsWhenCaughtUp else { return base.subscribe(options) }
        let messages = base.subscribe(options).messages
        return EventSubscription { EndingSource(messages: messages) }
    }

    /// Ends when it has caught up.
    private final class EndingSource: SubscriptionSource, @unchecked Sendable {
        private var iterator: EventSubscription.Messages.Iterator

        init(messages: EventSubscription.Messages) { iterator = messages.makeAsyncIterator() }

        func next() async throws -> SubscriptionStep? {
            switch try await iterator.next() {
            case .event(let event): .events([event])
            case .caughtUp, .fellBehind, nil: nil
            }
        }
    }
}
