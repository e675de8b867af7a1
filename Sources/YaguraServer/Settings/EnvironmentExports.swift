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
        let endpoint = (settings.tls == nil ? "http://" : "https://") + reachable.description
        var lines = [
            ("AWS_ENDPOINT_URL", endpoint), ("AWS_ACCESS_KEY_ID", credentials.accessKeyID),
            ("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey),
            ("AWS_DEFAULT_REGION", settings.region.description),
        ]
        if let tls = settings.tls { lines.append(("AWS_CA_BUNDLE", tls.certificate)) }
        return lines.map { "export \($0)=\(Self.quoted($1))\n" }.joined()
    }

    /// A server that listens on every interface is reached from here through loopback.
    private var reachable: ServerAddress {
        switch settings.listen.host {
        case "0.0.0.0": ServerAddress(host: "127.0.0.1", port: settings.listen.port)
        case "::": ServerAddress(host: "::1", port: settings.listen.port)
        default: settings.listen
        }
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
