extension RootKeySetting {
    /// Reads `root-key` and what goes with it.
    init(_ layers: SettingLayers) throws(SettingError) {
        let kinds = "file, passphrase or pkcs11"
        let kind = try layers.value(.rootKey, expected: kinds) {
            ["file", "passphrase", "pkcs11"].contains($0) ? $0 : nil
        }
        let passphraseFile = try Self.path(.rootPassphraseFile, layers, ifKind: kind, is: "passphrase")
        let modulePath = try Self.path(.rootKeyModule, layers, ifKind: kind, is: "pkcs11")
        let label = try Self.path(.rootKeyToken, layers, ifKind: kind, is: "pkcs11")
        let pinFile = try Self.path(.rootKeyPINFile, layers, ifKind: kind, is: "pkcs11")
        switch kind {
        case "passphrase": self = .passphrase(file: passphraseFile)
        case "pkcs11":
            guard let modulePath else { throw .rootKeyLacks(.rootKeyModule) }
            guard let label else { throw .rootKeyLacks(.rootKeyToken) }
            self = .token(modulePath: modulePath, label: label, pinFile: pinFile)
        default: self = .file
        }
    }

    /// The flags that say the same.
    var flags: [String] {
        func given(_ name: SettingName, _ value: String?) -> [String] { value.map { [name.flag, $0] } ?? [] }
        return switch self {
        case .file: []
        case .passphrase(let file): given(.rootKey, "passphrase") + given(.rootPassphraseFile, file)
        case .token(let modulePath, let label, let pinFile):
            given(.rootKey, "pkcs11") + given(.rootKeyModule, modulePath) + given(.rootKeyToken, label)
                + given(.rootKeyPINFile, pinFile)
        }
    }

    private static func path(
        _ name: SettingName, _ layers: SettingLayers, ifKind kind: String?, is needed: String
    ) throws(SettingError) -> String? {
        let value = try layers.value(name, expected: "a name", ServerSettings.nonEmpty)
        guard value == nil || kind == needed else { throw .rootKeyIsAnother(name, needed: needed) }
        return value
    }
}
