// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that building the product never builds its peers. The links in Sources/ lead to the
// product's own targets.
let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let package = Package(
    name: "yagura-benchmarks", platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    ],
    targets: [
        .target(name: "Essentials", swiftSettings: strict),
        .target(name: "HTTPMessage", swiftSettings: strict),
        .target(
            name: "YaguraServer",
            dependencies: nio + [
                "Essentials", "HTTPMessage", .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "Logging", package: "swift-log"),
            ], sources: ["HTTP"], swiftSettings: strict),
        .target(
            name: "SigV4",
            dependencies: ["Essentials", "HTTPMessage", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .executableTarget(
            name: "bench-load",
            dependencies: nio + [
                "Essentials", "HTTPMessage", "SigV4",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "KeyEngine", dependencies: ["Essentials", "COpenSSL"], swiftSettings: strict),
        .executableTarget(
            name: "bench-keys",
            dependencies: [
                "COpenSSL", "Essentials", "KeyEngine",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .target(name: "PolicyEngine", dependencies: ["Essentials"], swiftSettings: strict),
        .executableTarget(
            name: "bench-policy",
            dependencies: [
                "Essentials", "PolicyEngine", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .target(name: "EventPatterns", dependencies: ["Essentials"], swiftSettings: strict),
        .executableTarget(
            name: "bench-events",
            dependencies: [
                "Essentials", "EventPatterns", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "hello-hummingbird",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
            ], swiftSettings: strict),
        .executableTarget(name: "hello-nio", dependencies: nio, swiftSettings: strict),
        .executableTarget(
            name: "hello-yagura", dependencies: ["HTTPMessage", "YaguraServer"], swiftSettings: strict),
    ])
