import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

@Suite struct CreateKeyTests {
    @Test func defaultsAreThoseOfASymmetricKey() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        #expect(key.arn == "arn:aws:kms:us-east-1:123456789012:key/\(key.keyId)")
        #expect(key.awsAccountId == "123456789012")
        #expect(key.keySpec == .symmetricDefault)
        #expect(key.customerMasterKeySpec == .symmetricDefault)
        #expect(key.keyUsage == .encryptDecrypt)
        #expect(key.encryptionAlgorithms == [.symmetricDefault])
        #expect(key.signingAlgorithms == nil)
        #expect(key.keyState == .enabled)
        #expect(key.enabled == true)
        #expect(key.origin == .awsKms)
        #expect(key.keyManager == .customer)
        #expect(key.multiRegion == false)
        #expect(key.description == "")
        #expect(key.creationDate == harness.time.now())
        #expect(key.currentKeyMaterialId?.count == 64)
        #expect(try await harness.describe(key.keyId) == key)
    }

    static let designs: [(KeySpec, KeyUsageType)] = [
        (.rsa2048, .encryptDecrypt), (.rsa2048, .signVerify), (.eccNistP256, .signVerify),
        (.eccNistP384, .keyAgreement), (.eccSecgP256k1, .signVerify), (.eccNistEdwards25519, .signVerify),
        (.hmac256, .generateVerifyMac), (.hmac512, .generateVerifyMac), (.mlDsa44, .signVerify),
    ]

    @Test(arguments: designs)
    func everySpecMakesAKeyOfItsUsage(_ spec: KeySpec, _ usage: KeyUsageType) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey(CreateKeyRequest(keyUsage: usage, keySpec: spec))
        #expect(key.keySpec == spec)
        #expect(key.keyUsage == usage)
        let algorithms = [
            key.encryptionAlgorithms?.count, key.signingAlgorithms?.count, key.macAlgorithms?.count,
            key.keyAgreementAlgorithms?.count,
        ].compactMap(\.self)
        #expect(algorithms.count == 1)
        #expect(algorithms.first ?? 0 > 0)
        let record = try harness.record(of: key)
        let material = try #require(record.currentMaterial)
        #expect(try harness.kms.vault.open(material, of: record).spec == record.spec)
    }

    static let refused: [(CreateKeyRequest, String)] = [
        (CreateKeyRequest(keySpec: .rsa2048), "ValidationException"),
        (CreateKeyRequest(keyUsage: .signVerify), "ValidationException"),
        (CreateKeyRequest(keyUsage: .encryptDecrypt, keySpec: .eccNistP256), "ValidationException"),
        (CreateKeyRequest(customerMasterKeySpec: .rsa2048, keySpec: .rsa2048), "ValidationException"),
        (CreateKeyRequest(keyUsage: .signVerify, keySpec: .sm2), "UnsupportedOperationException"),
        (CreateKeyRequest(origin: .awsCloudhsm), "ValidationException"),
        (CreateKeyRequest(origin: .awsCloudhsm, customKeyStoreId: "cks-1"), "CustomKeyStoreNotFoundException"),
        (
            CreateKeyRequest(origin: .externalKeyStore, customKeyStoreId: "cks-1", xksKeyId: "key"),
            "CustomKeyStoreNotFoundException"
        ),
        (CreateKeyRequest(customKeyStoreId: "cks-1"), "ValidationException"),
        (CreateKeyRequest(xksKeyId: "key"), "ValidationException"),
        (CreateKeyRequest(tags: [Tag(tagKey: "aws:x", tagValue: "")]), "TagException"),
        (CreateKeyRequest(policy: "{"), "MalformedPolicyDocumentException"),
        (CreateKeyRequest(policy: String(repeating: " ", count: 32_769)), "LimitExceededException"),
    ]

    @Test(arguments: refused) func impossibleKeysAreRefused(_ input: CreateKeyRequest, _ code: String) async throws {
        let harness = try KMSHarness()
        #expect(try await harness.refusal(KMSOperations.createKey, input)?.code == code)
        let keys = try await harness.call(KMSOperations.listKeys, ListKeysRequest())
        #expect(keys.keys == [])
    }

    @Test func externalKeyWaitsForItsMaterial() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey(CreateKeyRequest(origin: .external))
        #expect(key.keyState == .pendingImport)
        #expect(key.enabled == false)
        #expect(key.currentKeyMaterialId == nil)
        #expect(try harness.record(of: key).materials == [])
    }

    @Test func multiRegionKeyIsAPrimaryWithoutReplicas() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey(CreateKeyRequest(multiRegion: true))
        #expect(key.keyId.hasPrefix("mrk-"))
        #expect(key.keyId.count == 36)
        #expect(key.multiRegion == true)
        let configuration = try #require(key.multiRegionConfiguration)
        #expect(configuration.multiRegionKeyType == .primary)
        #expect(configuration.primaryKey?.arn == key.arn)
        #expect(configuration.replicaKeys == [])
        #expect(try await harness.describe(key.keyId) == key)
    }

    @Test func materialIsSealedAndBoundToItsKey() async throws {
        let harness = try KMSHarness()
        let keys = (try await harness.createKey(), try await harness.createKey())
        let first = try harness.record(of: keys.0)
        let second = try harness.record(of: keys.1)
        let material = try #require(first.currentMaterial)
        let vault = harness.kms.vault
        let secret = try vault.open(material, of: first).secret.copyBytes()
        let sealed = try #require(material.sealed.flatMap { Base64.decode($0) })
        #expect(!sealed.contains(subsequence: secret))
        #expect(throws: (any Error).self) { try vault.open(material, of: second) }
    }

    @Test func tagsGivenAtCreationNeedPermissionToTag() async throws {
        let harness = try KMSHarness()
        let maker = Caller.user("maker")
        try harness.identity.allow(maker, "kms:CreateKey")
        let tagged = CreateKeyRequest(tags: [Tag(tagKey: "team", tagValue: "red")])
        let refusal = try await harness.refusal(KMSOperations.createKey, tagged, as: maker)
        #expect(refusal?.code == "AccessDeniedException")
        #expect(refusal?.message?.contains("kms:TagResource") == true)
        #expect(try await harness.refusal(KMSOperations.createKey, CreateKeyRequest(), as: maker) == nil)
        try harness.identity.allow(maker, "kms:TagResource")
        let key = try await harness.createKey(tagged, as: maker)
        let tags = try await harness.call(KMSOperations.listResourceTags, ListResourceTagsRequest(keyId: key.keyId))
        #expect(tags.tags == tagged.tags)
    }

    static let conditions: [(condition: String, allowed: CreateKeyRequest, refused: CreateKeyRequest)] = [
        (
            #"{"StringEquals":{"kms:KeySpec":"SYMMETRIC_DEFAULT"}}"#, CreateKeyRequest(),
            CreateKeyRequest(keyUsage: .generateVerifyMac, keySpec: .hmac256)
        ),
        (
            #"{"StringEquals":{"kms:KeyOrigin":"EXTERNAL"}}"#, CreateKeyRequest(origin: .external), CreateKeyRequest()
        ),
        (#"{"Bool":{"kms:MultiRegion":"false"}}"#, CreateKeyRequest(), CreateKeyRequest(multiRegion: true)),
        (
            #"{"Null":{"kms:BypassPolicyLockoutSafetyCheck":"true"}}"#, CreateKeyRequest(),
            CreateKeyRequest(bypassPolicyLockoutSafetyCheck: true)
        ),
        (
            #"{"StringEquals":{"aws:RequestTag/team":"red"}}"#,
            CreateKeyRequest(tags: [Tag(tagKey: "team", tagValue: "red")]),
            CreateKeyRequest(tags: [Tag(tagKey: "team", tagValue: "blue")])
        ),
    ]

    @Test(arguments: conditions)
    func conditionKeysTellWhatIsAskedFor(
        _ condition: String, _ allowed: CreateKeyRequest, _ refused: CreateKeyRequest
    ) async throws {
        let harness = try KMSHarness()
        let maker = Caller.user("maker")
        try harness.identity.allow(maker, "kms:TagResource")
        try harness.identity.give(
            maker, #"{"Effect":"Allow","Action":"kms:CreateKey","Resource":"*","Condition":\#(condition)}"#)
        #expect(try await harness.refusal(KMSOperations.createKey, allowed, as: maker) == nil)
        let refusal = try await harness.refusal(KMSOperations.createKey, refused, as: maker)
        #expect(refusal?.code == "AccessDeniedException")
    }
}

extension [UInt8] {
    func contains(subsequence: [UInt8]) -> Bool {
        guard count >= subsequence.count else { return false }
        return (0...(count - subsequence.count)).contains {
            self[$0..<$0 + subsequence.count].elementsEqual(subsequence)
        }
    }
}
