import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store
import Testing

@testable import KMSService

@Suite struct ImportTests {
    static let first = [UInt8](repeating: 1, count: 32)
    static let second = [UInt8](repeating: 2, count: 32)

    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    private func external(
        _ spec: KMSModel.KeySpec? = nil, _ usage: KeyUsageType? = nil
    ) async throws -> KeyMetadata {
        try await kms.createKey(CreateKeyRequest(keyUsage: usage, keySpec: spec, origin: .external))
    }

    private func refusal(_ request: ImportKeyMaterialRequest) async throws -> Refusal? {
        try await kms.refusal(KMSOperations.importKeyMaterial, request)
    }

    private func states(_ key: KeyMetadata) async throws -> [KeyMaterialState?] {
        let input = ListKeyRotationsRequest(keyId: key.keyId, includeKeyMaterial: .allKeyMaterial)
        return (try await kms.call(KMSOperations.listKeyRotations, input).rotations ?? []).map(\.keyMaterialState)
    }

    @Test(arguments: [AlgorithmSpec.rsaesOaepSha1, .rsaesOaepSha256, .rsaAesKeyWrapSha1, .rsaAesKeyWrapSha256])
    func everyWrappingAlgorithmBringsMaterialIn(algorithm: AlgorithmSpec) async throws {
        let key = try await external()
        #expect(key.keyState == .pendingImport)
        let parameters = try await kms.importParameters(key, algorithm)
        #expect(parameters.keyId == key.arn)
        #expect(parameters.parametersValidTo == kms.time.now() + .hours(24))
        let wrapped = try WrappedMaterial(Self.first, parameters, algorithm, .rsa2048)
        let imported = try await kms.call(
            KMSOperations.importKeyMaterial,
            ImportKeyMaterialRequest(
                keyId: key.keyId, importToken: try #require(parameters.importToken),
                encryptedKeyMaterial: wrapped.bytes, expirationModel: .keyMaterialDoesNotExpire))
        let described = try await kms.describe(key.keyId)
        #expect(described.keyState == .enabled)
        #expect(described.expirationModel == .keyMaterialDoesNotExpire)
        #expect(described.currentKeyMaterialId == imported.keyMaterialId)
        let sealed = try await kms.encrypt([5], under: key.keyId)
        #expect(try await kms.decrypt(sealed.ciphertextBlob) == [5])
    }

