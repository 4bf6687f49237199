public import Logging
public import ServiceLifecycle
import Synchronization

/// Handles the events of a consumer group together with its other members: at least once, in order per stream, several streams at a
/// time.
///
/// Run it in a `ServiceGroup`, or alone; as many members as you like may work in one group, in one process or several.
///
///     let member = try ConsumerGroupMember(store: store, group: "mailer") { delivery in
///         try await mail.send(delivery.event)
///     }
///     try await member.run()
///
/// It holds its part of the streams under a lease, which it extends while it works. Handling begins only while the lease lasts by this
/// machine's own clock; when it is lost, or cannot be extended in time, handlers are cancelled and the member joins anew when they
/// have ended. What it had comes again, here or elsewhere. A handler says what becomes of an event: it returns, or throws
/// ``ConsumerGroupFailure``. On graceful shutdown, and when it cannot go on, the member takes nothing more, lets handlers finish for
/// ``Options/shutdownGrace``, and gives back what is left. When the database is away it tries again with growing pauses.
public final class ConsumerGroupMember: Service {
    public typealias Handler = @Sendable (ConsumerGroupDelivery) async throws -> Void

    /// What a member has done so far.
    public struct Counts: Hashable, Sendable {
        public var handled = 0
        public var retried = 0
        public var parked = 0
        /// How often its lease was lost or could not be extended in time.
        public var leasesLost = 0

        public init(handled: Int = 0, retried: Int = 0, parked: Int = 0, leasesLost: Int = 0) {
            self.handled = handled
            self.retried = retried
            self.parked = parked
            self.leasesLost = leasesLost
        }
    }

    let store: any ConsumerGroupStore
    let options: Options
    let logger: Logger
    let handler: Handler
    let group: String
    private let tenant: Tenant?
    private let state = Mutex(Counts())

    /// Throws ``EventStoreError/Code/invalidArgument`` when an option is out of its range.
    public init(
        store: any ConsumerGroupStore, group: String, tenant: Tenant? = nil, options: Options = Options(),
        logger: Logger = Logger(label: "consumer-group") { _ in SwiftLogNoOpLogHandler() },
        handler: @escaping Handler
    ) throws(EventStoreError) {
        try options.validate()
        self.store = store
        self.group = group
        self.tenant = tenant
        self.options = options
        self.logger = logger
        self.handler = handler
    }

    public var counts: Counts { state.withLock { $0 } }

    func count(_ body: (inout Counts) -> Void) { state.withLock { body(&$0) } }

    /// Handles events until graceful shutdown or cancellation; then it returns. Throws when it cannot go on: what a handler threw with
    /// ``ConsumerGroupFailure/stop(_:)``, and errors of the store that no repetition mends, as
    /// ``EventStoreError/Code/consumerGroupNotFound`` when the group was deleted, or renamed and the lease lost. It may be run again.
    public func run() async throws {
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let begun = ContinuousClock.now
                let membership = try await store.joinConsumerGroup(group, tenant: tenant, memberName: options.name)
                pause = .milliseconds(100)
                let session = MemberSession(membership, begun: begun, member: self)
                try await session.run()
            } catch {
                if Task.isCancelled || Task.isShuttingDownGracefully { return }
                guard let failure = error as? EventStoreError, failure.isRetryable || failure.code == .consumerLeaseLost
                else { throw error }
                logger.info("a member joins again", metadata: ["event_store.error": "\(failure)"])
                try? await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: pause) }
                pause = min(pause * 2, .seconds(5))
            }
        }
    }
}
