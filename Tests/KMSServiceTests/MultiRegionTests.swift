import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store
import Testing

@testable import KMSService

@Suite struct MultiRegionTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    private func refusal(
        replicating key: String, to region: String = "eu-west-1", _ policy: String? = nil, as caller: Caller = .admin,
        in place: Region = .standard
    ) async throws -> Refusal? {
        let input = ReplicateKeyRequest(keyId: key, replicaRegion: region, policy: policy)
        return try await kms.refusal(KMSOperations.replicateKey, input, as: caller, in: place)
    }

    @Test func replicaSharesWhatIsSharedAndHasTheRestOfItsOwn() async throws {
        let key = try await kms.primaryKey(
            CreateKeyRequest(description: "primary", tags: [Tag(tagKey: "a", tagValue: "1")]))
        kms.time.advance(by: .days(1))
        let answer = try await kms.call(
            KMSOperations.replicateKey,
            ReplicateKeyRequest(
                keyId: key.keyId, replicaRegion: "eu-west-1", description: "replica",
                tags: [Tag(tagKey: "b", tagValue: "2")]))
        let replica = try #require(answer.replicaKeyMetadata)
        #expect(replica.keyId == key.keyId)
        #expect(replica.arn == key.arn?.replacing("us-east-1", with: "eu-west-1"))
        #expect(replica.keyState == .enabled)
        #expect(replica.currentKeyMaterialId == key.currentKeyMaterialId)
        #expect(replica.description == "replica")
        #expect(replica.creationDate == kms.time.now())
        #expect(answer.replicaTags == [Tag(tagKey: "b", tagValue: "2")])
        #expect(answer.replicaPolicy == KeyPolicy.standard(for: .standard))
        #expect(replica.multiRegionConfiguration?.multiRegionKeyType == .replica)
        let primary = try await kms.describe(key.keyId)
        #expect(primary.description == "primary")
        #expect(primary.multiRegionConfiguration?.multiRegionKeyType == .primary)
        #expect(primary.multiRegionConfiguration?.replicaKeys?.map(\.arn) == [replica.arn])
        #expect(primary.multiRegionConfiguration?.primaryKey == replica.multiRegionConfiguration?.primaryKey)
    }

    @Test func everyRelatedKeyKnowsAllOfThem() async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key, to: .ireland)
        try await kms.replicate(key, to: .sydney)
        for region in [Region.standard, .ireland, .sydney] {
            let configuration = try await kms.metadata(of: key, in: region).multiRegionConfiguration
            #expect(configuration?.primaryKey?.region == "us-east-1")
            #expect(configuration?.replicaKeys?.map(\.region) == ["ap-southeast-2", "eu-west-1"])
        }
    }

    @Test func ciphertextsOfEveryMaterialOpenInEveryRegion() async throws {
        let key = try await kms.primaryKey()
        let old = try await kms.encrypt([1], under: key, in: .standard)
        _ = try await kms.call(KMSOperations.rotateKeyOnDemand, RotateKeyOnDemandRequest(keyId: key.keyId))
        try await kms.replicate(key)
        let middle = try await kms.encrypt([2], under: key, in: .ireland)
        _ = try await kms.call(KMSOperations.rotateKeyOnDemand, RotateKeyOnDemandRequest(keyId: key.keyId))
        let new = try await kms.encrypt([3], under: key, in: .ireland)
        for region in [Region.standard, .ireland] {
            #expect(try await kms.decrypt(old, in: region) == [1])
            #expect(try await kms.decrypt(middle, in: region) == [2])
            #expect(try await kms.decrypt(new, in: region) == [3])
        }
        let (here, there) = (
            try await kms.rotations(of: key, in: .standard), try await kms.rotations(of: key, in: .ireland)
        )
        #expect(here.count == 3)
        #expect(here == there)
    }

    @Test func materialIsSealedForTheReplicaAlone() async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key)
        let primary = try kms.record(of: key)
        let stored = try kms.store.get(KeyRecord.self, KeyRecord.key(.standard, .ireland, key.keyId))
        let replica = try #require(stored).record
        #expect(primary.materials[0].sealed != replica.materials[0].sealed)
        #expect(throws: (any Error).self) { try kms.kms.vault.open(primary.materials[0], of: replica) }
        _ = try kms.kms.vault.open(replica.materials[0], of: replica)
    }

    @Test func rotationByTheClockReachesReplicasOnce() async throws {
        let key = try await kms.primaryKey()
        let enabling = EnableKeyRotationRequest(keyId: key.keyId, rotationPeriodInDays: 90)
        _ = try await kms.call(KMSOperations.enableKeyRotation, enabling)
        try await kms.replicate(key)
        let status = GetKeyRotationStatusRequest(keyId: key.keyId)
        let shared = try await kms.call(KMSOperations.getKeyRotationStatus, status, in: .ireland)
        #expect(shared.rotationPeriodInDays == 90)
        #expect(shared.nextRotationDate == kms.time.now() + .days(90))
        kms.time.advance(by: .days(90))
        try await kms.runChores()
        let (here, there) = (try await kms.describe(key.keyId), try await kms.metadata(of: key, in: .ireland))
        #expect(here.currentKeyMaterialId != key.currentKeyMaterialId)
        #expect(there.currentKeyMaterialId == here.currentKeyMaterialId)
        #expect(try await kms.rotations(of: key, in: .ireland).count == 2)
        _ = try await kms.call(KMSOperations.disableKeyRotation, DisableKeyRotationRequest(keyId: key.keyId))
        #expect(
            try await kms.call(KMSOperations.getKeyRotationStatus, status, in: .ireland).keyRotationEnabled == false)
    }

    @Test func sharedPropertiesAreNotSetOnReplicas() async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key)
        let refusals = [
            try await kms.refusal(
                KMSOperations.enableKeyRotation, EnableKeyRotationRequest(keyId: key.keyId), in: .ireland),
            try await kms.refusal(
                KMSOperations.disableKeyRotation, DisableKeyRotationRequest(keyId: key.keyId), in: .ireland),
            try await kms.refusal(
                KMSOperations.rotateKeyOnDemand, RotateKeyOnDemandRequest(keyId: key.keyId), in: .ireland),
            try await refusal(replicating: key.keyId, to: "ap-southeast-2", in: .ireland),
        ]
        #expect(refusals.map(\.?.code) == Array(repeating: "UnsupportedOperationException", count: 4))
    }

    @Test func replicasAreEnabledAndDisabledByThemselves() async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key)
        _ = try await kms.call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId))
        let sealed = try await kms.encrypt([7], under: key, in: .ireland)
        #expect(
            try await kms.refusal(
                KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed))?.code == "DisabledException")
        #expect(try await kms.decrypt(sealed, in: .ireland) == [7])
    }

    @Test(arguments: ["eu-west-1", "us-east-1"])
    func aRegionHasOneOfTheRelatedKeys(region: String) async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key)
        #expect(try await refusal(replicating: key.keyId, to: region)?.code == "AlreadyExistsException")
    }

    @Test(arguments: ["cn-north-1", "us-gov-west-1"])
    func replicasStayInThePartition(region: String) async throws {
        let key = try await kms.primaryKey()
        #expect(try await refusal(replicating: key.keyId, to: region)?.code == "UnsupportedOperationException")
    }

    @Test func onlyPrimaryKeysAreReplicated() async throws {
        let single = try await kms.createKey()
        #expect(try await refusal(replicating: single.keyId)?.code == "UnsupportedOperationException")
        #expect(try await refusal(replicating: single.keyId + "0")?.code == "NotFoundException")
    }

    @Test func disabledKeysAreNotReplicated() async throws {
        let key = try await kms.primaryKey()
        _ = try await kms.call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId))
        #expect(try await refusal(replicating: key.keyId)?.code == "DisabledException")
    }

    @Test func updatingThePrimaryRegionSwapsTheRoles() async throws {
        let key = try await kms.primaryKey()
        for region in [Region.ireland, .sydney] { try await kms.replicate(key, to: region) }
        _ = try await kms.call(KMSOperations.enableKeyRotation, EnableKeyRotationRequest(keyId: key.keyId))
        #expect(try await kms.updatePrimaryRegion(of: key, to: .ireland) == nil)
        for region in [Region.standard, .ireland, .sydney] {
            let configuration = try await kms.metadata(of: key, in: region).multiRegionConfiguration
            #expect(configuration?.primaryKey?.region == "eu-west-1")
            #expect(configuration?.replicaKeys?.map(\.region) == ["ap-southeast-2", "us-east-1"])
        }
        kms.time.advance(by: .days(365))
        try await kms.runChores()
        #expect(try await kms.rotations(of: key, in: .standard).count == 2)
        #expect(try await kms.updatePrimaryRegion(of: key, to: .sydney)?.code == "UnsupportedOperationException")
        #expect(try await kms.updatePrimaryRegion(of: key, to: .standard, from: .ireland) == nil)
    }

    @Test func primaryRegionIsOneWithAnEnabledReplica() async throws {
        let key = try await kms.primaryKey()
        #expect(try await kms.updatePrimaryRegion(of: key, to: .ireland)?.code == "NotFoundException")
        #expect(try await kms.updatePrimaryRegion(of: key, to: .standard)?.code == "UnsupportedOperationException")
        try await kms.replicate(key)
        _ = try await kms.call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId), in: .ireland)
        #expect(try await kms.updatePrimaryRegion(of: key, to: .ireland)?.code == "DisabledException")
        let single = try await kms.createKey()
        #expect(try await kms.updatePrimaryRegion(of: single, to: .ireland)?.code == "UnsupportedOperationException")
    }

    @Test func replicationAndPromotionAreOnRecordInBothRegions() async throws {
        let key = try await kms.primaryKey()
        let replica = try await kms.replicate(key)
        #expect(try await kms.updatePrimaryRegion(of: key, to: .ireland) == nil)
        let events = try kms.journalled()
        #expect(
            events.map { "\($0["awsRegion"]?.string ?? "") \($0["eventName"]?.string ?? "")" } == [
                "us-east-1 SynchronizeMultiRegionKey", "eu-west-1 CreateKey",
                "eu-west-1 SynchronizeMultiRegionKey", "eu-west-1 UpdatePrimaryRegion",
            ])
        #expect(events[0]["responseElements"]?["keyId"]?.string == key.arn)
        #expect(events[0]["userIdentity"]?["invokedBy"] == "AWS Internal")
        #expect(events[1]["userIdentity"]?["invokedBy"] == "kms.amazonaws.com")
        #expect(events[1]["userIdentity"]?["arn"]?.string == Caller.admin.arn)
        #expect(events[1]["resources"]?.array?.first?["ARN"]?.string == replica.arn)
    }
}
