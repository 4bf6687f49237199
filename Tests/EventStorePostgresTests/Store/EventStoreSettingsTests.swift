import EventSourcing
import EventStorePostgres
import Foundation
import Testing

@Suite("Settings in one place")
struct EventStoreSettingsTests {
    private typealias Change = @Sendable (inout EventStoreSettings) -> Void

    @Test("the presets have no findings", arguments: [EventStoreSettings.production, .development])
    func presets(settings: EventStoreSettings) {
        #expect(settings.check() == [])
        #expect(settings.check(with: PostgresConfiguration(host: "localhost", database: "d", user: "u")) == [])
    }

    private static let unsafe: [(SettingsFinding.Kind, Change)] = [
        (.statementDeadlineMissing, { $0.statementTimeout = nil }),
        (.lockDeadlineMissing, { $0.lockTimeout = nil }),
        (.idleInTransactionLimitMissing, { $0.idleInTransactionTimeout = nil }),
        (.callDeadlineMissing, { $0.callTimeout = nil }),
        (.callDeadlineBelowStatement, { $0.callTimeout = $0.statementTimeout }),
        (.lockDeadlineAboveStatement, { $0.lockTimeout = $0.statementTimeout }),
        (.projectionTimeoutAboveIdleInTransaction, { $0.projectionTimeout = .seconds(30) }),
        (.poolTooSmall, { $0.projections = 10 }),
        (.leaseTooShort, { $0.lease = .seconds(15) }),
        (.outOfRange, { $0.checkpointEvery = 0 }),
        (
            .outOfRange,
            {
                $0.maxConnections = 0; $0.concurrentWriters = 0
            }
        ),
    ]

    @Test("each unsafe combination is named, and nothing else", arguments: unsafe.indices)
    func findings(index: Int) {
        let (kind, change) = Self.unsafe[index]
        var settings = EventStoreSettings.production
        change(&settings)
        let findings = settings.check()
        #expect(findings.map(\.kind) == [kind])
        #expect(findings.allSatisfy { !$0.settings.isEmpty && !$0.advice.isEmpty && !$0.why.isEmpty })
    }

    @Test("a server over the network is to be verified")
    func network() {
        var configuration = PostgresConfiguration(host: "db.internal", database: "d", user: "u")
        #expect(EventStoreSettings.production.check(with: configuration).map(\.kind) == [.serverNotVerified])
        configuration.tls.mode = .verifyFull
        #expect(EventStoreSettings.production.check(with: configuration) == [])
    }

    @Test("so is the one behind the direct URL, and a pooler is told of that takes no deadlines")
    func pooler() {
        var configuration = PostgresConfiguration(host: "localhost", database: "d", user: "u")
        configuration.pooling = .transaction
        configuration.directURL = "postgresql://db.internal/d"
        #expect(
            EventStoreSettings.production.check(with: configuration).map(\.kind)
                == [.deadlinesNotSent, .serverNotVerified])
        configuration = PostgresConfiguration(host: "localhost", database: "d", user: "u")
        configuration.sessionSettings = .none
        #expect(EventStoreSettings.production.check(with: configuration).map(\.kind) == [.deadlinesNotSent])
    }

    @Test("the values reach the configuration and the options of what runs")
    func applied() throws {
        let settings = EventStoreSettings.development
        var configuration = PostgresConfiguration(host: "localhost", database: "d", user: "u")
        settings.apply(to: &configuration)
        #expect(configuration.append.maxEvents == 1000)
        #expect(configuration.pool.maxConnections == 5)
        #expect(configuration.pool.acquireTimeout == .seconds(3))
        #expect(configuration.timeouts.statement == .seconds(10))
        #expect(configuration.timeouts.lock == .seconds(3))
        #expect(configuration.timeouts.idleInTransaction == .seconds(10))
        #expect(configuration.timeouts.call == .seconds(15))
        #expect(configuration.database == "d")
        #expect(settings.projectionOptions.batchSize == 50)
        #expect(settings.projectionOptions.handlerTimeout == .seconds(5))
        #expect(settings.repositoryOptions.pageSize == 100)
        #expect(settings.subscriptionOptions().pageSize == 100)
        #expect(settings.snapshotStrategy == .everyEvents(10))
        #expect(settings.consumerGroupOptions("g").lease == .seconds(20))
        #expect(settings.memberOptions().handlerTimeout == .seconds(30))
        #expect(settings.relayOptions().visibilityTimeout == .seconds(20))
        try configuration.validate()
    }
}

/// The values and the example of docs/settings.md.
@Suite("docs/settings.md")
struct SettingsGuideTests {
    @Test("its table has every setting with the values of both presets")
    func table() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let page = try String(contentsOf: root.appending(path: "docs/settings.md"), encoding: .utf8)
        let rows = page.matches(of: /\| `([a-zA-Z]+)` \| ([^|]+) \| ([^|]+) \|/)
            .map { [String($0.output.1), String($0.output.2), String($0.output.3)] }
        let (development, production) = (Self.values(.development), Self.values(.production))
        #expect(rows == zip(development, production).map { [$0.0, $0.1, $1.1] })
    }

    private static func values(_ settings: EventStoreSettings) -> [(String, String)] {
        Mirror(reflecting: settings).children.map { name, value in
            let text =
                if let duration = value as? Duration {
                    duration < .seconds(1)
                        ? "\(Int(duration / .milliseconds(1))) ms" : "\(Int(duration / .seconds(1))) s"
                } else if let number = value as? Int {
                    "\(number)"
                } else {
                    "nil"
                }
            return (name ?? "", text)
        }
    }

    @Test("its example")
    func example() async throws {
        try await TestStore.with { store in
            var configuration = try TestStore.configuration(schema: "settings")
            let totals = Totals()
            // docs/settings.md: begin
            var settings = EventStoreSettings.production
            settings.projections = 3
            settings.apply(to: &configuration)
            for finding in settings.check(with: configuration) { print(finding) }

            let runner = try ProjectionRunner(store: store, projection: totals, options: settings.projectionOptions)
            let orders = AggregateRepository(Order.self, store: store, options: settings.repositoryOptions)
                .withSnapshots(in: store, settings.snapshotStrategy)
            // docs/settings.md: end
            try await orders.execute("1") { _ in [.placed] }
            #expect(try await orders.load("1").version == 1)
            _ = runner
        }
    }

    private struct Totals: Projection {
        let name = "totals"

        func handle(_ event: RecordedEvent, in transaction: PostgresTransaction, generation: ProjectionGeneration) {}
    }

    private struct Order: SnapshottableAggregate {
        enum Event: DomainEvent {
            case placed
        }

        static let aggregateType = "order"
        var isPlaced = false

        mutating func apply(_ event: Event) { isPlaced = true }
    }
}
