import AWSProtocols
import KMSModel
import KeyEngine

/// The operations and constraints that a CreateGrant request asks for, checked against the key.
/// Source: AWS KMS API reference, CreateGrant.
struct GrantDesign {
    static let maximumContextPairs = 8
    static let maximumContextValue = 384

    /// Without repetition, in the order given.
    let operations: [GrantOperation]
    let constraints: GrantConstraintsRecord?

    init(_ input: CreateGrantRequest, for key: KeyRecord) throws(AWSError) {
        var operations: [GrantOperation] = []
        for operation in input.operations where !operations.contains(operation) { operations.append(operation) }
        try Self.requireSupported(operations, by: key)
        self.operations = operations
        constraints = GrantConstraintsRecord(input.constraints)
        try constraints?.requireValid(for: key)
    }

    private static func requireSupported(_ operations: [GrantOperation], by key: KeyRecord) throws(AWSError) {
        guard !operations.isEmpty else { throw .validation("A grant must allow at least one operation") }
        let supported = key.grantOperations
        guard let unsupported = operations.first(where: { !supported.contains($0) }) else { return }
        throw .validation(
            "The operation \(unsupported.rawValue) cannot be granted on a KMS key of KeySpec \(key.spec.rawValue) and "
                + "KeyUsage \(key.usage.rawValue)")
    }
}

extension GrantConstraintsRecord {
    /// Nil where nothing is constrained.
    init?(_ constraints: GrantConstraints?) {
        equals = constraints?.encryptionContextEquals.flatMap { $0.isEmpty ? nil : $0 }
        subset = constraints?.encryptionContextSubset.flatMap { $0.isEmpty ? nil : $0 }
        if equals == nil, subset == nil { return nil }
    }

    fileprivate func requireValid(for key: KeyRecord) throws(AWSError) {
        guard key.spec == .symmetricDefault else {
            throw .validation("Encryption context constraints are valid only for symmetric encryption KMS keys")
        }
        guard equals == nil || subset == nil else {
            throw .validation("Specify either EncryptionContextEquals or EncryptionContextSubset, not both")
        }
        let context = equals ?? subset ?? [:]
        guard context.count <= GrantDesign.maximumContextPairs,
            context.values.allSatisfy({ $0.utf16.count <= GrantDesign.maximumContextValue })
        else {
            throw .validation(
                "An encryption context constraint can have up to \(GrantDesign.maximumContextPairs) pairs of up to "
                    + "\(GrantDesign.maximumContextValue) characters")
        }
    }
}

extension KeyRecord {
    /// Source: AWS KMS developer guide, "Grants in AWS KMS", "Grant operations".
    var grantOperations: [GrantOperation] {
        let common: [GrantOperation] =
            [.createGrant, .describeKey, .retireGrant] + (spec.isAsymmetric ? [.getPublicKey] : [])
        switch usage {
        case .encryptDecrypt:
            let crypto: [GrantOperation] = [.encrypt, .decrypt, .reEncryptFrom, .reEncryptTo]
            return common + crypto + (spec == .symmetricDefault ? Self.dataKeyOperations : [])
        case .signVerify: return common + [.sign, .verify]
        case .generateVerifyMac: return common + [.generateMac, .verifyMac]
        case .keyAgreement: return common + [.deriveSharedSecret]
        }
    }

    private static let dataKeyOperations: [GrantOperation] = [
        .generateDataKey, .generateDataKeyWithoutPlaintext, .generateDataKeyPair,
        .generateDataKeyPairWithoutPlaintext,
    ]
}
