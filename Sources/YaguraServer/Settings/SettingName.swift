/// The settings, each under one name: `--audit-flush-ms`, `YAGURA_AUDIT_FLUSH_MS`, `audit-flush-ms = …`.
public enum SettingName: String, CaseIterable, Sendable {
    case data
    case listen
    case region
    case account
    case dev
    case tlsCertificate = "tls-cert"
    case tlsKey = "tls-key"
    case logLevel = "log-level"
    case auditFlush = "audit-flush-ms"
    case hsmCluster = "hsm-cluster"
    case requestLimit = "request-limit"
    case s3Host = "s3-host"
    case outboundTrust = "outbound-trust"
    case outboundConnect = "outbound-connect"
    case outboundAllow = "outbound-allow"
    case publicURL = "public-url"
    case smtp
    case smtpFrom = "smtp-from"
    case smtpSecurity = "smtp-security"
    case smtpUser = "smtp-user"
    case smtpPasswordFile = "smtp-password-file"
    case proxyTimeout = "xks-timeout-ms"
    case trailDelivery = "trail-delivery-seconds"
    case trailDigest = "trail-digest-seconds"
    case trailDataRetention = "trail-data-retention-seconds"
    case rootKey = "root-key"
    case rootPassphraseFile = "root-passphrase-file"
    case rootKeyModule = "root-key-module"
    case rootKeyToken = "root-key-token"
    case rootKeyPINFile = "root-key-pin-file"

    public var flag: String { "--" + rawValue }

    public var environmentVariable: String {
        "YAGURA_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}

/// Where a setting's value was found.
public enum SettingSource: Sendable, Hashable, CustomStringConvertible {
    case flag(SettingName)
    case environment(SettingName)
    case file(String, line: Int, SettingName)

    public var description: String {
        switch self {
        case .flag(let name): name.flag
        case .environment(let name): name.environmentVariable
        case .file(let path, let line, let name): "\(path) line \(line) (\(name.rawValue))"
        }
    }
}

/// A setting that cannot be used.
public enum SettingError: Error, Sendable, Hashable, CustomStringConvertible {
    case invalid(SettingSource, value: String, expected: String)
    case file(String, line: Int, problem: String)
    case unreadable(String)
    case devListensBeyondLoopback(ServerAddress)
    case halfOfTLS(missing: SettingName)
    case rootKeyLacks(SettingName)
    case rootKeyIsAnother(SettingName, needed: String)
    case mailLacks(SettingName, for: SettingName)
    case mailPasswordInTheClear

    public var description: String {
        switch self {
        case .invalid(let source, let value, let expected): "\(source): '\(value)' is not \(expected)"
        case .file(let path, let line, let problem): "\(path) line \(line): \(problem)"
        case .unreadable(let path): "the configuration file \(path) cannot be read"
        case .devListensBeyondLoopback(let address):
            "--dev accepts any credentials and therefore listens on loopback only, not on \(address)"
        case .rootKeyLacks(let name): "the root key of a token needs \(name.rawValue)"
        case .rootKeyIsAnother(let name, let needed): "\(name.rawValue) goes with root-key \(needed) alone"
        case .mailLacks(let missing, let given): "\(given.rawValue) needs \(missing.rawValue)"
        case .mailPasswordInTheClear:
            "smtp-user would send the password in the clear: set smtp-security to starttls or tls"
        case .halfOfTLS(let missing): "a TLS certificate and its key belong together: \(missing.rawValue) is missing"
        }
    }
}