    @Test(arguments: [
        (KMSModel.KeySpec.rsa2048, KeyUsageType.signVerify, SigningAlgorithmSpec.rsassaPssSha256),
        (.eccNistP256, .signVerify, .ecdsaSha256), (.eccNistP521, .signVerify, .ecdsaSha512),
        (.eccNistEdwards25519, .signVerify, .ed25519Sha512),
    ])
    func privateKeysFromOutsideSignAndKeepTheirPublicHalf(
        spec: KMSModel.KeySpec, usage: KeyUsageType, algorithm: SigningAlgorithmSpec
    ) async throws {
        let key = try await external(spec, usage)
        let engineSpec = KeyEngine.KeySpec(rawValue: spec.rawValue)
        let material = try KeyMaterial.generate(try #require(engineSpec), random: SystemRandom())
        let parameters = try await kms.importParameters(key, .rsaAesKeyWrapSha256)
        let wrapped = try WrappedMaterial(material.secret.copyBytes(), parameters, .rsaAesKeyWrapSha256, .rsa2048)
        _ = try await kms.call(
            KMSOperations.importKeyMaterial,
            ImportKeyMaterialRequest(
                keyId: key.keyId, importToken: try #require(parameters.importToken),
                encryptedKeyMaterial: wrapped.bytes, expirationModel: .keyMaterialDoesNotExpire))
        let signed = try await kms.call(
            KMSOperations.sign, SignRequest(keyId: key.keyId, message: [1, 2], signingAlgorithm: algorithm))
        let judge = try PrivateKey(material).publicKey
        try judge.verify(
            try #require(signed.signature), of: [1, 2], type: .raw,
            algorithm: try #require(SigningAlgorithm(rawValue: algorithm.rawValue)))
        _ = try await kms.call(
            KMSOperations.deleteImportedKeyMaterial, DeleteImportedKeyMaterialRequest(keyId: key.keyId))
        #expect(try await kms.describe(key.keyId).keyState == .pendingImport)
        let publicKey = try await kms.call(KMSOperations.getPublicKey, GetPublicKeyRequest(keyId: key.keyId))
        #expect(publicKey.publicKey == judge.subjectPublicKeyInfo)
    }

    @Test func macKeysFromOutsideAuthenticate() async throws {
        let key = try await external(.hmac256, .generateVerifyMac)
        try await kms.importMaterial(Self.first, into: key)
        let made = try await kms.call(
            KMSOperations.generateMac,
            GenerateMacRequest(message: [1], keyId: key.keyId, macAlgorithm: .hmacSha256))
        #expect(made.mac?.count == 32)
        #expect(try await refusal(kms.importRequest(Self.second, into: key))?.code == "IncorrectKeyMaterialException")
    }

    @Test func materialOfTheWrongLengthIsRefused() async throws {
        let key = try await external()
        let request = try await kms.importRequest([1, 2, 3], into: key)
        #expect(try await refusal(request)?.code == "IncorrectKeyMaterialException")
    }

    @Test func materialThatDoesNotUnwrapIsRefused() async throws {
        let key = try await external()
        var request = try await kms.importRequest(Self.first, into: key)
        request.encryptedKeyMaterial[0] ^= 1
        #expect(try await refusal(request)?.code == "InvalidCiphertextException")
    }

    @Test func tokensAreForOneKeyAndOneDayAndCannotBeForged() async throws {
        let (key, other) = (try await external(), try await external())
        var request = try await kms.importRequest(Self.first, into: key)
        let token = request.importToken
        request.keyId = other.keyId
        #expect(try await refusal(request)?.code == "InvalidImportTokenException")
        request.keyId = key.keyId
        request.importToken[token.count / 2] ^= 1
        #expect(try await refusal(request)?.code == "InvalidImportTokenException")
        request.importToken = token
        kms.time.advance(by: .hours(24))
        #expect(try await refusal(request)?.code == "ExpiredImportTokenException")
    }

    @Test func expirationModelAndDateMustAgree() async throws {
        let key = try await external()
        let now = kms.time.now()
        let cases: [(ExpirationModelType?, Timestamp?, Bool)] = [
            (nil, nil, false), (.keyMaterialExpires, nil, false), (.keyMaterialDoesNotExpire, now + .days(1), false),
            (nil, now, false), (nil, now + .days(366), false), (nil, now + .days(365), true),
        ]
        for (model, date, isTaken) in cases {
            var request = try await kms.importRequest(Self.first, into: key)
            (request.expirationModel, request.validTo) = (model, date)
            #expect(try await refusal(request)?.code == (isTaken ? nil : "ValidationException"))
        }
    }

    @Test func expiredMaterialIsUselessAtOnceAndThenDestroyed() async throws {
        let key = try await external()
        let expiry = kms.time.now() + .days(10)
        try await kms.importMaterial(Self.first, into: key, validTo: expiry)
        #expect(try await kms.describe(key.keyId).validTo == expiry)
        let sealed = try await kms.encrypt([7], under: key.keyId)
        kms.time.advance(by: .days(10))
        let opening = DecryptRequest(ciphertextBlob: sealed.ciphertextBlob)
        #expect(try await kms.refusal(KMSOperations.decrypt, opening)?.code == "KMSInvalidStateException")
        #expect(try kms.record(of: key).materials.first?.isPresent == true)
        try await kms.runChores()
        #expect(try kms.record(of: key).materials.first?.isPresent == false)
        #expect(try await kms.describe(key.keyId).keyState == .pendingImport)
        let events = try kms.store.readNow { try $0.journal(AuditRecord.stream, after: 0, limit: 10) }
        #expect(try events.map { try JSON(parsing: $0.entry.body)["eventName"] } == ["DeleteExpiredKeyMaterial"])
        #expect(
            try await refusal(kms.importRequest(Self.second, into: key))?.code == "IncorrectKeyMaterialException")
        try await kms.importMaterial(Self.first, into: key)
        #expect(try await kms.decrypt(sealed.ciphertextBlob) == [7])
    }

    @Test func importedMaterialRotatesOnDemand() async throws {
        let key = try await external()
        let firstID = try await kms.importMaterial(Self.first, into: key)
        let sealed = try await kms.encrypt([9], under: key.keyId)
        let rotation = RotateKeyOnDemandRequest(keyId: key.keyId)
        #expect(
            try await kms.refusal(KMSOperations.rotateKeyOnDemand, rotation)?.code == "KMSInvalidStateException")
        let secondID = try await kms.importMaterial(Self.second, into: key, .newKeyMaterial)
        #expect(try await states(key) == [.current, .pendingRotation])
        #expect(try await kms.describe(key.keyId).currentKeyMaterialId == firstID)
        _ = try await kms.call(KMSOperations.rotateKeyOnDemand, rotation)
        #expect(try await states(key) == [.nonCurrent, .current])
        #expect(try await kms.describe(key.keyId).currentKeyMaterialId == secondID)
        #expect(try await kms.decrypt(sealed.ciphertextBlob) == [9])

        _ = try await kms.call(
            KMSOperations.deleteImportedKeyMaterial,
            DeleteImportedKeyMaterialRequest(keyId: key.keyId, keyMaterialId: firstID))
        #expect(try await kms.describe(key.keyId).keyState == .pendingImport)
        try await kms.importMaterial(Self.first, into: key, .existingKeyMaterial)
        #expect(try await kms.describe(key.keyId).keyState == .enabled)
        #expect(try await states(key) == [.nonCurrent, .current])
    }

