// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that the library's users build no HTTP server.
let package = Package(
    name: "orders",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "orders", targets: ["OrdersServer"])
    ],
    dependencies: [
        .package(name: "event-store", path: "../.."),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "Orders",
            dependencies: [
                .product(name: "EventSourcing", package: "event-store"),
                .product(name: "EventStorePostgres", package: "event-store"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("SQL/orders.sql"), .embedInCode("SQL/project_customer_orders.sql")]
        ),
        .executableTarget(
            name: "OrdersServer",
            dependencies: [
                "Orders",
                .product(name: "EventSourcing", package: "event-store"),
                .product(name: "EventStorePostgres", package: "event-store"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "OrdersTests",
            dependencies: [
                "Orders", "OrdersServer",
                .product(name: "EventSourcing", package: "event-store"),
                .product(name: "EventStoreTesting", package: "event-store"),
            ],
            exclude: ["orders.golden.json"]
        ),
    ]
)
