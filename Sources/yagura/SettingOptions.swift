import ArgumentParser
import YaguraServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The flags that `serve` and `env` share. What is not given here comes from YAGURA_… or the file.
struct SettingOptions: ParsableArguments {
    @Option(help: "The directory that holds all state (var).")
    var data: String?

    @Option(help: ArgumentHelp("Where to listen (127.0.0.1:4600).", valueName: "host:port"))
    var listen: String?

    @Option(help: "The region where a request names none (us-east-1).")
    var region: String?

    @Option(help: "The management account (123456789012).")
    var account: String?

    @Flag(help: "For tests: accept any credentials, keep nothing, listen on loopback only.")
    var dev = false

    @Option(name: .customLong("tls-cert"), help: "The PEM file of the certificate chain.")
    var tlsCertificate: String?

    @Option(help: "The PEM file of the certificate's private key.")
    var tlsKey: String?

    @Option(help: "A file of `name = value` lines, named as these flags are.")
    var config: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical (info).")
    var logLevel: String?

    @Option(help: "How long audit records of reads may wait for the disk; 0 writes each before its answer (5).")
    var auditFlushMs: String?

    @Option(
        help: ArgumentHelp(
            "A hardware security module for custom key stores; may be repeated.",
            valueName: "id=module,token=label[,serial=number][,trust-anchor=file]"))
    var hsmCluster: [String] = []

    @Option(
        help: ArgumentHelp(
            "Answer an account's calls beyond so many a second with ThrottlingException; can be repeated.",
            valueName: "operation=rate"))
    var requestLimit: [String] = []

    @Option(
        help: ArgumentHelp(
            "A name below which each bucket has a host of its own, beside localhost; can be repeated.",
            valueName: "host"))
    var s3Host: [String] = []

    @Option(help: "A PEM file of certificates to trust in calls to other servers, beside the system's.")
    var outboundTrust: String?

    @Option(
        help: ArgumentHelp(
            "Where calls to a host connect, whatever DNS says; can be repeated.", valueName: "host=addr:port"))
    var outboundConnect: [String] = []

    @Option(
        help: ArgumentHelp(
            "What may be called though it is an address, or leads to this machine; can be repeated.",
            valueName: "host[:port]|address[:port]|address/length"))
    var outboundAllow: [String] = []

    @Option(help: "Where those who get messages reach this server (http://, and where it listens).")
    var publicUrl: String?

    @OptionGroup var mailOptions: MailOptions

    @Option(help: "How long the proxy of an external key store may take to answer (250).")
    var xksTimeoutMs: String?

    @Option(help: "How long a trail's log file stays open at most (300).")
    var trailDeliverySeconds: String?

    @Option(help: "How long the span of a trail's digest is (3600).")
    var trailDigestSeconds: String?

    @Option(help: "How long data events are kept that every trail has taken (86400).")
    var trailDataRetentionSeconds: String?

    @OptionGroup var rootKeyOptions: RootKeyOptions

    func resolve() throws -> ServerSettings {
        let given: [SettingName: String?] = [
            .data: data, .listen: listen, .region: region, .account: account, .dev: dev ? "true" : nil,
            .tlsCertificate: tlsCertificate, .tlsKey: tlsKey, .logLevel: logLevel, .auditFlush: auditFlushMs,
            .hsmCluster: hsmCluster.isEmpty ? nil : hsmCluster.joined(separator: ";"),
            .requestLimit: requestLimit.isEmpty ? nil : requestLimit.joined(separator: ","),
            .outboundTrust: outboundTrust, .proxyTimeout: xksTimeoutMs, .trailDelivery: trailDeliverySeconds,
            .trailDigest: trailDigestSeconds, .trailDataRetention: trailDataRetentionSeconds,
            .s3Host: s3Host.isEmpty ? nil : s3Host.joined(separator: ","),
            .outboundConnect: outboundConnect.isEmpty ? nil : outboundConnect.joined(separator: ","),
            .outboundAllow: outboundAllow.isEmpty ? nil : outboundAllow.joined(separator: ","),
            .publicURL: publicUrl,
        ]
        do {
            return try ServerSettings.resolve(
                flags: given.compactMapValues { $0 }.merging(rootKeyOptions.flags) { $1 }
                    .merging(mailOptions.flags) { $1 },
                environment: ProcessInfo.processInfo.environment,
                configFile: config)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
