import Essentials
import NIOCore
import NIOPosix
import NIOSSL
import ServiceKit

/// Hands mail over to a relay by SMTP (RFC 5321): a connection for each message.
struct MailClient: MailSending {
    let relay: MailRelaySetting
    let password: String?
    let tls: NIOSSLContext?
    let time: any TimeSource
    let isConfigured = true

    /// For all of one message, from the connection on. Within what RFC 5321 section 4.5.3.2 asks of clients for each
    /// command, a relay that takes longer altogether is tried again later.
    static let timeout = Duration.seconds(120)

    var sender: String { relay.sender }

    static func make(_ settings: ServerSettings) throws -> any MailSending {
        guard let relay = settings.mailRelay else { return NoMail() }
        let trust = try settings.outboundTrust.map(OutboundClient.certificates) ?? []
        let password = try relay.passwordFile.map { path in
            guard let text = BoundedFile.text(path, maximumBytes: 4096) else { throw MailPasswordError(path: path) }
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
        return MailClient(
            relay: relay, password: password,
            tls: relay.security == .none ? nil : try context(trust: trust), time: SystemTime())
    }

    private static func context(trust: [NIOSSLCertificate]) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = CipherSuite.offered
        configuration.additionalTrustRoots = [.certificates(trust)]
        return try NIOSSLContext(configuration: configuration)
    }

    func send(_ message: OutboundMail) async throws(MailError) {
        let text = MailText(message, from: relay.sender, at: time.now()).bytes
        let result = await withTaskGroup(of: Result<Void, MailError>.self) { group in
            group.addTask { await deliver(text, to: message.recipient) }
            group.addTask {
                try? await Task.sleep(for: Self.timeout)
                return .failure(.unavailable(reason: "the relay took too long"))
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.unavailable(reason: "the relay took too long"))
        }
        try result.get()
    }

    private func deliver(_ text: [UInt8], to recipient: String) async -> Result<Void, MailError> {
        do {
            let channel = try await connect()
            try await channel.executeThenClose { inbound, outbound in
                var session = MailSession(channel: channel.channel, inbound: inbound, outbound: outbound)
                try await session.open(relay, password: password, tls: tls)
                try await session.deliver(text, from: relay.sender, to: recipient)
            }
            return .success(())
        } catch let error as MailError {
            return .failure(error)
        } catch {
            return .failure(.unavailable(reason: "\(error)"))
        }
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let (host, security, tls) = (relay.address.host, relay.security, tls)
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            .connect(host: host, port: relay.address.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if security == .tls, let tls {
                        try channel.pipeline.syncOperations.addHandler(MailSession.handler(tls, host: host))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
    }
}

/// A file of `smtp-password-file` that cannot be read.
struct MailPasswordError: Error, Sendable, Hashable, CustomStringConvertible {
    var path: String
    var description: String { "the password of the mail relay cannot be read from \(path)" }
}
