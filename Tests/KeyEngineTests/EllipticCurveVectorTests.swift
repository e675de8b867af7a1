import Essentials
import Testing

@testable import KeyEngine

/// Published signatures and shared secrets, each confirmed with OpenSSL and Python's `cryptography`.
struct EllipticCurveVectorTests {
    struct Signature: Sendable {
        let spec: KeySpec
        let algorithm: SigningAlgorithm
        let privateNumber: String
        let point: String
        let message: String
        let r: String
        let s: String
    }

    private static let p384 = (
        number: "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
        point: "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13"
            + "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720"
    )
    private static let p521 = (
        number: "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466"
            + "f6d8fbec67db89ec0c08b0e996b83538",
        point: "0401894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db6b5d5370a7f20fb63315"
            + "5d38ffa16d2bd761dcac474b9a2f5023a400493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28"
            + "a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5"
    )

    /// RFC 6979 appendices A.2.6 and A.2.7; for secp256k1, the much-published signature of key 1.
    static let signatures = [
        Signature(
            spec: .eccNistP384, algorithm: .ecdsaSha384, privateNumber: p384.number, point: p384.point,
            message: "sample",
            r: "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46",
            s: "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"),
        Signature(
            spec: .eccNistP384, algorithm: .ecdsaSha384, privateNumber: p384.number, point: p384.point, message: "test",
            r: "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb0542a7f0812998da8f1dd3ca3cf023db",
            s: "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e06a739f040649a667bf3b828246baa5a5"),
        Signature(
            spec: .eccNistP521, algorithm: .ecdsaSha512, privateNumber: p521.number, point: p521.point,
            message: "sample",
            r: "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931"
                + "d7d4e8455cc91f9b15bf05ec36e377fa",
            s: "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a"
                + "20f8ccb1dccc43997f1ee0e44da4a67a"),
        Signature(
            spec: .eccNistP521, algorithm: .ecdsaSha512, privateNumber: p521.number, point: p521.point, message: "test",
            r: "013e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f10cdb93482fdcc54edcee91eca4166b2a7c62"
                + "65ef0ce2bd7051b7cef945babd47ee6d",
            s: "01fbd0013c674aa79cb39849527916ce301c66ea7ce8b80682786ad60f98f7e78a19ca69eff5c57400e3b3a0ad66ce097821"
                + "4d13baf4e9ac60752f7b155e2de4dce3"),
        Signature(
            spec: .eccSecgP256k1, algorithm: .ecdsaSha256,
            privateNumber: String(repeating: "0", count: 63) + "1",
            point: "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
            message: "Satoshi Nakamoto", r: "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
            s: "dbbd3162d46e9f9bef7feb87c16dc13b4f6568a87f4e83f728e2443ba586675c"),
    ]

    @Test(arguments: signatures)
    func publishedSignatureVerifies(vector: Signature) throws {
        let key = try PrivateKey(.importing(privateKey(vector.spec, vector.privateNumber), as: vector.spec)).publicKey
        #expect(try key.subjectPublicKeyInfo.suffix(vector.point.count / 2).elementsEqual(bytes(vector.point)))
        let signature = try DER.sequence(DER.integer(bytes(vector.r)) + DER.integer(bytes(vector.s)))
        let message = Array(vector.message.utf8)
        try key.verify(signature, of: message, type: .raw, algorithm: vector.algorithm)
        #expect(throws: KeyEngineError.invalidSignature) {
            try key.verify(signature, of: message + [0], type: .raw, algorithm: vector.algorithm)
        }
        let swapped = try DER.sequence(DER.integer(bytes(vector.s)) + DER.integer(bytes(vector.r)))
        #expect(throws: KeyEngineError.invalidSignature) {
            try key.verify(swapped, of: message, type: .raw, algorithm: vector.algorithm)
        }
    }

    /// RFC 5903 section 8.
    @Test(arguments: [
        (
            KeySpec.eccNistP256, "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
            "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53",
            "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"
        ),
        (
            .eccNistP384,
            "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194",
            "41cb0779b4bdb85d47846725fbec3c9430fab46cc8dc5060855cc9bda0aa2942e0308312916b8ed2960e4bd55a7448fc",
            "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746"
        ),
        (
            .eccNistP521,
            "0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095aa85a30fe1c2952c6771d937ba9777f595"
                + "7b2639bab072462f68c27a57382d4a52",
            "0145ba99a847af43793fdd0e872e7cdfa16be30fdc780f97bccc3f078380201e9c677d600b343757a3bdbf2a3163e4c2f869"
                + "cca7458aa4a4effc311f5cb151685eb9",
            "01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d1427e73ca4baa240a34786859810c06b3c7"
                + "15a3a8cc3151f2bee417996d19f3ddea"
        ),
    ])
    func sharedSecretMatchesRFC5903(spec: KeySpec, initiator: String, responder: String, secret: String) throws {
        let first = try PrivateKey(.importing(privateKey(spec, initiator), as: spec))
        let second = try PrivateKey(.importing(privateKey(spec, responder), as: spec))
        for (own, peer) in [(first, second), (second, first)] {
            let shared = try own.sharedSecret(withPeer: peer.publicKey.subjectPublicKeyInfo)
            #expect(Hex.encode(shared.copyBytes()) == secret)
        }
    }

    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }

    private func privateKey(_ spec: KeySpec, _ number: String) throws -> SecretBytes {
        SecretBytes(try DER.ellipticCurveKey(number: bytes(number), curve: #require(DER.curves[spec])))
    }
}
