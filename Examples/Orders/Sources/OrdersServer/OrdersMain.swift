import EventSourcing
import EventStorePostgres
import Foundation
import Hummingbird
import Logging
import Orders
import ServiceLifecycle

/// Serves orders over HTTP. The environment says where: ``ServerOptions``.
@main
struct OrdersMain {
    static func main() async throws {
        let logger = Logger(label: "orders", factory: StreamLogHandler.standardError(label:))
        do {
            let environment = ProcessInfo.processInfo.environment
            let options = try ServerOptions(environment: environment)
            var configuration = try PostgresConfiguration(environment: environment)
            configuration.applicationName = "orders"
            let settings = Self.settings
            settings.apply(to: &configuration)
            for finding in settings.check(with: configuration) { logger.warning("\(finding)") }
            try await run(configuration, settings, options, logger)
        } catch {
            logger.critical("\(error)")
            exit(1)
        }
    }

    private static var settings: EventStoreSettings {
        var settings = EventStoreSettings.production
        settings.projections = 1
        // What a process held that was killed waits so long for another one.
        settings.lease = .seconds(20)
        settings.shutdownGrace = .seconds(5)
        return settings
    }

    private static func run(
        _ configuration: PostgresConfiguration, _ settings: EventStoreSettings, _ options: ServerOptions,
        _ logger: Logger
    ) async throws {
        let store = try PostgresEventStore(configuration: configuration, logger: logger)
        let shop = Shop(store: store, settings: settings)
        do {
            try await shop.install(logger: logger)
        } catch {
            await store.shutdown()
            throw error
        }
        let face = Application(
            router: Routes(shop: shop).router(),
            // Also for a request whose rest does not come.
            server: .http1(configuration: .init(idleTimeout: .seconds(10))),
            configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port)),
            onServerRunning: { channel in
                logger.info("orders at http://\(options.host):\(channel.localAddress?.port ?? options.port)")
            }, logger: logger)
        let notices = try NoticeFile(path: options.noticeFile)
        // They are stopped in the opposite order: first nothing more is taken in, at last the store closes.
        var group = ServiceGroupConfiguration(
            services: [store] + (try shop.services(notices: notices, logger: logger)) + [face],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Then all are cancelled, before the 30 s have passed that containers usually get.
        group.maximumGracefulShutdownDuration = .seconds(25)
        try await ServiceGroup(configuration: group).run()
    }
}
