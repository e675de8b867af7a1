import Essentials
import KMSModel
import ServiceKit
import Store
import Testing

@testable import KMSService

@Suite struct MultiRegionDeletionTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    private func schedule(_ key: KeyMetadata, in region: Region) async throws -> ScheduleKeyDeletionResponse {
        let input = ScheduleKeyDeletionRequest(keyId: key.keyId, pendingWindowInDays: 7)
        return try await kms.call(KMSOperations.scheduleKeyDeletion, input, in: region)
    }

    private func isThere(_ key: KeyMetadata, in region: Region) throws -> Bool {
        try kms.store.get(KeyRecord.self, KeyRecord.key(.standard, region, key.keyId)) != nil
    }

    private func pass(days: Int64) async throws {
        kms.time.advance(by: .days(days))
        try await kms.runChores()
    }

    @Test func aPrimaryKeyWaitsForItsReplicas() async throws {
        let key = try await kms.primaryKey()
        for region in [Region.ireland, .sydney] { try await kms.replicate(key, to: region) }
        let answer = try await schedule(key, in: .standard)
        #expect(answer.keyState == .pendingReplicaDeletion)
        #expect(answer.deletionDate == nil)
        #expect(answer.pendingWindowInDays == 7)
        try await pass(days: 100)
        let waiting = try await kms.describe(key.keyId)
        #expect(waiting.keyState == .pendingReplicaDeletion)
        #expect(waiting.pendingDeletionWindowInDays == 7)
        #expect(waiting.deletionDate == nil)

        _ = try await schedule(key, in: .ireland)
        try await pass(days: 7)
        #expect(try isThere(key, in: .ireland) == false)
        let still = try await kms.describe(key.keyId)
        #expect(still.keyState == .pendingReplicaDeletion)
        #expect(still.multiRegionConfiguration?.replicaKeys?.map(\.region) == ["ap-southeast-2"])

        _ = try await schedule(key, in: .sydney)
        try await pass(days: 7)
        let last = try await kms.describe(key.keyId)
        #expect(last.keyState == .pendingDeletion)
        #expect(last.deletionDate == kms.time.now() + .days(7))
        #expect(last.pendingDeletionWindowInDays == nil)
        try await pass(days: 7)
        #expect(try isThere(key, in: .standard) == false)
    }

    @Test func deletionIsCancelledWhileReplicasAreThere() async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key)
        _ = try await schedule(key, in: .standard)
        _ = try await schedule(key, in: .ireland)
        _ = try await kms.call(KMSOperations.cancelKeyDeletion, CancelKeyDeletionRequest(keyId: key.keyId))
        #expect(try await kms.describe(key.keyId).keyState == .disabled)
        try await pass(days: 100)
        #expect(try isThere(key, in: .ireland) == false)
        #expect(try await kms.describe(key.keyId).keyState == .disabled)
    }

    @Test func aDeletedReplicaCanBeMadeAgain() async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key)
        let sealed = try await kms.encrypt([9], under: key, in: .ireland)
        _ = try await schedule(key, in: .ireland)
        try await pass(days: 7)
        #expect(try await kms.describe(key.keyId).multiRegionConfiguration?.replicaKeys == [])
        try await kms.replicate(key)
        #expect(try await kms.decrypt(sealed, in: .ireland) == [9])
    }

    @Test func aKeyThatWaitsForItsReplicasIsOfNoUse() async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key)
        let sealed = try await kms.encrypt([1], under: key, in: .ireland)
        _ = try await schedule(key, in: .standard)
        let id = key.keyId
        let refusals = [
            try await kms.refusal(KMSOperations.encrypt, EncryptRequest(keyId: id, plaintext: [1])),
            try await kms.refusal(KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed)),
            try await kms.refusal(KMSOperations.enableKey, EnableKeyRequest(keyId: id)),
            try await kms.refusal(KMSOperations.disableKey, DisableKeyRequest(keyId: id)),
            try await kms.refusal(KMSOperations.enableKeyRotation, EnableKeyRotationRequest(keyId: id)),
            try await kms.refusal(KMSOperations.rotateKeyOnDemand, RotateKeyOnDemandRequest(keyId: id)),
            try await kms.refusal(KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: id)),
            try await kms.refusal(
                KMSOperations.createAlias, CreateAliasRequest(aliasName: "alias/a", targetKeyId: id)),
            try await kms.refusal(
                KMSOperations.replicateKey, ReplicateKeyRequest(keyId: id, replicaRegion: "ap-southeast-2")),
            try await kms.updatePrimaryRegion(of: key, to: .ireland),
        ]
        let arn = try #require(key.arn)
        let expected = Refusal(code: "KMSInvalidStateException", message: "\(arn) is pending replica deletion.")
        #expect(refusals == Array(repeating: expected, count: refusals.count))
    }
}
