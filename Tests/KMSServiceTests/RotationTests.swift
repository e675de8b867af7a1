import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Store
import Testing

@testable import KMSService

@Suite struct RotationTests {
    let kms: KMSHarness

    init() throws { kms = try KMSHarness() }

    private func status(_ key: KeyMetadata) async throws -> GetKeyRotationStatusResponse {
        try await kms.call(KMSOperations.getKeyRotationStatus, GetKeyRotationStatusRequest(keyId: key.keyId))
    }

    private func enable(_ key: KeyMetadata, every days: Int? = nil) async throws {
        _ = try await kms.call(
            KMSOperations.enableKeyRotation,
            EnableKeyRotationRequest(keyId: key.keyId, rotationPeriodInDays: days))
    }

    private func rotations(
        _ key: KeyMetadata, _ include: IncludeKeyMaterial? = nil
    ) async throws -> [RotationsListEntry] {
        let input = ListKeyRotationsRequest(keyId: key.keyId, includeKeyMaterial: include)
        return try await kms.call(KMSOperations.listKeyRotations, input).rotations ?? []
    }

    private func rotateNow(_ key: KeyMetadata) async throws -> Refusal? {
        try await kms.refusal(KMSOperations.rotateKeyOnDemand, RotateKeyOnDemandRequest(keyId: key.keyId))
    }

    @Test func theClockRotatesTheMaterialAndOldCiphertextsStillOpen() async throws {
        let key = try await kms.createKey()
        _ = try await kms.call(
            KMSOperations.createAlias, CreateAliasRequest(aliasName: "alias/app", targetKeyId: key.keyId))
        let old = try await kms.encrypt([1, 2, 3], under: "alias/app")
        try await enable(key, every: 90)
        kms.time.advance(by: TimeSpan(milliseconds: TimeSpan.days(90).milliseconds - 1))
        try await kms.runChores()
        #expect(try await rotations(key).isEmpty)
        kms.time.advance(by: .milliseconds(1))
        try await kms.runChores()
        let rotated = try await kms.describe("alias/app")
        #expect(rotated.keyId == key.keyId)
        #expect(rotated.currentKeyMaterialId != key.currentKeyMaterialId)
        #expect(try await kms.decrypt(old.ciphertextBlob) == [1, 2, 3])
        let new = try await kms.encrypt([4], under: "alias/app")
        let opened = try await kms.call(
            KMSOperations.decrypt, DecryptRequest(ciphertextBlob: new.ciphertextBlob, keyId: "alias/app"))
        #expect(opened.keyMaterialId == rotated.currentKeyMaterialId)
        let listed = try await rotations(key, .allKeyMaterial)
        #expect(listed.map(\.keyMaterialState) == [.nonCurrent, .current])
        #expect(listed.map(\.keyMaterialId) == [key.currentKeyMaterialId, rotated.currentKeyMaterialId])
        #expect(listed.map(\.rotationType) == [nil, .automatic])
        #expect(listed.map(\.rotationDate) == [nil, kms.time.now()])
        #expect(try await status(key).nextRotationDate == kms.time.now() + .days(90))
    }

    @Test func eachRotationIsAudited() async throws {
        let key = try await kms.createKey()
        #expect(try await rotateNow(key) == nil)
        let events = try kms.store.readNow { try $0.journal(AuditRecord.stream, after: 0, limit: 10) }
        try #require(events.count == 1)
        let event = try JSON(parsing: events[0].entry.body)
        #expect(event["eventName"] == "RotateKey")
        #expect(event["eventType"] == "AwsServiceEvent")
        let details = try #require(event["serviceEventDetails"])
        #expect(details["rotationType"] == "ON_DEMAND")
        #expect(details["keyOrigin"] == "AWS_KMS")
        #expect(details["keyId"]?.string == key.keyId)
        #expect(details["previousKeyMaterialId"]?.string == key.currentKeyMaterialId)
        #expect(details["currentKeyMaterialId"]?.string == (try await kms.describe(key.keyId)).currentKeyMaterialId)
    }

