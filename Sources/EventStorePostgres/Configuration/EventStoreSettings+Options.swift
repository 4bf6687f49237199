public import EventSourcing

extension EventStoreSettings {
    /// Puts the settings into a configuration; what they do not name stays.
    public func apply(to configuration: inout PostgresConfiguration) {
        configuration.append.maxEvents = appendBatch
        configuration.append.retries = appendRetries
        configuration.pool.maxConnections = maxConnections
        configuration.pool.minConnections = min(minConnections, maxConnections)
        configuration.pool.acquireTimeout = acquireTimeout
        configuration.timeouts.statement = statementTimeout
        configuration.timeouts.lock = lockTimeout
        configuration.timeouts.idleInTransaction = idleInTransactionTimeout
        configuration.timeouts.call = callTimeout
    }

    public var projectionOptions: ProjectionOptions {
        var options = ProjectionOptions()
        options.batchSize = checkpointEvery
        options.idleCheckpointInterval = idleCheckpointInterval
        options.handlerTimeout = projectionTimeout
        return options
    }

    public var repositoryOptions: RepositoryOptions { RepositoryOptions(pageSize: readPage) }

    public var snapshotStrategy: SnapshotStrategy { snapshotEvery.map { .everyEvents($0) } ?? .never }

    public func subscriptionOptions(
        from start: SubscriptionStart = .beginning, filter: EventFilter = .all
    ) -> SubscriptionOptions {
        SubscriptionOptions(start: start, filter: filter, pageSize: readPage)
    }

    public func consumerGroupOptions(_ name: String, tenant: Tenant? = nil) -> ConsumerGroupOptions {
        var options = ConsumerGroupOptions(name, tenant: tenant)
        options.lease = lease
        return options
    }

    public func memberOptions(name: String = "member") -> ConsumerGroupMember.Options {
        var options = ConsumerGroupMember.Options(name: name)
        options.handlerTimeout = handlerTimeout
        options.shutdownGrace = shutdownGrace
        return options
    }

    public func relayOptions(worker: String = "relay") -> OutboxRelay.Options {
        var options = OutboxRelay.Options(worker: worker)
        options.visibilityTimeout = lease
        options.publishTimeout = handlerTimeout
        options.shutdownGrace = shutdownGrace
        return options
    }
}
