import Foundation

/// The `openssl` command line, as an independent judge of keys, signatures and ciphertexts.
struct OpenSSLCommand {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "kms-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

    func file(_ name: String, _ content: [UInt8]) throws -> String {
        let url = directory.appending(path: name)
        try Data(content).write(to: url)
        return url.path
    }

    func path(_ name: String) -> String { directory.appending(path: name).path }

    func content(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: directory.appending(path: name))) }

    /// Whether the command succeeded.
    @discardableResult
    func run(_ arguments: String...) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    func removeFiles() { try? FileManager.default.removeItem(at: directory) }
}
