import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

@Suite struct MultiRegionAccessTests {
    let kms: KMSHarness
    private let replicator = Caller.user("replicator")

    init() throws { kms = try KMSHarness() }

    private func replication(_ key: KeyMetadata, _ input: ReplicateKeyRequest? = nil) async throws -> Refusal? {
        let standard = ReplicateKeyRequest(keyId: key.keyId, replicaRegion: "eu-west-1")
        return try await kms.refusal(KMSOperations.replicateKey, input ?? standard, as: replicator)
    }

    @Test func replicationNeedsBothPermissions() async throws {
        let key = try await kms.primaryKey()
        try kms.identity.allow(replicator, "kms:ReplicateKey")
        #expect(try await replication(key)?.code == "AccessDeniedException")
        try kms.identity.give(
            replicator,
            #"{"Effect":"Allow","Action":"kms:CreateKey","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1","kms:MultiRegionKeyType":"REPLICA"},"Bool":{"kms:MultiRegion":"true"}}}"#
        )
        #expect(try await replication(key) == nil)
    }

    @Test func creatingKeysAloneDoesNotReplicate() async throws {
        let key = try await kms.primaryKey()
        try kms.identity.allow(replicator, "kms:CreateKey")
        #expect(try await replication(key)?.code == "AccessDeniedException")
    }

    @Test func taggingTheReplicaNeedsPermission() async throws {
        let key = try await kms.primaryKey()
        for action in ["kms:ReplicateKey", "kms:CreateKey"] { try kms.identity.allow(replicator, action) }
        let tagged = ReplicateKeyRequest(
            keyId: key.keyId, replicaRegion: "eu-west-1", tags: [Tag(tagKey: "a", tagValue: "1")])
        #expect(try await replication(key, tagged)?.code == "AccessDeniedException")
        try kms.identity.allow(
            replicator, "kms:TagResource", on: "arn:aws:kms:eu-west-1:123456789012:key/\(key.keyId)")
        #expect(try await replication(key, tagged) == nil)
    }

    @Test func keyPolicyLimitsTheReplicaRegions() async throws {
        let policy = keyPolicy(
            allowing("arn:aws:iam::123456789012:user/admin", "kms:*"),
            allowing(
                replicator.arn, "kms:ReplicateKey",
                condition: #"{"StringEquals":{"kms:ReplicaRegion":"eu-west-1","kms:MultiRegionKeyType":"PRIMARY"}}"#))
        let key = try await kms.primaryKey(CreateKeyRequest(policy: policy))
        try kms.identity.allow(replicator, "kms:CreateKey")
        let elsewhere = ReplicateKeyRequest(keyId: key.keyId, replicaRegion: "ap-southeast-2")
        #expect(try await replication(key, elsewhere)?.code == "AccessDeniedException")
        #expect(try await replication(key) == nil)
    }

    @Test func replicaPolicyMayNotLockTheCallerOut() async throws {
        let key = try await kms.primaryKey()
        let policy = keyPolicy(allowing("arn:aws:iam::123456789012:user/other", "kms:*"))
        var input = ReplicateKeyRequest(keyId: key.keyId, replicaRegion: "eu-west-1", policy: policy)
        let refusal = try await kms.refusal(KMSOperations.replicateKey, input)
        #expect(refusal?.code == "MalformedPolicyDocumentException")
        input.bypassPolicyLockoutSafetyCheck = true
        #expect(try await kms.refusal(KMSOperations.replicateKey, input) == nil)
    }

    @Test func updatingThePrimaryRegionNeedsPermissionInBothRegions() async throws {
        let key = try await kms.primaryKey()
        try await kms.replicate(key)
        let input = UpdatePrimaryRegionRequest(keyId: key.keyId, primaryRegion: "eu-west-1")
        for region in ["us-east-1", "eu-west-1"] {
            #expect(
                try await kms.refusal(KMSOperations.updatePrimaryRegion, input, as: replicator)?.code
                    == "AccessDeniedException")
            try kms.identity.give(
                replicator,
                #"{"Effect":"Allow","Action":"kms:UpdatePrimaryRegion","Resource":"arn:aws:kms:\#(region):123456789012:key/*","Condition":{"StringEquals":{"kms:PrimaryRegion":"eu-west-1","aws:RequestedRegion":"\#(region)"}}}"#
            )
        }
        #expect(try await kms.refusal(KMSOperations.updatePrimaryRegion, input, as: replicator) == nil)
    }
}
