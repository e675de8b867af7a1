/// How the operator wants the root key kept.
public enum RootKeySetting: Sendable, Hashable {
    /// In the clear, in a file that its owner alone may read.
    case file
    /// Sealed under a key that scrypt makes of a passphrase, which is in a file, in the environment, or asked for.
    case passphrase(file: String?)
    /// Sealed by a key of a PKCS#11 token, whose PIN is in a file, in the environment, or asked for.
    case token(modulePath: String, label: String, pinFile: String?)

    /// - Parameter isNext: the root key that takes the present one's place later on: its file ends in `.next`
    public func source(in dataDirectory: String, isNext: Bool = false) -> any RootKeySource {
        switch self {
        case .file: RootKeyFile(path: dataDirectory + "/root.key" + (isNext ? ".next" : ""))
        case .passphrase, .token: SealedRootKeyFile(self, dataDirectory: dataDirectory, isNext: isNext)
        }
    }
    /// What the first start says of the key.
    func advice(dataDirectory: String) -> String {
        let path = source(in: dataDirectory).path
        return switch self {
        case .file: "\(path) — back it up, apart from the data: without it nothing opens"
        case .passphrase: "\(path), under the passphrase — back both up: without either nothing opens"
        case .token(_, let label, _):
            "\(path), under a key of token '\(label)' — back both up: without either nothing opens"
        }
    }
}
