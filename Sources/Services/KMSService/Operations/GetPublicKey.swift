import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit

extension KMS {
    /// The public half of an asymmetric key; of one whose imported material is gone too.
    func getPublicKey(
        _ input: GetPublicKeyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) throws -> GetPublicKeyResponse {
        let record = key.value.record
        guard record.spec.isAsymmetric else { throw record.unsupportedSpec() }
        try record.requireNotPendingDeletion()
        // What DescribeKey tells of the key's algorithms, GetPublicKey tells as well.
        let metadata = KeyMetadata(of: record)
        return GetPublicKeyResponse(
            keyId: record.arn, publicKey: try key.value.publicKey(),
            customerMasterKeySpec: metadata.customerMasterKeySpec, keySpec: metadata.keySpec,
            keyUsage: metadata.keyUsage, encryptionAlgorithms: metadata.encryptionAlgorithms,
            signingAlgorithms: metadata.signingAlgorithms, keyAgreementAlgorithms: metadata.keyAgreementAlgorithms)
    }
}

extension LoadedKey {
    /// DER SubjectPublicKeyInfo. Throws KMSInvalidStateException before the first import.
    fileprivate func publicKey() throws -> [UInt8] {
        guard let material = record.currentMaterial else {
            try record.requireUsable()
            throw AWSError.internalFailure
        }
        if let kept = material.imported?.publicKey.flatMap({ Base64.decode($0) }) { return kept }
        return try materials.privateKey(material).publicKey.subjectPublicKeyInfo
    }
}