    /// Source: AWS KMS API reference, ImportKeyMaterial: "the state of the KMS key changes to Enabled".
    @Test func importThatCompletesAKeyEnablesItAndNoOtherDoes() async throws {
        let key = try await external()
        try await kms.importMaterial(Self.first, into: key)
        _ = try await kms.call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId))
        try await kms.importMaterial(Self.first, into: key)
        #expect(try await kms.describe(key.keyId).keyState == .disabled)
        _ = try await kms.call(
            KMSOperations.deleteImportedKeyMaterial, DeleteImportedKeyMaterialRequest(keyId: key.keyId))
        try await kms.importMaterial(Self.first, into: key)
        #expect(try await kms.describe(key.keyId).keyState == .enabled)
    }

    @Test func materialThatWaitsForRotationCanBeReplacedAfterItsDeletion() async throws {
        let key = try await external()
        try await kms.importMaterial(Self.first, into: key)
        let waiting = try await kms.importMaterial(Self.second, into: key, .newKeyMaterial)
        let third = [UInt8](repeating: 3, count: 32)
        #expect(
            try await refusal(kms.importRequest(third, into: key, .newKeyMaterial))?.code
                == "KMSInvalidStateException")
        _ = try await kms.call(
            KMSOperations.deleteImportedKeyMaterial,
            DeleteImportedKeyMaterialRequest(keyId: key.keyId, keyMaterialId: waiting))
        #expect(try await kms.describe(key.keyId).keyState == .enabled)
        try await kms.importMaterial(third, into: key, .newKeyMaterial)
        #expect(try await states(key) == [.current, .pendingRotation])
    }

    @Test func newAndExistingMaterialAreToldApart() async throws {
        let key = try await external()
        #expect(
            try await refusal(kms.importRequest(Self.first, into: key, .existingKeyMaterial))?.code
                == "IncorrectKeyMaterialException")
        let id = try await kms.importMaterial(Self.first, into: key)
        #expect(
            try await refusal(kms.importRequest(Self.first, into: key, .newKeyMaterial))?.code
                == "IncorrectKeyMaterialException")
        var named = try await kms.importRequest(Self.first, into: key)
        named.keyMaterialId = id
        named.keyMaterialDescription = "from the vault"
        #expect(try await refusal(named) == nil)
        named.keyMaterialId = String(repeating: "0", count: 64)
        #expect(try await refusal(named)?.code == "IncorrectKeyMaterialException")
        // A description stays where the next import gives none.
        try await kms.importMaterial(Self.first, into: key)
        #expect(try kms.record(of: key).materials.first?.imported?.description == "from the vault")
    }

    @Test(arguments: [
        (KMSModel.KeySpec?.none, KeyUsageType?.none, AlgorithmSpec.rsaesPkcs1V15, KMSModel.WrappingKeySpec.rsa2048),
        (nil, nil, .sm2pke, .sm2), (nil, nil, .rsaesOaepSha256, .sm2),
        (.rsa2048, .signVerify, .rsaesOaepSha256, .rsa4096), (.eccNistP521, .signVerify, .rsaesOaepSha256, .rsa2048),
    ])
    func wrappingThatCannotBeIsRefused(
        spec: KMSModel.KeySpec?, usage: KeyUsageType?, algorithm: AlgorithmSpec, wrapping: KMSModel.WrappingKeySpec
    ) async throws {
        let key = try await external(spec, usage)
        let input = GetParametersForImportRequest(
            keyId: key.keyId, wrappingAlgorithm: algorithm, wrappingKeySpec: wrapping)
        #expect(
            try await kms.refusal(KMSOperations.getParametersForImport, input)?.code
                == "UnsupportedOperationException")
    }

    @Test func onlyExternalKeysTakeMaterial() async throws {
        let key = try await kms.createKey()
        let input = GetParametersForImportRequest(
            keyId: key.keyId, wrappingAlgorithm: .rsaesOaepSha256, wrappingKeySpec: .rsa2048)
        #expect(
            try await kms.refusal(KMSOperations.getParametersForImport, input)?.code
                == "UnsupportedOperationException")
        #expect(
            try await kms.refusal(
                KMSOperations.deleteImportedKeyMaterial, DeleteImportedKeyMaterialRequest(keyId: key.keyId))?.code
                == "UnsupportedOperationException")
    }
}
