// swift-tools-version: 6.1
import PackageDescription

// A package of its own, because the code under test is built once more here, with libFuzzer's instrumentation. The
// links in Sources/ lead to the product's own targets. `make fuzz` builds and runs it.
//
// Bounds are checked as in a debug build: a release build reads beyond a buffer in silence.
let instrumented: [SwiftSetting] = [
    .unsafeFlags(["-sanitize=fuzzer", "-Xfrontend", "-assert-config", "-Xfrontend", "Debug", "-warnings-as-errors"])
]
let package = Package(
    name: "yagura-fuzzing", platforms: [.macOS(.v15)],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CLibFuzzer"),
        // Stands in for swift-crypto, whose BoringSSL takes minutes to build.
        .target(
            name: "Crypto", dependencies: ["COpenSSL"], swiftSettings: [.unsafeFlags(["-warnings-as-errors"])]),
        .target(name: "Essentials", swiftSettings: instrumented),
        .target(name: "HTTPMessage", swiftSettings: instrumented),
        .target(
            name: "SigV4", dependencies: ["Crypto", "Essentials", "HTTPMessage"], swiftSettings: instrumented),
        .target(name: "ModelData", exclude: ["schemas"]),
        .target(
            name: "AWSProtocols", dependencies: ["Essentials", "HTTPMessage", "ModelData"],
            swiftSettings: instrumented),
        .target(name: "PolicyEngine", dependencies: ["Essentials"], swiftSettings: instrumented),
        .target(name: "LogPatterns", dependencies: ["Essentials"], swiftSettings: instrumented),
        .target(name: "ManagementPolicies", dependencies: ["Essentials"], swiftSettings: instrumented),
        .target(name: "KeyEngine", dependencies: ["COpenSSL", "Essentials"], swiftSettings: instrumented),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "AWSProtocols", "Essentials", "HTTPMessage", "KeyEngine", "LogPatterns", "ManagementPolicies",
                "PolicyEngine", "SigV4",
            ],
            swiftSettings: instrumented),
        .executableTarget(name: "fuzz", dependencies: ["CLibFuzzer", "FuzzTargets"], swiftSettings: instrumented),
    ])
