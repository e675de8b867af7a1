import Essentials
import KeyEngine
import PKCS11

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `DATA/root.sealed`: the root key under a passphrase or a key of a hardware token. Alone it opens nothing.
struct SealedRootKeyFile: RootKeySource {
    let path: String
    private let setting: RootKeySetting
    private let secret: SecretInput
    private let opened = OpenedRootKey()
    /// Where the root key would be without a seal.
    private let plainPath: String

    init(_ setting: RootKeySetting, dataDirectory: String, isNext: Bool) {
        let suffix = isNext ? ".next" : ""
        path = dataDirectory + "/root.sealed" + suffix
        plainPath = dataDirectory + "/root.key" + suffix
        self.setting = setting
        secret = SecretInput(setting)
    }

    func prepare() async throws {
        guard try await read() == nil else { return }
        switch setting {
        case .file: break
        case .passphrase: _ = try secret.read()
        case .token: try await withToken { _ in }
        }
    }

    func read() async throws -> RootKey? {
        guard let sealed = try load() else {
            guard access(plainPath, F_OK) != 0 || nextKeyWaits else { throw SealedRootKeyError.keptAsFile(plainPath) }
            return nil
        }
        if let known = opened.find(sealed) { return known }
        do {
            let key = try await open(sealed)
            opened.keep(sealed, key)
            return key
        } catch is SealedRootKeyError where nextKeyWaits {
            return nil
        }
    }

    /// Whether a change of the root key was cut short. This file may then be the old one's, which the new secret does not
    /// open, and `RootKeyTransition` decides which of the two is right.
    private var nextKeyWaits: Bool { access(path + ".next", F_OK) == 0 }

    func create(random: some RandomSource) async throws -> RootKey {
        for taken in [path, plainPath] where access(taken, F_OK) == 0 {
            throw RootKeyFileError.cannotWrite(path, reason: "there is \(taken)")
        }
        let rootKey = RootKey.generateSecret(random: random)
        let sealed = try await seal(rootKey, random: random)
        do throws(PrivateFile.Failure) {
            try PrivateFile.write(sealed.bytes, to: path)
        } catch { throw RootKeyFileError.cannotWrite(path, reason: String(cString: strerror(error.code))) }
        return try RootKey(rootKey)
    }

    private func seal(_ rootKey: SecretBytes, random: some RandomSource) async throws -> SealedRootKey {
        guard case .token = setting else {
            return try SealedRootKey.seal(rootKey, passphrase: secret.readNew(), random: random)
        }
        // A label of its own, so that whoever destroys the key of one data directory leaves others alone.
        let label = "yagura-root-key-" + Hex.encode(random.bytes(8))
        return try await withToken { token in
            try await token.generateKey(label: label)
            return try await SealedRootKey.seal(rootKey, token: token, keyLabel: label, random: random)
        }
    }

    private func open(_ sealed: SealedRootKey) async throws -> RootKey {
        switch (setting, sealed.protection) {
        case (.passphrase, .passphrase):
            guard let key = try sealed.open(passphrase: secret.read()) else {
                throw SealedRootKeyError.wrongPassphrase(path, secret.origin)
            }
            return key
        case (.token, .token(let label)): return try await open(sealed, label)
        case (_, .passphrase): throw SealedRootKeyError.otherKind(path, needed: "passphrase")
        case (_, .token): throw SealedRootKeyError.otherKind(path, needed: "pkcs11")
        }
    }

    private func open(_ sealed: SealedRootKey, _ label: String) async throws -> RootKey {
        do {
            return try await withToken { try await sealed.open(token: $0) }
        } catch TokenError.noSuchKey {
            throw SealedRootKeyError.noKeyInToken(path, label: label)
        } catch TokenError.invalidCiphertext {
            throw SealedRootKeyError.malformed(path)
        }
    }

    private func withToken<Value: Sendable>(
        _ body: (any TokenSession) async throws -> Value
    ) async throws -> Value {
        guard case .token(let modulePath, let label, _) = setting else { throw SealedRootKeyError.malformed(path) }
        let session: any TokenSession
        do {
            let cluster = PKCS11Cluster(modulePath: modulePath, tokenLabel: label)
            session = try await cluster.login(pin: secret.read())
        } catch let error as TokenError {
            throw SealedRootKeyError.token(label, error, secret.origin)
        }
        do {
            let value = try await body(session)
            await session.logout()
            return value
        } catch {
            await session.logout()
            throw error
        }
    }

    func load() throws -> SealedRootKey? {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        guard let bytes = BoundedFile.bytes(path, maximumBytes: SealedRootKey.maximumLength) else {
            throw RootKeyFileError.unreadable(path, reason: String(cString: strerror(errno)))
        }
        guard let sealed = try? SealedRootKey(bytes) else {
            throw SealedRootKeyError.malformed(path)
        }
        return sealed
    }
}
