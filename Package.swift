// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "event-store",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "EventSourcing", targets: ["EventSourcing"]),
        .library(name: "EventStoreCompression", targets: ["EventStoreCompression"]),
        .library(name: "EventStorePostgres", targets: ["EventStorePostgres"]),
        .library(name: "EventStoreTesting", targets: ["EventStoreTesting"]),
        .library(name: "EventStoreWebhook", targets: ["EventStoreWebhook"]),
        .executable(name: "eventstore", targets: ["EventStoreCLI"]),
    ],
    traits: [
        .trait(name: "Metrics", description: "MetricsObserver and StoreGauges, on swift-metrics."),
        .trait(name: "Tracing", description: "TracingEventStore and spans of handlers, on swift-distributed-tracing."),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        // Without pkgConfig: who does not use EventStoreCompression is not warned of libraries that are not there.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CLZ4", providers: [.apt(["liblz4-dev"]), .brew(["lz4"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .target(
            name: "EventSourcing",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics", condition: .when(traits: ["Metrics"])),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(
                    name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"])),
            ],
            swiftSettings: strict
        ),
        // What tests of applications and of backends need; tied to no test framework.
        .target(name: "EventStoreTesting", dependencies: ["EventSourcing"], swiftSettings: strict),
        // A product of its own, because of the C libraries that it links.
        .target(
            name: "EventStoreCompression",
            dependencies: ["CLZ4", "CZlib", "CZstd", "EventSourcing"],
            swiftSettings: strict
        ),
        // A product of its own, because its HTTP client is most of what a first build compiles.
        .target(
            name: "EventStoreWebhook",
            dependencies: [
                "EventSourcing",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "EmbedSQLTool", swiftSettings: strict),
        .plugin(name: "EmbedSQL", capability: .buildTool(), dependencies: ["EmbedSQLTool"]),
        .target(
            name: "EventStorePostgres",
            dependencies: [
                "CLibPQ",
                "EventSourcing",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict,
            plugins: ["EmbedSQL"]
        ),
        .executableTarget(
            name: "EventStoreCLI",
            dependencies: [
                "EventSourcing",
                "EventStoreCompression",
                "EventStorePostgres",
                "EventStoreWebhook",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        // The clients of scripts/faults; no product, so nobody who uses the library builds it.
        .executableTarget(
            name: "FaultWorkload",
            dependencies: ["EventSourcing", "EventStorePostgres"],
            path: "Tests/FaultWorkload",
            swiftSettings: strict
        ),
        .testTarget(
            name: "EventSourcingTests",
            dependencies: [
                "EventSourcing",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EventStoreTestingTests",
            dependencies: ["EventSourcing", "EventStoreTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EventStoreCompressionTests",
            dependencies: ["EventSourcing", "EventStoreCompression", "EventStoreTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EventStoreWebhookTests",
            dependencies: [
                "EventSourcing",
                "EventStoreWebhook",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EventStoreCLITests",
            dependencies: [
                "EventStoreCLI",
                "EventSourcing",
                "EventStorePostgres",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EventStorePostgresTests",
            dependencies: [
                "CLibPQ",
                "EventSourcing",
                // Run as a program: it installs the schema, too.
                "EventStoreCLI",
                "EventStoreCompression",
                "EventStorePostgres",
                "EventStoreTesting",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Documentation/orders.golden.json"],
            swiftSettings: strict
        ),
    ]
)
