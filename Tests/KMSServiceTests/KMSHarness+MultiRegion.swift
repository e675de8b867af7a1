import Essentials
import KMSModel
import ServiceKit
import Store
import Testing

@testable import KMSService

extension Region {
    /// Where the tests put their first and second replica.
    static let ireland = Region("eu-west-1") ?? .standard
    static let sydney = Region("ap-southeast-2") ?? .standard
}

extension KMSHarness {
    func primaryKey(_ input: CreateKeyRequest = CreateKeyRequest()) async throws -> KeyMetadata {
        var input = input
        input.multiRegion = true
        return try await createKey(input)
    }

    @discardableResult
    func replicate(_ key: KeyMetadata, to region: Region = .ireland, from: Region = .standard) async throws
        -> KeyMetadata
    {
        let input = ReplicateKeyRequest(keyId: key.keyId, replicaRegion: region.description)
        let answer = try await call(KMSOperations.replicateKey, input, in: from)
        return try #require(answer.replicaKeyMetadata)
    }

    func updatePrimaryRegion(of key: KeyMetadata, to region: Region, from: Region = .standard) async throws -> Refusal?
    {
        let input = UpdatePrimaryRegionRequest(keyId: key.keyId, primaryRegion: region.description)
        return try await refusal(KMSOperations.updatePrimaryRegion, input, in: from)
    }

    func metadata(of key: KeyMetadata, in region: Region) async throws -> KeyMetadata {
        let answer = try await call(KMSOperations.describeKey, DescribeKeyRequest(keyId: key.keyId), in: region)
        return try #require(answer.keyMetadata)
    }

    func encrypt(_ plaintext: [UInt8], under key: KeyMetadata, in region: Region) async throws -> [UInt8]? {
        let input = EncryptRequest(keyId: key.keyId, plaintext: plaintext)
        return try await call(KMSOperations.encrypt, input, in: region).ciphertextBlob
    }

    func decrypt(_ ciphertext: [UInt8]?, in region: Region) async throws -> [UInt8]? {
        try await call(KMSOperations.decrypt, DecryptRequest(ciphertextBlob: ciphertext), in: region).plaintext
    }

    func rotations(of key: KeyMetadata, in region: Region) async throws -> [RotationsListEntry] {
        let input = ListKeyRotationsRequest(keyId: key.keyId, includeKeyMaterial: .allKeyMaterial)
        return try await call(KMSOperations.listKeyRotations, input, in: region).rotations ?? []
    }

    /// The events and forwarded calls of the audit journal: region and name.
    func journalled() throws -> [JSON] {
        try store.readNow { try $0.journal(AuditRecord.stream, after: 0, limit: 100) }
            .map { try JSON(parsing: $0.entry.body) }
    }
}
