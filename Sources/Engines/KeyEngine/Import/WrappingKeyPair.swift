import Essentials

/// The RSA key pair of one import: GetParametersForImport gives its public half out, and ImportKeyMaterial unwraps with
/// the private half.
/// Source: AWS KMS developer guide, "Importing key material".
public struct WrappingKeyPair: Sendable {
    private static let lengthOfAESKey = 32

    public let spec: WrappingKeySpec
    private let privateKey: PrivateKey
    private let material: KeyMaterial

    /// Makes a new pair. Throws `unsupportedKeySpec` for SM2.
    public static func generate(_ spec: WrappingKeySpec, random: some RandomSource) throws(KeyEngineError) -> Self {
        try WrappingKeyPair(spec: spec, material: try .generate(spec.keySpec, random: random))
    }

    /// Reads back what `pkcs8` gave.
    public init(spec: WrappingKeySpec, pkcs8: SecretBytes) throws(KeyEngineError) {
        try self.init(spec: spec, material: try KeyMaterial(spec: spec.keySpec, stored: pkcs8))
    }

    private init(spec: WrappingKeySpec, material: KeyMaterial) throws(KeyEngineError) {
        self.spec = spec
        self.material = material
        privateKey = try PrivateKey(material)
    }

    /// The private half, to be sealed by whoever keeps it.
    public var pkcs8: SecretBytes { material.secret }

    /// The public half, as DER SubjectPublicKeyInfo.
    public var publicKey: [UInt8] { privateKey.publicKey.subjectPublicKeyInfo }

    /// Recovers key material from `wrapped`. Throws `unsupportedAlgorithm` for an algorithm that is withdrawn or not
    /// offered, and `invalidWrappedMaterial`, without saying more, for whatever does not unwrap.
    public func unwrap(_ wrapped: [UInt8], algorithm: WrappingAlgorithm) throws(KeyEngineError) -> SecretBytes {
        guard let encryption = algorithm.encryption else { throw .unsupportedAlgorithm }
        do {
            guard algorithm.wrapsThroughAES else {
                return try privateKey.decrypt(wrapped, algorithm: encryption)
            }
            let modulusLength = (privateKey.spec.rsaModulusBits ?? 0) / 8
            let aesKey = try privateKey.decrypt(Array(wrapped.prefix(modulusLength)), algorithm: encryption)
            guard aesKey.count == Self.lengthOfAESKey else { throw KeyEngineError.invalidWrappedMaterial }
            return try KeyWrapWithPadding.unwrap(Array(wrapped.dropFirst(modulusLength)), with: aesKey)
        } catch {
            throw .invalidWrappedMaterial
        }
    }
}
