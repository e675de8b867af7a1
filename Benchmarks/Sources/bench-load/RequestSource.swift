import ArgumentParser
import Essentials
import Foundation
import HTTPMessage
import NIOCore
import SigV4
import Synchronization

/// Makes the bytes of the requests.
final class RequestSource: Sendable {
    private let head: HTTPRequestHead
    private let bodies: [[UInt8]]
    private let sent = Atomic(0)
    private let signer: Signer?
    private let ready: ByteBuffer?

    init(_ options: RequestOptions, host: String) throws {
        var headers = HTTPHeaders([("host", host)])
        for line in options.headers {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw ValidationError("--header is NAME: VALUE") }
            headers.add(String(parts[0]), String(parts[1].drop { $0 == " " }))
        }
        head = HTTPRequestHead(
            method: options.method, target: options.path, headers: headers, connection: ConnectionInfo(peerAddress: ""))
        bodies = try options.bodies.map(Self.lines) ?? [Array(options.body.utf8)]
        signer = options.service.map { service in
            Signer(
                credentials: Credentials(
                    accessKeyID: options.accessKeyID, secret: SecretAccessKey(options.secretAccessKey)),
                region: options.region, service: service)
        }
        ready = options.signEach || bodies.count > 1 ? nil : try Self.encode(head, bodies[0], signer)
    }

    func next() throws -> ByteBuffer {
        if let ready { return ready }
        let number = sent.wrappingAdd(1, ordering: .relaxed).oldValue
        return try Self.encode(head, bodies[number % bodies.count], signer)
    }

    private static func lines(of path: String) throws -> [[UInt8]] {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { Array($0.utf8) }
        guard !lines.isEmpty else { throw ValidationError("--bodies has no line") }
        return lines
    }

    private static func encode(_ unsigned: HTTPRequestHead, _ body: [UInt8], _ signer: Signer?) throws -> ByteBuffer {
        var head = unsigned
        try signer?.sign(&head, body: body, at: SystemTime().now())
        head.headers.add("content-length", "\(body.count)")
        var buffer = ByteBuffer(string: "\(head.method) \(head.target) HTTP/1.1\r\n")
        for field in head.headers.fields { buffer.writeString("\(field.name): \(field.value)\r\n") }
        buffer.writeString("\r\n")
        buffer.writeBytes(body)
        return buffer
    }
}
