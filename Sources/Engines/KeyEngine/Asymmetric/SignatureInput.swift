/// A message that has been checked against its type and algorithm.
struct SignatureInput {
    let algorithm: SigningAlgorithm
    /// The digest where the algorithm signs one; the message, digest or μ as it was given elsewhere.
    let bytes: [UInt8]
    let type: MessageType

    init(
        _ message: [UInt8], type: MessageType, algorithm: SigningAlgorithm, spec: KeySpec
    ) throws(KeyEngineError) {
        guard spec.signingAlgorithms.contains(algorithm), spec.isSupported else { throw .unsupportedAlgorithm }
        guard algorithm.messageTypes.contains(type) else { throw .unsupportedMessageType }
        guard message.count <= KeySpec.messageLimit else { throw .messageTooLong }
        let expectedLength: Int? =
            switch type {
            case .raw: nil
            case .digest: algorithm.digestLength
            case .externalMu: MessageType.externalMuLength
            }
        guard expectedLength.map({ $0 == message.count }) ?? true else { throw .invalidDigestLength }
        self.algorithm = algorithm
        self.type = type
        bytes = type == .raw ? algorithm.messageDigest?.hash(message) ?? message : message
    }
}
