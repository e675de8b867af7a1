import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit

/// A key with the algorithm and message type that a call wants to sign or verify with.
struct SignatureMethod: Sendable {
    let algorithm: SigningAlgorithm
    let type: KeyEngine.MessageType
    private let key: PrivateKey

    /// Throws what AWS throws for a key in the wrong state, or not made for this operation, algorithm or message.
    init(
        _ key: LoadedKey, _ algorithm: SigningAlgorithmSpec, _ type: KMSModel.MessageType?, message: [UInt8],
        for operation: String, at now: Timestamp
    ) throws {
        let record = key.record
        try record.requireEnabled(at: now)
        try record.requireUsage(.signVerify, for: operation)
        guard let known = SigningAlgorithm(rawValue: algorithm.rawValue), record.spec.signingAlgorithms.contains(known)
        else { throw AWSError.incompatible(algorithm.rawValue, with: record.spec) }
        self.algorithm = known
        self.type = type.flatMap { KeyEngine.MessageType(rawValue: $0.rawValue) } ?? .raw
        self.key = try key.materials.privateKey(try record.requireCurrentMaterial())
        try requireTaken(message)
    }

    func sign(_ message: [UInt8]) async throws -> [UInt8] {
        try await SlowWork.run { try key.sign(message, type: type, algorithm: algorithm) }
    }

    /// Throws KMSInvalidSignatureException, without a text as AWS does, unless the signature is the key's.
    func verify(_ signature: [UInt8], of message: [UInt8]) async throws {
        do {
            // With the largest keys this takes as long as signing does.
            try await SlowWork.run { [publicKey = key.publicKey] in
                try publicKey.verify(signature, of: message, type: type, algorithm: algorithm)
            }
        } catch KeyEngineError.invalidSignature {
            throw AWSError(.kmsInvalidSignatureException, nil)
        }
    }

    private func requireTaken(_ message: [UInt8]) throws(AWSError) {
        guard algorithm.messageTypes.contains(type) else {
            let isKnownToSpec = key.spec.signingAlgorithms.contains { $0.messageTypes.contains(type) }
            let what = isKnownToSpec ? "algorithm \(algorithm.rawValue)" : "key spec \(key.spec.rawValue)"
            throw .validation("Message type \(type.rawValue) is incompatible with \(what).")
        }
        let isRightLength =
            switch type {
            case .raw: message.count <= KeyEngine.KeySpec.messageLimit
            case .digest: message.count == algorithm.digestLength
            case .externalMu: message.count == KeyEngine.MessageType.externalMuLength
            }
        guard isRightLength else {
            let what = type == .raw ? "Message" : "Digest"
            throw .validation("\(what) is invalid length for algorithm \(algorithm.rawValue).")
        }
    }
}

extension KeyRecord {
    /// The material to encrypt, sign or authenticate with. An enabled key always has one.
    func requireCurrentMaterial() throws(AWSError) -> MaterialRecord {
        guard let currentMaterial else { throw .internalFailure }
        return currentMaterial
    }
}
