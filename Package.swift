// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]
let package = Package(
    name: "yagura", platforms: [.macOS(.v15)],
    targets: [
        .target(name: "Essentials", swiftSettings: strict),
        .target(name: "HTTPMessage", path: "Sources/Wire/HTTPMessage", swiftSettings: strict),
        .testTarget(name: "EssentialsTests", dependencies: ["Essentials"], swiftSettings: strict),
    ])
