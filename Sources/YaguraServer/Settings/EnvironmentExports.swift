#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The shell lines that point the AWS CLI and SDKs at a server.
public struct EnvironmentExports: Sendable {
    private let settings: ServerSettings
    private let credentials: AdministratorCredentials

    public init(settings: ServerSettings, credentials: AdministratorCredentials) {
        self.settings = settings
        self.credentials = credentials
    }

    /// `export NAME=VALUE` lines; a value is quoted where a shell would read anything into it.
    public var text: String {
        var lines = [
            ("AWS_ENDPOINT_URL", settings.endpointURL), ("AWS_ACCESS_KEY_ID", credentials.accessKeyID),
            ("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey),
            ("AWS_DEFAULT_REGION", settings.region.description),
        ]
        if let tls = settings.tls { lines.append(("AWS_CA_BUNDLE", Self.absolute(tls.certificate))) }
        return lines.map { "export \($0)=\(Self.quoted($1))\n" }.joined()
    }

    /// The command that prints these lines for a server with such settings.
    static func command(for settings: ServerSettings) -> String {
        var words = ["yagura", "env", "--data", quoted(settings.dataDirectory)]
        if settings.listen != ServerSettings().listen { words += ["--listen", settings.listen.description] }
        if settings.region != ServerSettings().region { words += ["--region", settings.region.description] }
        if let tls = settings.tls { words += ["--tls-cert", quoted(tls.certificate), "--tls-key", quoted(tls.key)] }
        words += settings.rootKey.flags.map(quoted)
        return words.joined(separator: " ")
    }

    /// The lines are for a shell that may go elsewhere.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
        defer { free(directory) }
        return String(cString: directory) + "/" + path
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "-_./:+=@%".utf8.contains(byte)
            }
        }
        return isPlain && !value.isEmpty ? value : "'" + value.replacing("'", with: "'\\''") + "'"
    }
}