    @Test func aDisabledKeyRotatesOnceItIsEnabledAgain() async throws {
        let key = try await kms.createKey()
        try await enable(key)
        _ = try await kms.call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId))
        kms.time.advance(by: .days(1000))
        try await kms.runChores()
        #expect(try await rotations(key).isEmpty)
        #expect(try await status(key).keyRotationEnabled == true)
        _ = try await kms.call(KMSOperations.enableKey, EnableKeyRequest(keyId: key.keyId))
        try await kms.runChores()
        #expect(try await rotations(key).count == 1)
        #expect(try await status(key).nextRotationDate == kms.time.now() + .days(365))
    }

    @Test func rotationIsOffWhileDeletionIsPendingAndComesBack() async throws {
        let key = try await kms.createKey()
        try await enable(key)
        _ = try await kms.call(KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: key.keyId))
        #expect(try await status(key).keyRotationEnabled == false)
        _ = try await kms.call(KMSOperations.cancelKeyDeletion, CancelKeyDeletionRequest(keyId: key.keyId))
        #expect(try await status(key).keyRotationEnabled == true)
    }

    @Test(arguments: [(89, false), (90, true), (2560, true), (2561, false)])
    func periodsAreFrom90To2560Days(days: Int, isTaken: Bool) async throws {
        let key = try await kms.createKey()
        let input = EnableKeyRotationRequest(keyId: key.keyId, rotationPeriodInDays: days)
        let refusal = try await kms.refusal(KMSOperations.enableKeyRotation, input)
        #expect(refusal?.code == (isTaken ? nil : "ValidationException"))
        #expect(try await status(key).rotationPeriodInDays == (isTaken ? days : nil))
    }

    @Test func disablingTurnsRotationOff() async throws {
        let key = try await kms.createKey()
        try await enable(key)
        #expect(try await status(key).rotationPeriodInDays == 365)
        _ = try await kms.call(KMSOperations.disableKeyRotation, DisableKeyRotationRequest(keyId: key.keyId))
        let after = try await status(key)
        #expect(after.keyRotationEnabled == false)
        #expect(after.nextRotationDate == nil)
        kms.time.advance(by: .days(400))
        try await kms.runChores()
        #expect(try await rotations(key).isEmpty)
    }

    @Test func onDemandRotationsAreLimitedAndLeaveTheScheduleAlone() async throws {
        let key = try await kms.createKey()
        try await enable(key)
        let due = try await status(key).nextRotationDate
        for _ in 0..<25 { #expect(try await rotateNow(key) == nil) }
        #expect(try await rotateNow(key)?.code == "LimitExceededException")
        #expect(try await status(key).nextRotationDate == due)
        #expect(try await rotations(key).count == 25)
    }

    @Test func onDemandRotationIsRefusedShortlyBeforeAnAutomaticOne() async throws {
        let key = try await kms.createKey()
        try await enable(key, every: 90)
        kms.time.advance(by: .days(90) - .minutes(20))
        #expect(try await rotateNow(key)?.code == "ConflictException")
    }

    @Test func whatIsEncryptedDuringRotationsOpensAfterThem() async throws {
        let key = try await kms.createKey()
        let sealed = try await withThrowingTaskGroup(of: [UInt8]?.self) { [kms] group in
            for _ in 0..<5 {
                group.addTask {
                    let rotation = RotateKeyOnDemandRequest(keyId: key.keyId)
                    _ = try await kms.call(KMSOperations.rotateKeyOnDemand, rotation)
                    return nil
                }
            }
            for number in 0..<50 {
                group.addTask { try await kms.encrypt([UInt8(number)], under: key.keyId).ciphertextBlob }
            }
            return try await group.reduce(into: [[UInt8]]()) { all, one in if let one { all.append(one) } }
        }
        var opened: [UInt8] = []
        for ciphertext in sealed { opened += try await kms.decrypt(ciphertext) ?? [] }
        #expect(opened.sorted() == Array(0..<50))
        #expect(try kms.record(of: key).materials.map(\.state) == Array(repeating: .nonCurrent, count: 5) + [.current])
    }

    @Test func rotationsArePaged() async throws {
        let key = try await kms.createKey()
        for _ in 0..<12 { #expect(try await rotateNow(key) == nil) }
        var (found, marker): ([String?], String?) = ([], nil)
        repeat {
            let page = try await kms.call(
                KMSOperations.listKeyRotations,
                ListKeyRotationsRequest(
                    keyId: key.keyId, includeKeyMaterial: .allKeyMaterial, limit: 5, marker: marker))
            #expect(page.truncated == (page.nextMarker != nil))
            found += (page.rotations ?? []).map(\.keyMaterialId)
            marker = page.nextMarker
        } while marker != nil
        #expect(found == (try await rotations(key, .allKeyMaterial)).map(\.keyMaterialId))
        #expect(found.count == 13)
        let foreign = ListKeyRotationsRequest(keyId: key.keyId, marker: "forged")
        #expect(
            try await kms.refusal(KMSOperations.listKeyRotations, foreign)?.code == "InvalidMarkerException")
    }

    @Test(arguments: [
        CreateKeyRequest(keyUsage: .signVerify, keySpec: .eccNistP256),
        CreateKeyRequest(keyUsage: .generateVerifyMac, keySpec: .hmac256), CreateKeyRequest(origin: .external),
    ])
    func otherKeysDoNotRotateByTheClock(design: CreateKeyRequest) async throws {
        let key = try await kms.createKey(design)
        let enabling = EnableKeyRotationRequest(keyId: key.keyId)
        #expect(
            try await kms.refusal(KMSOperations.enableKeyRotation, enabling)?.code == "UnsupportedOperationException")
        let asking = GetKeyRotationStatusRequest(keyId: key.keyId)
        #expect(
            try await kms.refusal(KMSOperations.getKeyRotationStatus, asking)?.code == "UnsupportedOperationException")
    }
}

extension TimeSpan {
    fileprivate static func - (left: TimeSpan, right: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: left.milliseconds - right.milliseconds)
    }
}
