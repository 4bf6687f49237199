// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that whoever uses the library does not build it.
let package = Package(
    name: "event-store-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "event-store", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                .product(name: "EventSourcing", package: "event-store"),
                .product(name: "EventStorePostgres", package: "event-store"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]
        )
    ]
)
