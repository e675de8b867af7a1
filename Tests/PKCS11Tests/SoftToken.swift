import Foundation
import KeyEngine
import PKCS11
import Testing

/// Tokens of SoftHSM, made once for all tests, since a module reads its configuration when it is first loaded.
enum SoftToken: String, CaseIterable {
    case alpha
    case beta
    case shared
    case twin

    static let module = "/usr/lib/softhsm/libsofthsm2.so"
    static let pin = "4711-alpha"

    private static let folder = Result { try prepare() }

    var cluster: PKCS11Cluster {
        get throws {
            _ = try Self.folder.get()
            return PKCS11Cluster(modulePath: Self.module, tokenLabel: rawValue)
        }
    }

    func login(pin: String = pin) async throws -> any TokenSession {
        try await cluster.login(pin: SecretBytes(Array(pin.utf8)))
    }

    private static func prepare() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "yagura-softhsm-\(UUID().uuidString)")
        let tokens = folder.appending(path: "tokens")
        try FileManager.default.createDirectory(at: tokens, withIntermediateDirectories: true)
        let configuration = folder.appending(path: "softhsm2.conf")
        try "directories.tokendir = \(tokens.path)\nlog.level = ERROR\n".write(
            to: configuration, atomically: true, encoding: .utf8)
        setenv("SOFTHSM2_CONF", configuration.path, 1)
        for token in allCases { try initialize(token.rawValue) }
        // A second token of the label.
        try initialize(SoftToken.twin.rawValue)
        return folder
    }

    private static func initialize(_ label: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/softhsm2-util")
        process.arguments = ["--init-token", "--free", "--label", label, "--so-pin", "so-pin-1", "--pin", pin]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
