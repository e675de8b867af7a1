/// What a key of each spec can do.
/// Source: AWS KMS developer guide, "Key spec reference".
extension KeySpec {
    /// The usages that CreateKey accepts for this spec, AWS's default first.
    public var keyUsages: [KeyUsage] {
        switch self {
        case .symmetricDefault: [.encryptDecrypt]
        case .rsa2048, .rsa3072, .rsa4096: [.encryptDecrypt, .signVerify]
        case .eccNistP256, .eccNistP384, .eccNistP521: [.signVerify, .keyAgreement]
        case .eccSecgP256k1, .eccNistEdwards25519, .mlDsa44, .mlDsa65, .mlDsa87: [.signVerify]
        case .hmac224, .hmac256, .hmac384, .hmac512: [.generateVerifyMac]
        case .sm2: [.encryptDecrypt, .signVerify, .keyAgreement]
        }
    }

    /// The algorithms of a key whose usage is ENCRYPT_DECRYPT.
    public var encryptionAlgorithms: [EncryptionAlgorithm] {
        switch family {
        case .symmetric: [.symmetricDefault]
        case .rsa: [.rsaesOaepSha1, .rsaesOaepSha256]
        case .sm2: [.sm2pke]
        case .ellipticCurve, .edwards, .hmac, .mlDsa: []
        }
    }

    /// The algorithms of a key whose usage is SIGN_VERIFY.
    public var signingAlgorithms: [SigningAlgorithm] {
        switch self {
        case .rsa2048, .rsa3072, .rsa4096:
            [
                .rsassaPkcs1V15Sha256, .rsassaPkcs1V15Sha384, .rsassaPkcs1V15Sha512,
                .rsassaPssSha256, .rsassaPssSha384, .rsassaPssSha512,
            ]
        case .eccNistP256, .eccSecgP256k1: [.ecdsaSha256]
        case .eccNistP384: [.ecdsaSha384]
        case .eccNistP521: [.ecdsaSha512]
        case .eccNistEdwards25519: [.ed25519Sha512, .ed25519PhSha512]
        case .mlDsa44, .mlDsa65, .mlDsa87: [.mlDsaShake256]
        case .sm2: [.sm2dsa]
        case .symmetricDefault, .hmac224, .hmac256, .hmac384, .hmac512: []
        }
    }

    /// The algorithms of a key whose usage is GENERATE_VERIFY_MAC: always exactly one.
    public var macAlgorithms: [MacAlgorithm] {
        switch self {
        case .hmac224: [.hmacSha224]
        case .hmac256: [.hmacSha256]
        case .hmac384: [.hmacSha384]
        case .hmac512: [.hmacSha512]
        default: []
        }
    }

    /// The algorithms of a key whose usage is KEY_AGREEMENT.
    public var keyAgreementAlgorithms: [KeyAgreementAlgorithm] {
        keyUsages.contains(.keyAgreement) ? [.ecdh] : []
    }

    /// AWS's names of the algorithms that a key of this spec and `usage` has, as DescribeKey lists them.
    public func algorithmNames(for usage: KeyUsage) -> [String] {
        guard keyUsages.contains(usage) else { return [] }
        return switch usage {
        case .encryptDecrypt: encryptionAlgorithms.map(\.rawValue)
        case .signVerify: signingAlgorithms.map(\.rawValue)
        case .generateVerifyMac: macAlgorithms.map(\.rawValue)
        case .keyAgreement: keyAgreementAlgorithms.map(\.rawValue)
        }
    }
}
