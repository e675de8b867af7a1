import Essentials
import Testing

@testable import KeyEngine

struct CertifiedKeyTests {
    @Test func signatureVerifiesByTheKeysPublicHalf() throws {
        let secret = try CertifiedKey.generate(random: SystemRandom())
        let key = try CertifiedKey(secret)
        let message = Array("message".utf8)
        let material = try KeyMaterial(spec: .rsa2048, stored: secret)
        let publicKey = try PrivateKey(material).publicKey
        try publicKey.verify(
            try key.sign(message, hash: .sha256), of: message, type: .raw, algorithm: .rsassaPkcs1V15Sha256)
        let old = try key.sign(message, hash: .sha1)
        #expect(old.count == 256)
        #expect(old == (try key.sign(message, hash: .sha1)))
        #expect(throws: KeyEngineError.invalidSignature) {
            try publicKey.verify(old, of: message, type: .raw, algorithm: .rsassaPkcs1V15Sha256)
        }
    }

    @Test func certificateHoldsTheKeyAndTheName() throws {
        let secret = try CertifiedKey.generate(random: SystemRandom())
        let start = Timestamp(seconds: 1_700_000_000)
        let certificate = try CertifiedKey(secret).certificate(
            commonName: "sns.amazonaws.com", serial: [0xFF, 1, 2], from: start, until: start + .days(365))
        let publicKey = try KeyMaterial(spec: .rsa2048, stored: secret).publicKey()
        #expect(certificate.firstRange(of: publicKey) != nil)
        #expect(certificate.firstRange(of: Array("sns.amazonaws.com".utf8)) != nil)
        #expect(certificate.firstRange(of: [2, 3, 0x7F, 1, 2]) != nil)
        #expect(certificate.firstRange(of: Array("231114221320Z".utf8)) != nil)
    }

    @Test func whatIsNoKeyIsRefused() {
        #expect(throws: KeyEngineError.invalidKeyMaterial) { try CertifiedKey(SecretBytes([1, 2, 3])) }
    }
}
