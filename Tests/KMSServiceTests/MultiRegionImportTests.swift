import Essentials
import KMSModel
import Testing

@testable import KMSService

@Suite struct MultiRegionImportTests {
    let kms: KMSHarness
    private let first = [UInt8](repeating: 1, count: 32)
    private let second = [UInt8](repeating: 2, count: 32)

    init() throws { kms = try KMSHarness() }

    /// A primary key with material, and a replica that is still without.
    private func relatedKeys() async throws -> KeyMetadata {
        let key = try await kms.primaryKey(CreateKeyRequest(origin: .external))
        try await kms.importMaterial(first, into: key)
        #expect(try await kms.replicate(key).keyState == .pendingImport)
        return key
    }

    private func importing(
        _ material: [UInt8], into key: KeyMetadata, _ type: ImportType? = nil, in region: Region
    ) async throws -> Refusal? {
        let input = try await kms.importRequest(material, into: key, type, in: region)
        return try await kms.refusal(KMSOperations.importKeyMaterial, input, in: region)
    }

    private func states(of key: KeyMetadata, in region: Region) async throws -> [KeyMaterialState?] {
        try await kms.rotations(of: key, in: region).map(\.keyMaterialState)
    }

    private func rotate(_ key: KeyMetadata) async throws -> Refusal? {
        try await kms.refusal(KMSOperations.rotateKeyOnDemand, RotateKeyOnDemandRequest(keyId: key.keyId))
    }

    @Test func replicaTakesTheMaterialOfItsPrimaryAlone() async throws {
        let key = try await relatedKeys()
        #expect(try await importing(second, into: key, in: .ireland)?.code == "IncorrectKeyMaterialException")
        #expect(
            try await importing(second, into: key, .newKeyMaterial, in: .ireland)?.code
                == "UnsupportedOperationException")
        #expect(try await importing(first, into: key, in: .ireland) == nil)
        let sealed = try await kms.encrypt([5], under: key, in: .ireland)
        #expect(try await kms.decrypt(sealed, in: .standard) == [5])
    }

    @Test func newMaterialIsRotatedToOnceItIsEverywhere() async throws {
        let key = try await relatedKeys()
        #expect(try await importing(first, into: key, in: .ireland) == nil)
        let old = try await kms.encrypt([1], under: key, in: .standard)
        #expect(try await importing(second, into: key, .newKeyMaterial, in: .standard) == nil)
        for region in [Region.standard, .ireland] {
            #expect(try await states(of: key, in: region) == [.current, .pendingMultiRegionImportAndRotation])
        }
        #expect(try await kms.metadata(of: key, in: .ireland).keyState == .enabled)
        #expect(try await rotate(key)?.code == "KMSInvalidStateException")
        #expect(try await importing(second, into: key, .existingKeyMaterial, in: .ireland) == nil)
        for region in [Region.standard, .ireland] {
            #expect(try await states(of: key, in: region) == [.current, .pendingRotation])
        }
        #expect(try await rotate(key) == nil)
        let new = try await kms.encrypt([2], under: key, in: .ireland)
        for region in [Region.standard, .ireland] {
            #expect(try await states(of: key, in: region) == [.nonCurrent, .current])
            #expect(try await kms.decrypt(old, in: region) == [1])
            #expect(try await kms.decrypt(new, in: region) == [2])
        }
    }

    @Test func materialOfOneKeyIsDeletedByItself() async throws {
        let key = try await relatedKeys()
        #expect(try await importing(first, into: key, in: .ireland) == nil)
        let deletion = DeleteImportedKeyMaterialRequest(keyId: key.keyId)
        _ = try await kms.call(KMSOperations.deleteImportedKeyMaterial, deletion)
        #expect(try await kms.describe(key.keyId).keyState == .pendingImport)
        #expect(try await kms.metadata(of: key, in: .ireland).keyState == .enabled)
        #expect(try await importing(first, into: key, in: .standard) == nil)
    }

    @Test func pendingMaterialOfThePrimaryTakesThatOfItsReplicasAlong() async throws {
        let key = try await relatedKeys()
        #expect(try await importing(second, into: key, .newKeyMaterial, in: .standard) == nil)
        #expect(try await importing(second, into: key, in: .ireland) == nil)
        let id = try await kms.rotations(of: key, in: .standard).last?.keyMaterialId
        let deletion = DeleteImportedKeyMaterialRequest(keyId: key.keyId, keyMaterialId: id)
        _ = try await kms.call(KMSOperations.deleteImportedKeyMaterial, deletion, in: .ireland)
        #expect(try await states(of: key, in: .standard) == [.current, .pendingMultiRegionImportAndRotation])
        _ = try await kms.call(KMSOperations.deleteImportedKeyMaterial, deletion)
        #expect(try await states(of: key, in: .ireland) == [.current])
    }

    @Test func expiryInOneRegionLeavesTheOtherAlone() async throws {
        let key = try await relatedKeys()
        let input = try await kms.importRequest(
            first, into: key, validTo: kms.time.now() + .days(1), in: .ireland)
        _ = try await kms.call(KMSOperations.importKeyMaterial, input, in: .ireland)
        kms.time.advance(by: .days(2))
        try await kms.runChores()
        #expect(try await kms.metadata(of: key, in: .ireland).keyState == .pendingImport)
        #expect(try await kms.describe(key.keyId).keyState == .enabled)
    }
}
