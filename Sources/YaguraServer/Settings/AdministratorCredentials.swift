/// The access key of the administrator that the first start makes.
public struct AdministratorCredentials: Sendable, Equatable, CustomStringConvertible {
    public var accessKeyID: String
    public var secretAccessKey: String

    public init(accessKeyID: String, secretAccessKey: String) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
    }

    /// In dev mode any will do; an access key id of 12 digits would select an account.
    public static let dev = AdministratorCredentials(accessKeyID: "dev", secretAccessKey: "dev")

    /// Without the secret.
    public var description: String { accessKeyID }
}
