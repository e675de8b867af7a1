import ArgumentParser
import YaguraServer

/// How the root key is to be kept from now on. Its secret comes from a file alone: what the environment and the terminal
/// give is that of the present one.
struct NewRootKeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How the new root key is to be kept (as the present one is).", valueName: "file|passphrase|pkcs11"))
    var newRootKey: String?

    @Option(help: "The file of the passphrase that is to seal the new root key.")
    var newRootPassphraseFile: String?

    @Option(help: "The PKCS#11 module (a shared library) of the token that is to seal the new root key.")
    var newRootKeyModule: String?

    @Option(help: "The label of that token.")
    var newRootKeyToken: String?

    @Option(help: "The file of that token's PIN.")
    var newRootKeyPinFile: String?

    /// Nil where nothing is asked for.
    func setting() throws -> RootKeySetting? {
        switch newRootKey {
        case nil:
            let others = [newRootPassphraseFile, newRootKeyModule, newRootKeyToken, newRootKeyPinFile]
            guard others.allSatisfy({ $0 == nil }) else {
                throw ValidationError("--new-root-key is missing: say what kind the new root key is to be")
            }
            return nil
        case "file": return .file
        case "passphrase":
            return .passphrase(file: try required(newRootPassphraseFile, "--new-root-passphrase-file"))
        case "pkcs11":
            return .token(
                modulePath: try required(newRootKeyModule, "--new-root-key-module"),
                label: try required(newRootKeyToken, "--new-root-key-token"),
                pinFile: try required(newRootKeyPinFile, "--new-root-key-pin-file"))
        case let other?:
            throw ValidationError("--new-root-key: '\(other)' is not file, passphrase or pkcs11")
        }
    }

    private func required(_ value: String?, _ flag: String) throws -> String {
        guard let value, !value.isEmpty else { throw ValidationError("\(flag) is missing") }
        return value
    }
}
