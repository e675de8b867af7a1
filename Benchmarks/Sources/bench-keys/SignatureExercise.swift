import KeyEngine

/// Sign and Verify, of a digest where the algorithm takes one: `openssl speed` hashes nothing either.
struct SignatureExercise: KeyExercise {
    private static let messageLength = 256

    private let key: PrivateKey
    private let algorithm: SigningAlgorithm
    private let type: MessageType
    private let message: [UInt8]
    private let signature: [UInt8]

    init(_ material: KeyMaterial, _ algorithm: SigningAlgorithm) throws {
        key = try PrivateKey(material)
        self.algorithm = algorithm
        type = algorithm.messageTypes.contains(.digest) ? .digest : .raw
        message = [UInt8](repeating: 7, count: algorithm.digestLength ?? Self.messageLength)
        signature = try key.sign(message, type: type, algorithm: algorithm)
    }

    func make() throws { _ = try key.sign(message, type: type, algorithm: algorithm) }

    func check() throws { try key.publicKey.verify(signature, of: message, type: type, algorithm: algorithm) }
}
