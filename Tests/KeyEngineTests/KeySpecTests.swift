import Testing

@testable import KeyEngine

struct KeySpecTests {
    @Test(arguments: KeySpec.allCases)
    func algorithmsExistForEachUsageAndNoOther(spec: KeySpec) {
        for usage in KeyUsage.allCases {
            #expect(spec.algorithmNames(for: usage).isEmpty != spec.keyUsages.contains(usage))
        }
    }

    /// AWS KMS developer guide, "Key spec reference".
    @Test(arguments: [
        (KeySpec.symmetricDefault, [KeyUsage.encryptDecrypt]),
        (.rsa3072, [.encryptDecrypt, .signVerify]), (.eccNistP521, [.signVerify, .keyAgreement]),
        (.eccSecgP256k1, [.signVerify]), (.eccNistEdwards25519, [.signVerify]), (.mlDsa65, [.signVerify]),
        (.hmac384, [.generateVerifyMac]),
    ])
    func usagesAreAWSs(spec: KeySpec, usages: [KeyUsage]) {
        #expect(spec.keyUsages == usages)
    }

    @Test func algorithmNamesAreAWSs() {
        #expect(KeySpec.rsa2048.algorithmNames(for: .encryptDecrypt) == ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"])
        #expect(
            KeySpec.eccNistEdwards25519.algorithmNames(for: .signVerify) == ["ED25519_SHA_512", "ED25519_PH_SHA_512"])
        #expect(KeySpec.hmac224.algorithmNames(for: .generateVerifyMac) == ["HMAC_SHA_224"])
        #expect(KeySpec.eccNistP384.algorithmNames(for: .keyAgreement) == ["ECDH"])
        #expect(KeySpec.hmac224.algorithmNames(for: .signVerify).isEmpty)
    }

    @Test func sm2IsKnownAndNotMade() {
        #expect(!KeySpec.sm2.isSupported)
        #expect(throws: KeyEngineError.unsupportedKeySpec) {
            try KeyMaterial.generate(.sm2, random: TestRandom())
        }
    }
}
