/// The SMTP relay that takes mail: `smtp` and what goes with it.
public struct MailRelaySetting: Sendable, Hashable {
    public enum Security: String, Sendable, CaseIterable {
        case none
        /// The connection begins in the clear and must be secured before anything is sent.
        case startTLS = "starttls"
        case tls
    }

    public var address: ServerAddress
    public var sender = "no-reply@localhost"
    public var security = Security.none
    public var user: String?
    /// The file that holds the password, and nothing else.
    public var passwordFile: String?

    public init(address: ServerAddress) { self.address = address }

    /// Nil where no relay is set.
    init?(_ layers: SettingLayers) throws(SettingError) {
        let address = try layers.value(.smtp, expected: "HOST:PORT") {
            ServerAddress($0).flatMap { $0.port == 0 ? nil : $0 }
        }
        let sender = try layers.value(.smtpFrom, expected: "an address such as no-reply@example.com", Self.address)
        let security = try layers.value(.smtpSecurity, expected: "none, starttls or tls") { Security(rawValue: $0) }
        let user = try layers.value(.smtpUser, expected: "a name", ServerSettings.nonEmpty)
        let passwordFile = try layers.value(.smtpPasswordFile, expected: "a file", ServerSettings.nonEmpty)
        guard let address else {
            let others: [(SettingName, Bool)] = [
                (.smtpFrom, sender != nil), (.smtpSecurity, security != nil), (.smtpUser, user != nil),
                (.smtpPasswordFile, passwordFile != nil),
            ]
            if let other = others.first(where: \.1) { throw .mailLacks(.smtp, for: other.0) }
            return nil
        }
        self.init(address: address)
        self.sender = sender ?? self.sender
        self.security = security ?? .none
        (self.user, self.passwordFile) = (user, passwordFile)
        if user != nil, passwordFile == nil { throw .mailLacks(.smtpPasswordFile, for: .smtpUser) }
        if user == nil, passwordFile != nil { throw .mailLacks(.smtpUser, for: .smtpPasswordFile) }
        if user != nil, self.security == .none, !address.isLoopback { throw .mailPasswordInTheClear }
    }

    /// One that can stand in commands and header fields as it is.
    private static func address(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>()[],;:\"\\".utf8.contains($0) }
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && isPlain && text.utf8.count <= 254 ? text : nil
    }
}
