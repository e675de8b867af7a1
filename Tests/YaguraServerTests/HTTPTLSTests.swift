import HTTPMessage
import NIOCore
import NIOSSL
import Testing

@testable import YaguraServer

private let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

struct HTTPTLSTests {
    private let files: CertificateFiles
    private let details = TestHandler { request in
        let tls = request.head.connection.tls
        return .text("\(tls?.version ?? "-") \(tls?.cipherSuite ?? "-")")
    }

    init() throws { files = try CertificateFiles() }

    @Test(arguments: [
        (TLSVersion.tlsv13, "TLSv1.3 TLS_AES_128_GCM_SHA256"), (.tlsv12, "TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256"),
    ])
    func negotiatedParametersAreTold(version: TLSVersion, expected: String) async throws {
        let identity = try TLSIdentity(certificateFile: files.certificate, keyFile: files.key)
        try await withServer(details) {
            $0.tls = identity
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address, tls: client(version))
            for _ in 1...2 {
                try await connection.send(get)
                let told = try await connection.response().body
                // Which of the 128-bit and 256-bit suites wins is the libraries' affair.
                #expect(
                    told == expected
                        || told == expected.replacing("128", with: "256").replacing("SHA256", with: "SHA384"))
            }
        }
    }

    @Test func closingConnectionDeliversItsAnswer() async throws {
        let identity = try TLSIdentity(certificateFile: files.certificate, keyFile: files.key)
        try await withServer(.echo) {
            $0.tls = identity
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address, tls: client(.tlsv13))
            try await connection.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(try await connection.response().status == 200)
            #expect(await connection.rest() == "")
        }
    }

    @Test func largeBodiesPassBothWays() async throws {
        let identity = try TLSIdentity(certificateFile: files.certificate, keyFile: files.key)
        try await withServer(.streamingEcho) {
            $0.tls = identity
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address, tls: client(.tlsv13))
            let body = String(repeating: "0123456789abcdef", count: 1 << 16)
            let channel = connection.channel
            let request = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
            async let sending: Void = channel.writeAndFlush(ByteBuffer(string: request))
            #expect(try await connection.response().body == body)
            try await sending
        }
    }

    @Test func oldVersionIsRefused() async throws {
        let identity = try TLSIdentity(certificateFile: files.certificate, keyFile: files.key)
        try await withServer(.echo) {
            $0.tls = identity
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address, tls: client(.tlsv11))
            try? await connection.send(get)
            #expect(await connection.rest() == "")
        }
    }

    @Test func plainTextOnATLSPortEndsTheConnection() async throws {
        let identity = try TLSIdentity(certificateFile: files.certificate, keyFile: files.key)
        try await withServer(.echo) {
            $0.tls = identity
        } body: { _, address in
            let connection = try await HTTPTestConnection.connect(to: address)
            try await connection.send(get)
            #expect(await !connection.rest().contains("HTTP/1.1"))
        }
    }

    @Test func idleTLSConnectionClosesAtShutdown() async throws {
        let identity = try TLSIdentity(certificateFile: files.certificate, keyFile: files.key)
        try await withServer(.echo) {
            $0.tls = identity
        } body: { server, address in
            let connection = try await HTTPTestConnection.connect(to: address, tls: client(.tlsv13))
            try await connection.send(get)
            #expect(try await connection.response().status == 200)
            await server.shutdown(gracePeriod: .seconds(60))
            #expect(await connection.rest() == "")
        }
    }

    @Test func badFilesAreNamed() throws {
        let missing = files.directory + "/missing.pem"
        #expect(throws: TLSIdentityError.certificate(missing)) {
            try TLSIdentity(certificateFile: missing, keyFile: files.key)
        }
        #expect(throws: TLSIdentityError.key(files.certificate)) {
            try TLSIdentity(certificateFile: files.certificate, keyFile: files.certificate)
        }
        let other = try CertificateFiles()
        #expect(throws: TLSIdentityError.mismatch(certificate: files.certificate, key: other.key)) {
            try TLSIdentity(certificateFile: files.certificate, keyFile: other.key)
        }
    }

    private func client(_ version: TLSVersion) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = version
        configuration.maximumTLSVersion = version
        configuration.trustRoots = .file(files.certificate)
        return try NIOSSLContext(configuration: configuration)
    }
}
