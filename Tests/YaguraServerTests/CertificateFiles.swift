import Foundation
import Testing

/// A self-signed certificate for one name, made with the `openssl` command and removed with its owner.
final class CertificateFiles: Sendable {
    let directory: String
    var certificate: String { directory + "/certificate.pem" }
    var key: String { directory + "/key.pem" }

    init(name: String = "localhost") throws {
        directory = FileManager.default.temporaryDirectory.path + "/yagura-tls-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", certificate,
        ]
        let cArguments = arguments.map { strdup($0) } + [nil]
        defer { for argument in cArguments { free(argument) } }
        // Foundation's Process waits on a run loop, which the test runner's threads do not have.
        var (child, status): (pid_t, Int32) = (0, -1)
        try #require(posix_spawnp(&child, "openssl", nil, nil, cArguments, environ) == 0)
        while waitpid(child, &status, 0) == -1, errno == EINTR {}
        try #require(status == 0)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }
}
