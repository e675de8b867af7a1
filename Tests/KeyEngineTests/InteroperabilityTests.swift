import Essentials
import Testing

@testable import KeyEngine

/// Keys, signatures and ciphertexts exchanged with the `openssl` program, in both directions.
struct InteroperabilityTests {
    struct Scheme: Sendable {
        let spec: KeySpec
        let algorithm: SigningAlgorithm
        /// What `openssl dgst` calls it.
        let options: [String]
    }

    private static let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]
    static let schemes = [
        Scheme(spec: .rsa2048, algorithm: .rsassaPkcs1V15Sha256, options: ["-sha256"]),
        Scheme(spec: .rsa2048, algorithm: .rsassaPkcs1V15Sha384, options: ["-sha384"]),
        Scheme(spec: .rsa2048, algorithm: .rsassaPkcs1V15Sha512, options: ["-sha512"]),
        Scheme(spec: .rsa2048, algorithm: .rsassaPssSha256, options: ["-sha256"] + pss),
        Scheme(spec: .rsa2048, algorithm: .rsassaPssSha384, options: ["-sha384"] + pss),
        Scheme(spec: .rsa3072, algorithm: .rsassaPssSha512, options: ["-sha512"] + pss),
        Scheme(spec: .eccNistP256, algorithm: .ecdsaSha256, options: ["-sha256"]),
        Scheme(spec: .eccNistP384, algorithm: .ecdsaSha384, options: ["-sha384"]),
        Scheme(spec: .eccNistP521, algorithm: .ecdsaSha512, options: ["-sha512"]),
        Scheme(spec: .eccSecgP256k1, algorithm: .ecdsaSha256, options: ["-sha256"]),
    ]

    private let random = TestRandom()
    private let message = Array("between two implementations".utf8)

    @Test(arguments: schemes)
    func signaturesVerifyOnBothSides(scheme: Scheme) throws {
        let openssl = try OpenSSLCommand()
        defer { openssl.remove() }
        let material = try KeyMaterial.generate(scheme.spec, random: random)
        let key = try PrivateKey(material)
        let data = try openssl.file("message", message)
        let signature = try openssl.file(
            "ours", key.sign(message, type: .raw, algorithm: scheme.algorithm))
        let publicKey = try openssl.file("public.der", key.publicKey.subjectPublicKeyInfo)
        try openssl.run(
            ["dgst", "-keyform", "DER", "-verify", publicKey, "-signature", signature] + scheme.options + [data])

        let privateKey = try openssl.file("private.der", material.secret.copyBytes())
        let theirs = try openssl.file("theirs")
        try openssl.run(["dgst", "-keyform", "DER", "-sign", privateKey, "-out", theirs] + scheme.options + [data])
        try key.publicKey.verify(openssl.read(theirs), of: message, type: .raw, algorithm: scheme.algorithm)
    }

    @Test func ed25519SignaturesVerifyOnBothSides() throws {
        let openssl = try OpenSSLCommand()
        defer { openssl.remove() }
        let material = try KeyMaterial.generate(.eccNistEdwards25519, random: random)
        let key = try PrivateKey(material)
        let data = try openssl.file("message", message)
        let signature = try openssl.file("ours", key.sign(message, type: .raw, algorithm: .ed25519Sha512))
        let publicKey = try openssl.file("public.der", key.publicKey.subjectPublicKeyInfo)
        try openssl.run([
            "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", publicKey, "-in", data, "-sigfile",
            signature,
        ])
    }

    @Test(arguments: [EncryptionAlgorithm.rsaesOaepSha1, .rsaesOaepSha256])
    func oaepDecryptsOnBothSides(algorithm: EncryptionAlgorithm) throws {
        let openssl = try OpenSSLCommand()
        defer { openssl.remove() }
        let material = try KeyMaterial.generate(.rsa2048, random: random)
        let key = try PrivateKey(material)
        let digest = algorithm == .rsaesOaepSha1 ? "sha1" : "sha256"
        let options = ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:\(digest)"]
        let publicKey = try openssl.file("public.der", key.publicKey.subjectPublicKeyInfo)
        let privateKey = try openssl.file("private.der", material.secret.copyBytes())
        let plaintext = try openssl.file("plaintext", message)
        let (theirs, ours, opened) = try (openssl.file("theirs"), openssl.file("ours"), openssl.file("opened"))

        try openssl.run(
            ["pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey", publicKey, "-in", plaintext, "-out", theirs]
                + options)
        #expect(try key.decrypt(openssl.read(theirs), algorithm: algorithm).copyBytes() == message)

        let encrypted = try key.publicKey.encrypt(SecretBytes(message), algorithm: algorithm)
        _ = try openssl.file("ours", encrypted)
        try openssl.run(
            ["pkeyutl", "-decrypt", "-keyform", "DER", "-inkey", privateKey, "-in", ours, "-out", opened] + options)
        #expect(try openssl.read(opened) == message)
    }

    @Test(arguments: [
        (KeySpec.rsa2048, ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
        (.eccNistP384, ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
        (.eccSecgP256k1, ["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"]),
        (.eccNistEdwards25519, ["ED25519"]),
    ])
    func generatedKeysAreImportable(spec: KeySpec, options: [String]) throws {
        let openssl = try OpenSSLCommand()
        defer { openssl.remove() }
        let (pem, path) = try (openssl.file("key.pem"), openssl.file("key.der"))
        try openssl.run(["genpkey", "-out", pem, "-algorithm"] + options)
        try openssl.run(["pkcs8", "-topk8", "-nocrypt", "-in", pem, "-outform", "DER", "-out", path])
        let der = SecretBytes(try openssl.read(path))
        let key = try PrivateKey(.importing(der, as: spec))
        let publicPath = try openssl.file("public.der")
        try openssl.run(["pkey", "-inform", "DER", "-in", path, "-pubout", "-outform", "DER", "-out", publicPath])
        #expect(try openssl.read(publicPath) == key.publicKey.subjectPublicKeyInfo)
        for other in KeySpec.allCases where other != spec && other.isAsymmetric && other.isSupported {
            #expect(throws: KeyEngineError.invalidKeyMaterial) { try KeyMaterial.importing(der, as: other) }
        }
    }

    @Test func sharedSecretAgreesWithOpenSSL() throws {
        for spec in [KeySpec.eccNistP256, .eccNistP384, .eccNistP521] {
            let openssl = try OpenSSLCommand()
            defer { openssl.remove() }
            let (ours, peer) = try (
                KeyMaterial.generate(spec, random: random), KeyMaterial.generate(spec, random: random)
            )
            let privateKey = try openssl.file("private.der", ours.secret.copyBytes())
            let publicKey = try openssl.file("peer.der", peer.publicKey())
            let derived = try openssl.file("derived")
            try openssl.run([
                "pkeyutl", "-derive", "-keyform", "DER", "-inkey", privateKey, "-peerform", "DER", "-peerkey",
                publicKey, "-out", derived,
            ])
            let secret = try PrivateKey(ours).sharedSecret(withPeer: peer.publicKey())
            #expect(try secret.copyBytes() == openssl.read(derived))
            #expect(try PrivateKey(peer).sharedSecret(withPeer: ours.publicKey()) == secret)
        }
    }
}
