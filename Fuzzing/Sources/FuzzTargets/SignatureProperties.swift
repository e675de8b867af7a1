import Essentials
import KeyEngine
import Synchronization

/// The first line names a key spec and a signing algorithm; the rest is an edit script for a genuine signature, which
/// must then no longer verify, or is the signature itself if there is no script.
enum SignatureProperties {
    private static let message = [UInt8](repeating: 0x59, count: 64)

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let (line, script) = input.lineAndRest
        let names = line.split(separator: " ").map(String.init)
        guard names.count == 2, let spec = KeySpec(rawValue: names[0]),
            let algorithm = SigningAlgorithm(rawValue: names[1]), spec.signingAlgorithms.contains(algorithm)
        else { return }
        guard let genuine = Genuine.find(spec, algorithm) else {
            throw BrokenProperty(description: "\(line) does not sign")
        }
        let altered = EditScript(script).applied(to: genuine.signature)
        let type: MessageType = algorithm.messageTypes.contains(.raw) ? .raw : .digest
        let isValid: Void? = try? genuine.key.verify(altered, of: message, type: type, algorithm: algorithm)
        try BrokenProperty.unless(
            (isValid != nil) == (altered == genuine.signature),
            "\(line): \(Hex.encode(altered)) is valid: \(isValid != nil)")
    }

    /// Keys are made, and sign, once in a process.
    private struct Genuine {
        let key: PublicKey
        let signature: [UInt8]

        private static let made = Mutex<[String: Genuine]>([:])

        static func find(_ spec: KeySpec, _ algorithm: SigningAlgorithm) -> Genuine? {
            let name = "\(spec) \(algorithm)"
            return made.withLock { made in
                if let known = made[name] { return known }
                made[name] = try? Genuine(spec, algorithm)
                return made[name]
            }
        }

        private init(_ spec: KeySpec, _ algorithm: SigningAlgorithm) throws(KeyEngineError) {
            let key = try PrivateKey(.generate(spec, random: SystemRandom()))
            self.key = key.publicKey
            let type: MessageType = algorithm.messageTypes.contains(.raw) ? .raw : .digest
            signature = try key.sign(message, type: type, algorithm: algorithm)
        }
    }
}
