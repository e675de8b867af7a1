import Essentials
import Logging
import ServiceKit

/// Everything that a server is told at its start.
public struct ServerSettings: Sendable, Equatable {
    public struct TLSFiles: Sendable, Equatable {
        public var certificate: String
        public var key: String
    }

    /// The directory that holds all state; nothing is written in it where `isDev`.
    public var dataDirectory = "var"
    public var listen = ServerAddress(host: "127.0.0.1", port: 4600)
    public var region = Region.standard
    public var account = AccountID.standard
    /// Any credentials are accepted and nothing is kept.
    public var isDev = false
    public var tls: TLSFiles?
    public var logLevel = Logger.Level.info
    /// How long the audit record of a call that succeeded and changed nothing may wait in memory: what a power cut can
    /// lose. Zero puts each on disk before its call is answered.
    public var auditFlush = Duration.milliseconds(5)

    /// How the root key is kept.
    public var rootKey = RootKeySetting.file
    /// The hardware security modules that custom key stores may name.
    public var hsmClusters: [HSMClusterSetting] = []

    /// A PEM file of certificates that are trusted in calls to other servers, beside the system's.
    public var outboundTrust: String?
    /// Where calls to some names connect, whatever DNS says.
    public var outboundRoutes: [OutboundRoute] = []
    /// What may be called though it is an address, or leads to this machine.
    public var outboundAllowances: [OutboundAllowance] = []
    /// Where the server is for those whom it sends messages; nil where that is where it listens.
    public var publicURL: String?
    /// The relay that takes mail; nil where none is sent.
    public var mailRelay: MailRelaySetting?
    /// How long the proxy of an external key store may take to answer; by default as long as on AWS.
    public var proxyTimeout = Duration.milliseconds(250)

    /// How long a trail's log file stays open at most, and how long the span of a digest is.
    public var trailDelivery = Duration.seconds(300)
    public var trailDigest = Duration.seconds(3600)
    /// How long data events are kept that every trail has taken.
    public var trailDataRetention = Duration.seconds(86_400)

    /// The names below which each bucket has a host of its own, beside `localhost` and AWS's.
    public var s3Hosts: [String] = []

    /// How often accounts may call; empty limits nothing.
    public var requestLimits: [RequestLimit] = []

    public init() {}

    /// Settles each setting by flag, else environment variable, else file, else its standing value.
    ///
    /// - Parameter configFile: the `--config` flag; `YAGURA_CONFIG` stands in for it.
    public static func resolve(
        flags: [SettingName: String], environment: [String: String], configFile: String? = nil
    ) throws(SettingError) -> ServerSettings {
        var file: SettingsFile?
        if let path = configFile ?? environment["YAGURA_CONFIG"] { file = try SettingsFile(path: path) }
        return try ServerSettings(SettingLayers(flags: flags, environment: environment, file: file))
    }

    init(_ layers: SettingLayers) throws(SettingError) {
        if let path = try layers.value(.data, expected: "a directory", Self.nonEmpty) { dataDirectory = path }
        if let address = try layers.value(.listen, expected: "HOST:PORT", { ServerAddress($0) }) { listen = address }
        if let name = try layers.value(.region, expected: "a region such as us-east-1", { Region($0) }) {
            region = name
        }
        if let id = try layers.value(.account, expected: "an account of 12 digits", { AccountID($0) }) { account = id }
        if let dev = try layers.value(.dev, expected: "true or false", { Bool($0) }) { isDev = dev }
        if let level = try layers.value(
            .logLevel, expected: "one of \(Self.levels)", { Logger.Level(rawValue: $0) })
        {
            logLevel = level
        }
        let span = "a whole number of milliseconds from 0 to 60000"
        if let flush = try layers.value(.auditFlush, expected: span, Self.milliseconds) { auditFlush = flush }
        if let list = try layers.value(.hsmCluster, expected: HSMClusterSetting.form, HSMClusterSetting.list) {
            hsmClusters = list
        }
        outboundTrust = try layers.value(.outboundTrust, expected: "a file", Self.nonEmpty)
        if let list = try layers.value(.outboundConnect, expected: OutboundRoute.form, OutboundRoute.list) {
            outboundRoutes = list
        }
        if let list = try layers.value(.outboundAllow, expected: OutboundAllowance.form, OutboundAllowance.list) {
            outboundAllowances = list
        }
        publicURL = try layers.value(
            .publicURL, expected: "a URL such as https://alerts.example.com without a path", Self.baseURL)
        mailRelay = try MailRelaySetting(layers)
        let timeout = "a whole number of milliseconds from 1 to 60000"
        if let time = try layers.value(.proxyTimeout, expected: timeout, Self.positiveMilliseconds) {
            proxyTimeout = time
        }
        let seconds = "a whole number of seconds from 1 to 86400"
        if let span = try layers.value(.trailDelivery, expected: seconds, Self.positiveSeconds) {
            trailDelivery = span
        }
        if let span = try layers.value(.trailDigest, expected: seconds, Self.positiveSeconds) { trailDigest = span }
        if let span = try layers.value(.trailDataRetention, expected: seconds, Self.positiveSeconds) {
            trailDataRetention = span
        }
        let limits = "a list such as kms.GenerateDataKey=100,kms.symmetric=1000, in requests a second"
        if let list = try layers.value(.requestLimit, expected: limits, Self.requestLimits) { requestLimits = list }
        let hosts = "a list of host names without ports, such as s3.example.com"
        if let list = try layers.value(.s3Host, expected: hosts, Self.hostNames) { s3Hosts = list }
        rootKey = try RootKeySetting(layers)
        tls = try Self.tls(layers)
        if isDev, !listen.isLoopback { throw .devListensBeyondLoopback(listen) }
    }

    private static let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")

    private static func tls(_ layers: SettingLayers) throws(SettingError) -> TLSFiles? {
        let certificate = try layers.value(.tlsCertificate, expected: "a file", nonEmpty)
        let key = try layers.value(.tlsKey, expected: "a file", nonEmpty)
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
        case (_?, nil): throw .halfOfTLS(missing: .tlsKey)
        case (nil, _?): throw .halfOfTLS(missing: .tlsCertificate)
        }
    }

    static func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

    private static func hostNames(_ text: String) -> [String]? {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.lowercased() }
        let isValid = names.allSatisfy { name in
            let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return name.utf8.count <= 253
                && labels.allSatisfy { label in
                    (1...63).contains(label.count)
                        && label.allSatisfy {
                            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
                        }
                }
        }
        return isValid ? names : nil
    }

    /// A scheme, a host and perhaps a port.
    private static func baseURL(_ text: String) -> String? {
        let text = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return nil }
        let authority = text.dropFirst(scheme.count)
        let isPlain = authority.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"/?#@\"<>\\".utf8.contains($0) }
        return isPlain && !authority.isEmpty ? text : nil
    }

    private static func requestLimits(_ text: String) -> [RequestLimit]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let limits = parts.compactMap { RequestLimit($0) }
        return limits.count == parts.count ? limits : nil
    }

    private static func positiveMilliseconds(_ text: String) -> Duration? {
        milliseconds(text).flatMap { $0 > .zero ? $0 : nil }
    }

    private static func positiveSeconds(_ text: String) -> Duration? {
        guard let count = Int(text), (1...86_400).contains(count) else { return nil }
        return .seconds(count)
    }

    private static func milliseconds(_ text: String) -> Duration? {
        guard let count = Int(text), (0...60_000).contains(count) else { return nil }
        return .milliseconds(count)
    }
}
