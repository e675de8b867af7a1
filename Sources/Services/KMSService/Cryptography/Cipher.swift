import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit

/// A key with the algorithm and encryption context that a call wants to encrypt or decrypt with.
struct Cipher: Sendable {
    let key: LoadedKey
    let algorithm: EncryptionAlgorithmSpec
    private let method: Method

    private enum Method {
        case symmetric(EncryptionContext)
        // On its own, so that the ciphers of all other keys stay small.
        indirect case held(HeldKey, EncryptionContext, KeyOperation)
        case asymmetric(EncryptionAlgorithm)
    }

    /// Throws what AWS throws for a key in the wrong state, or not made for this operation, algorithm or context.
    init(
        _ key: LoadedKey, _ algorithm: EncryptionAlgorithmSpec? = nil, context: [String: String]?,
        for operation: String, in scope: RequestScope
    ) throws {
        try key.requireAvailable()
        try key.record.requireEnabled(at: scope.now)
        try key.record.requireUsage(.encryptDecrypt, for: operation)
        self.key = key
        self.algorithm = algorithm ?? .symmetricDefault
        let engineAlgorithm = EncryptionAlgorithm(self.algorithm)
        guard key.record.spec.encryptionAlgorithms.contains(engineAlgorithm) else {
            throw AWSError.incompatible(self.algorithm.rawValue, with: key.record.spec)
        }
        let context = context ?? [:]
        guard engineAlgorithm != .symmetricDefault else {
            let context = context.isEmpty ? EncryptionContext.empty : try EncryptionContext(context)
            method =
                key.held.map { .held($0, context, KeyOperation(operation, in: scope)) } ?? .symmetric(context)
            return
        }
        guard context.isEmpty else {
            throw AWSError.validation("Encryption context is not supported for asymmetric encryption KMS keys.")
        }
        method = .asymmetric(engineAlgorithm)
    }

    /// A ciphertext, and the id of the material it is sealed under where the key is symmetric.
    struct Sealed {
        let bytes: [UInt8]
        let materialID: String?
    }

    /// A plaintext, and the id of the material that opened it where the key is symmetric.
    struct Opened: Sendable {
        let plaintext: SecretBytes
        let materialID: String?
    }

    /// Encrypts under the newest material: rotation may have happened since the key was created.
    func seal(_ plaintext: SecretBytes, random: any RandomSource) async throws -> Sealed {
        switch method {
        case .held(let held, let context, let operation):
            let bytes = try await held.seal(plaintext, context: context, for: operation)
            return Sealed(bytes: bytes, materialID: nil)
        case .symmetric(let context):
            let material = try key.materials.symmetric(try key.record.requireCurrentMaterial())
            let bytes = try material.seal(plaintext, context: context, random: random)
            return Sealed(bytes: bytes, materialID: material.id)
        case .asymmetric(let algorithm):
            try requireFits(plaintext, algorithm)
            let publicKey = try key.materials.privateKey(try key.record.requireCurrentMaterial()).publicKey
            return Sealed(bytes: try publicKey.encrypt(plaintext, algorithm: algorithm), materialID: nil)
        }
    }

    /// Throws IncorrectKeyException for a ciphertext of another key and InvalidCiphertextException for anything else
    /// that is wrong with it.
    func open(_ ciphertext: Ciphertext) async throws -> Opened {
        do {
            switch method {
            case .symmetric(let context): return try open(try ciphertext.parsed(), context)
            case .held(let held, let context, let operation):
                let blob = try ciphertext.parsed()
                try requireNamed(by: blob)
                return Opened(
                    plaintext: try await held.open(blob, context: context, for: operation), materialID: nil)
            case .asymmetric(let algorithm): return try await open(ciphertext.bytes, algorithm)
            }
        } catch KeyEngineError.invalidCiphertext {
            throw AWSError.invalidCiphertext
        }
    }

    private func open(_ blob: CiphertextBlob, _ context: EncryptionContext) throws -> Opened {
        try requireNamed(by: blob)
        let material = try material(named: blob.header.materialID)
        return Opened(plaintext: try material.open(blob, context: context), materialID: material.id)
    }

    private func requireNamed(by blob: CiphertextBlob) throws(AWSError) {
        guard key.record.isNamed(by: blob.header) else {
            throw AWSError(
                .incorrectKeyException,
                "The key ID in the request does not identify a CMK that can perform this operation.")
        }
    }

    private func material(named id: KeyMaterialID) throws -> SymmetricMaterial {
        // Most ciphertexts are of the newest material, and writing the id out would cost more than deriving the key.
        let current = try key.materials.symmetric(try key.record.requireCurrentMaterial())
        guard current.materialID != id else { return current }
        guard let older = key.record.material(id.description), older.isPresent else {
            throw KeyEngineError.invalidCiphertext
        }
        return try key.materials.symmetric(older)
    }

    private func open(_ ciphertext: [UInt8], _ algorithm: EncryptionAlgorithm) async throws -> Opened {
        let current = try key.record.requireCurrentMaterial()
        let privateKey = try key.materials.privateKey(current)
        let plaintext = try await SlowWork.run { try privateKey.decrypt(ciphertext, algorithm: algorithm) }
        return Opened(plaintext: plaintext, materialID: nil)
    }

    private func requireFits(_ plaintext: SecretBytes, _ algorithm: EncryptionAlgorithm) throws(AWSError) {
        let spec = key.record.spec
        guard let maximum = spec.maximumPlaintext(for: algorithm), plaintext.count > maximum else { return }
        throw .validation(
            "Algorithm \(algorithm.rawValue) and key spec \(spec.rawValue) cannot encrypt data larger than "
                + "\(maximum) bytes.")
    }
}

extension LoadedKey {
    /// A key whose store is not connected is unavailable, unless it waits for its deletion. [11], [13]
    fileprivate func requireAvailable() throws {
        guard let held, record.deletion == nil else { return }
        _ = try held.connectedStore()
    }
}

extension KeyRecord {
    /// Whether a ciphertext says that it was sealed under this key. Replicas of a multi-Region key share ciphertexts.
    func isNamed(by header: CiphertextHeader) -> Bool {
        header.keyID == id && header.account == account && (header.region.map { $0 == region.description } ?? true)
    }
}

extension EncryptionAlgorithm {
    init(_ spec: EncryptionAlgorithmSpec) {
        switch spec {
        case .symmetricDefault: self = .symmetricDefault
        case .rsaesOaepSha1: self = .rsaesOaepSha1
        case .rsaesOaepSha256: self = .rsaesOaepSha256
        case .sm2pke: self = .sm2pke
        }
    }
}
