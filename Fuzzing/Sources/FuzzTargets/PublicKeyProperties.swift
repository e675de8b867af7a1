import Essentials
import KeyEngine

/// The first line names a key spec; the rest is SubjectPublicKeyInfo, as DeriveSharedSecret takes a peer's.
enum PublicKeyProperties {
    private static let agreementKeys: [PrivateKey] = KeySpec.allCases.filter { !$0.keyAgreementAlgorithms.isEmpty }
        .compactMap { try? PrivateKey(.generate($0, random: SystemRandom())) }

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let (name, info) = input.lineAndRest
        guard let spec = KeySpec(rawValue: name) else { return }
        let key = try? PublicKey(subjectPublicKeyInfo: info, spec: spec)
        try BrokenProperty.unless(key.map { $0.subjectPublicKeyInfo == info } ?? true, "the public key has changed")
        if let key, let algorithm = spec.signingAlgorithms.first, let type = algorithm.messageTypes.first {
            let isForged: Void? = try? key.verify([0], of: [1, 2, 3], type: type, algorithm: algorithm)
            try BrokenProperty.unless(isForged == nil, "one byte is no signature")
        }
        for own in agreementKeys where own.spec == spec {
            let secret = try? own.sharedSecret(withPeer: info)
            try BrokenProperty.unless(
                key != nil || secret == nil, "a shared secret with what is no public key")
        }
    }
}
