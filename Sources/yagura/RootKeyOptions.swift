import ArgumentParser
import YaguraServer

/// How the root key is kept.
struct RootKeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How the root key is kept (file).", valueName: "file|passphrase|pkcs11"))
    var rootKey: String?

    @Option(help: "The file of the passphrase that seals the root key; else YAGURA_ROOT_PASSPHRASE, else a prompt.")
    var rootPassphraseFile: String?

    @Option(help: "The PKCS#11 module (a shared library) of the token that seals the root key.")
    var rootKeyModule: String?

    @Option(help: "The label of that token.")
    var rootKeyToken: String?

    @Option(help: "The file of that token's PIN; else YAGURA_ROOT_KEY_PIN, else a prompt.")
    var rootKeyPinFile: String?

    var flags: [SettingName: String] {
        let given: [SettingName: String?] = [
            .rootKey: rootKey, .rootPassphraseFile: rootPassphraseFile, .rootKeyModule: rootKeyModule,
            .rootKeyToken: rootKeyToken, .rootKeyPINFile: rootKeyPinFile,
        ]
        return given.compactMapValues { $0 }
    }
}
