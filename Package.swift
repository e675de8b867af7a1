// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "yagura",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "yagura", targets: ["yagura"]),
        .library(name: "YaguraWire", targets: ["Essentials", "HTTPMessage", "SigV4"]),
        .library(name: "YaguraServer", targets: ["YaguraServer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Foundations.
        .target(name: "Essentials"),

        // The wire: messages, signatures, protocols, and the public service models.
        .target(name: "HTTPMessage", path: "Sources/Wire/HTTPMessage"),
        .target(
            name: "SigV4", dependencies: ["Essentials", "HTTPMessage", .crypto], path: "Sources/Wire/SigV4"),
        .target(
            name: "AWSProtocols", dependencies: ["Essentials", "HTTPMessage", "ModelData"],
            path: "Sources/Wire/AWSProtocols"),
        .target(
            name: "ModelData", path: "Sources/Wire/Models/ModelData", exclude: ["schemas"]),
        .target(name: "KMSModel", dependencies: ["AWSProtocols", "Essentials"], path: "Sources/Wire/Models/KMSModel"),
        .target(name: "IAMModel", dependencies: ["AWSProtocols", "Essentials"], path: "Sources/Wire/Models/IAMModel"),
        .target(name: "STSModel", dependencies: ["AWSProtocols", "Essentials"], path: "Sources/Wire/Models/STSModel"),
        .target(
            name: "OrganizationsModel", dependencies: ["AWSProtocols", "Essentials"],
            path: "Sources/Wire/Models/OrganizationsModel"),
        .target(
            name: "CloudTrailModel", dependencies: ["AWSProtocols", "Essentials"],
            path: "Sources/Wire/Models/CloudTrailModel"),
        .target(
            name: "S3Model", dependencies: ["AWSProtocols", "Essentials"], path: "Sources/Wire/Models/S3Model"),
        .target(
            name: "EventBridgeModel", dependencies: ["AWSProtocols", "Essentials"],
            path: "Sources/Wire/Models/EventBridgeModel"),
        .target(
            name: "SNSModel", dependencies: ["AWSProtocols", "Essentials"], path: "Sources/Wire/Models/SNSModel"),
        .target(
            name: "LogsModel", dependencies: ["AWSProtocols", "Essentials"], path: "Sources/Wire/Models/LogsModel"),

        // Engines: values in, values out.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "KeyEngine", dependencies: ["Essentials", "COpenSSL"],
            path: "Sources/Engines/KeyEngine"),
        .target(name: "PolicyEngine", dependencies: ["Essentials"], path: "Sources/Engines/PolicyEngine"),
        .target(
            name: "ManagementPolicies", dependencies: ["Essentials"], path: "Sources/Engines/ManagementPolicies"),
        .systemLibrary(
            name: "CDeflate", path: "Sources/Engines/CDeflate", pkgConfig: "libdeflate",
            providers: [.apt(["libdeflate-dev"])]),
        .target(name: "Compression", dependencies: ["CDeflate", "Essentials"], path: "Sources/Engines/Compression"),
        .target(name: "EventPatterns", dependencies: ["Essentials"], path: "Sources/Engines/EventPatterns"),
        .target(name: "LogPatterns", dependencies: ["Essentials"], path: "Sources/Engines/LogPatterns"),
        .target(name: "TrailFormat", dependencies: ["Essentials"], path: "Sources/Engines/TrailFormat"),

        // What the operating system offers to C alone.
        .target(name: "CProcess", path: "Sources/System/CProcess"),

        // The store and its drivers.
        .target(name: "Store", dependencies: ["Essentials", .crypto], path: "Sources/Store/Store"),
        .target(
            name: "StoreSQLite",
            dependencies: [
                "Essentials", "Store", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "Sources/Store/StoreSQLite"),
        .target(name: "StoreTesting", dependencies: ["Essentials", "Store"], path: "Sources/Store/StoreTesting"),

        // Hardware: drivers of tokens.
        .systemLibrary(name: "CPKCS11", path: "Sources/Hardware/CPKCS11", providers: [.apt(["libp11-kit-dev"])]),
        .target(name: "PKCS11", dependencies: ["KeyEngine", "CPKCS11"], path: "Sources/Hardware/PKCS11"),

        // What every service stands on, and the services.
        .target(
            name: "ServiceKit",
            dependencies: ["AWSProtocols", "Essentials", "HTTPMessage", "PolicyEngine", "SigV4", "Store", .log]),
        .target(
            name: "Identity",
            dependencies: [
                "AWSProtocols", "Essentials", "IAMModel", "KeyEngine", "PolicyEngine", "STSModel", "ServiceKit",
                "SigV4", "Store", .product(name: "JWTKit", package: "jwt-kit"),
            ],
            path: "Sources/Services/Identity"),
        .target(
            name: "KMSService",
            dependencies: [
                "Essentials", "HTTPMessage", "KMSModel", "KeyEngine", "PolicyEngine", "ServiceKit", "SigV4", "Store",
            ],
            path: "Sources/Services/KMSService"),
        .target(
            name: "OrganizationsService",
            dependencies: [
                "AWSProtocols", "Essentials", "ManagementPolicies", "OrganizationsModel", "PolicyEngine", "ServiceKit",
                "Store",
            ],
            path: "Sources/Services/OrganizationsService"),
        .target(
            name: "CloudTrailService",
            dependencies: [
                "AWSProtocols", "CloudTrailModel", "Compression", "Essentials", "HTTPMessage", "KMSModel", "KeyEngine",
                "LogsModel", "OrganizationsModel", "PolicyEngine", "S3Model", "SNSModel", "ServiceKit", "Store",
                "TrailFormat",
            ],
            path: "Sources/Services/CloudTrailService"),
        .target(
            name: "S3Service",
            dependencies: [
                "AWSProtocols", "Essentials", "HTTPMessage", "KMSModel", "KeyEngine", "PolicyEngine", "S3Model",
                "SNSModel", "ServiceKit", "Store", .crypto,
            ],
            path: "Sources/Services/S3Service"),
        .target(
            name: "EventBridgeService",
            dependencies: [
                "AWSProtocols", "Essentials", "EventBridgeModel", "EventPatterns", "HTTPMessage", "KeyEngine",
                "LogsModel", "PolicyEngine", "SNSModel", "ServiceKit", "Store",
            ],
            path: "Sources/Services/EventBridgeService"),
        .target(
            name: "SNSService",
            dependencies: [
                "AWSProtocols", "Essentials", "EventPatterns", "HTTPMessage", "KMSModel", "KeyEngine", "PolicyEngine",
                "SNSModel", "ServiceKit", "Store", .crypto,
            ],
            path: "Sources/Services/SNSService"),
        .target(
            name: "LogsService",
            dependencies: [
                "AWSProtocols", "Compression", "Essentials", "KMSModel", "KeyEngine", "LogPatterns", "LogsModel",
                "PolicyEngine", "SNSModel", "ServiceKit", "Store",
            ],
            path: "Sources/Services/LogsService"),

        // What is fuzzed, by the tests as well; libFuzzer drives it in Fuzzing/.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "AWSProtocols", "Essentials", "HTTPMessage", "KeyEngine", "LogPatterns", "ManagementPolicies",
                "PolicyEngine", "SigV4",
            ],
            path: "Fuzzing/Sources/FuzzTargets"),

        // The program.
        .target(
            name: "YaguraServer",
            dependencies: [
                "AWSProtocols", "CProcess", "CloudTrailService", "Essentials", "EventBridgeService", "HTTPMessage",
                "Identity", "KMSService", "KeyEngine", "LogsService", "OrganizationsService", "PKCS11", "PolicyEngine",
                "S3Service", "SNSService", "ServiceKit", "SigV4", "Store", "StoreSQLite",
                .crypto,
                .log,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]),
        // Benchmarks that need the whole server or its store; the others are a package of their own.
        .executableTarget(
            name: "bench-lookup",
            dependencies: [
                "Essentials", "ServiceKit", "Store", "StoreSQLite", .log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Sources/bench-lookup"),
        .executableTarget(
            name: "yagura-unaudited",
            dependencies: [
                "YaguraServer", .log, .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Sources/yagura-unaudited"),
        .executableTarget(
            name: "yagura",
            dependencies: [
                "Essentials", "PolicyEngine", "YaguraServer", .log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ]
)

extension Target.Dependency {
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let log = product(name: "Logging", package: "swift-log")
}

// The tests of each target, and what they use beside it.
let serviceTests: [Target.Dependency] = [
    "AWSProtocols", "Essentials", "HTTPMessage", "KeyEngine", "PolicyEngine", "Store", "StoreSQLite",
]
let tests: [(target: String, extra: [Target.Dependency])] = [
    ("Essentials", []),
    ("SigV4", ["Essentials", "FuzzTargets", "HTTPMessage"]),
    ("AWSProtocols", ["Essentials", "HTTPMessage", "IAMModel", "KMSModel", "ModelData", "STSModel"]),
    ("KeyEngine", ["Essentials", .crypto]),
    ("PolicyEngine", ["Essentials"]),
    ("ManagementPolicies", ["Essentials"]),
    ("Store", ["Essentials", "StoreSQLite", .crypto]),
    (
        "StoreSQLite",
        [
            "Essentials", "Store", "StoreTesting", .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "GRDBSQLite", package: "GRDB.swift"),
        ]
    ),
    ("PKCS11", ["CPKCS11", "KeyEngine"]),
    ("ServiceKit", serviceTests + ["KMSModel", "S3Model", "SigV4", .crypto, .log]),
    ("Identity", serviceTests + ["IAMModel", "STSModel", "ServiceKit"]),
    ("KMSService", serviceTests + ["KMSModel", "ServiceKit", "SigV4"]),
    ("OrganizationsService", serviceTests + ["Identity", "IAMModel", "OrganizationsModel", "STSModel", "ServiceKit"]),
    ("Compression", []),
    ("EventPatterns", ["Essentials"]),
    ("LogPatterns", ["Essentials"]),
    ("TrailFormat", ["Essentials"]),
    (
        "CloudTrailService",
        serviceTests + [
            "CloudTrailModel", "Compression", "Identity", "KMSModel", "LogsModel", "S3Model", "SNSModel", "ServiceKit",
            "TrailFormat", .log,
        ]
    ),
    ("S3Service", serviceTests + ["Identity", "KMSModel", "S3Model", "SNSModel", "ServiceKit", .crypto]),
    ("SNSService", serviceTests + ["KMSModel", "SNSModel", "ServiceKit", .crypto, .log]),
    ("EventBridgeService", serviceTests + ["EventBridgeModel", "EventPatterns", "ServiceKit", .log]),
    ("LogsService", serviceTests + ["Compression", "KMSModel", "LogPatterns", "LogsModel", "SNSModel", "ServiceKit"]),
    ("FuzzTargets", []),
    (
        "YaguraServer",
        [
            "Essentials", "HTTPMessage", "KeyEngine", "ServiceKit", "Store", "StoreSQLite", .log,
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]
    ),
]
for test in tests {
    package.targets.append(
        .testTarget(
            name: "\(test.target)Tests", dependencies: [.byName(name: test.target)] + test.extra,
            exclude: test.target == "SigV4" ? ["botocore_requests.py"] : []))
}

package.targets.append(.testTarget(name: "ArchitectureTests"))

for target in package.targets where target.type != .system && target.name != "ModelData" {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
}
