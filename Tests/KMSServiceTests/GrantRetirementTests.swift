import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

/// Source: AWS KMS developer guide, "Retiring and revoking grants".
@Suite struct GrantRetirementTests {
    struct Retirer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let caller: Caller
        var operations: [GrantOperation] = [.decrypt]
        var retiringPrincipal: String?
        let isAllowed: Bool
    }

    static let grantee = Caller.session(of: "app")
    static let retirers = [
        Retirer(
            testDescription: "the retiring principal", caller: .user("retirer"),
            retiringPrincipal: "arn:aws:iam::123456789012:user/retirer", isAllowed: true),
        Retirer(
            testDescription: "the grantee with RetireGrant", caller: grantee, operations: [.decrypt, .retireGrant],
            isAllowed: true),
        Retirer(testDescription: "the grantee without RetireGrant", caller: grantee, isAllowed: false),
        Retirer(testDescription: "the account's root user", caller: .root, isAllowed: true),
        Retirer(testDescription: "an administrator of the account", caller: .admin, isAllowed: true),
        Retirer(testDescription: "somebody", caller: .user("somebody"), isAllowed: false),
    ]

    @Test(arguments: retirers, [true, false])
    func grantSaysWhoRetiresIt(_ retirer: Retirer, _ byToken: Bool) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let made = try await harness.call(
            KMSOperations.createGrant,
            CreateGrantRequest(
                keyId: key.keyId, granteePrincipal: Self.grantee.entityARN, operations: retirer.operations,
                retiringPrincipal: retirer.retiringPrincipal))
        let request =
            byToken
            ? RetireGrantRequest(grantToken: made.grantToken)
            : RetireGrantRequest(keyId: key.arn, grantId: made.grantId)
        let refusal = try await harness.refusal(KMSOperations.retireGrant, request, as: retirer.caller)
        #expect(refusal?.code == (retirer.isAllowed ? nil : "AccessDeniedException"))
        let list = try await harness.call(KMSOperations.listGrants, ListGrantsRequest(keyId: key.keyId))
        #expect(list.grants?.count == (retirer.isAllowed ? 0 : 1))
    }

    @Test func deniedRetirementStaysDenied() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let retirer = Caller.user("retirer")
        let made = try await harness.call(
            KMSOperations.createGrant,
            CreateGrantRequest(
                keyId: key.keyId, granteePrincipal: Self.grantee.entityARN, operations: [.decrypt],
                retiringPrincipal: retirer.arn))
        try harness.identity.give(retirer, #"{"Effect":"Deny","Action":"kms:RetireGrant","Resource":"*"}"#)
        let request = RetireGrantRequest(grantToken: made.grantToken)
        #expect(
            try await harness.refusal(KMSOperations.retireGrant, request, as: retirer)?.code
                == "AccessDeniedException")
    }

    /// A key that the grantee may describe.
    private func describable(in harness: KMSHarness) async throws -> (KeyMetadata, CreateGrantResponse) {
        let key = try await harness.createKey()
        let request = CreateGrantRequest(
            keyId: key.keyId, granteePrincipal: Self.grantee.entityARN, operations: [.describeKey])
        return (key, try await harness.call(KMSOperations.createGrant, request))
    }

    @Test func revokedGrantIsOutOfForceAtOnce() async throws {
        let harness = try KMSHarness()
        let (key, made) = try await describable(in: harness)
        _ = try await harness.describe(key.keyId, as: Self.grantee)
        let revoke = RevokeGrantRequest(keyId: key.keyId, grantId: try #require(made.grantId))
        #expect(
            try await harness.refusal(KMSOperations.revokeGrant, revoke, as: Self.grantee)?.code
                == "AccessDeniedException")
        _ = try await harness.call(KMSOperations.revokeGrant, revoke)
        let refusal = try await harness.refusal(
            KMSOperations.describeKey, DescribeKeyRequest(keyId: key.keyId), as: Self.grantee)
        #expect(refusal?.code == "AccessDeniedException")
        #expect(try await harness.refusal(KMSOperations.revokeGrant, revoke)?.code == "NotFoundException")
    }

    @Test func tokenIsOfNoUseInAnotherRegion() async throws {
        let harness = try KMSHarness()
        let (key, made) = try await describable(in: harness)
        let retire = RetireGrantRequest(grantToken: made.grantToken)
        let elsewhere = try #require(Region("eu-west-1"))
        let refusal = try await harness.refusal(KMSOperations.retireGrant, retire, in: elsewhere)
        #expect(refusal?.code == "InvalidGrantTokenException")
        _ = try await harness.describe(key.keyId, as: Self.grantee)
    }

    @Test func whoeverIsMadeAnewUnderTheGranteesNameDoesNotRetire() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let grantee = Caller.user("grantee")
        harness.principals.name(grantee.arn, grantee.principalID)
        let made = try await harness.call(
            KMSOperations.createGrant,
            CreateGrantRequest(keyId: key.keyId, granteePrincipal: grantee.arn, operations: [.retireGrant]))
        var namesake = grantee
        namesake.principalID = "AIDAnamesake"
        let retire = RetireGrantRequest(grantToken: made.grantToken)
        #expect(
            try await harness.refusal(KMSOperations.retireGrant, retire, as: namesake)?.code
                == "AccessDeniedException")
        #expect(try await harness.refusal(KMSOperations.retireGrant, retire, as: grantee) == nil)
    }

    @Test(arguments: [("red", true), ("blue", false)])
    func policiesSeeTheConstraintOfARetiredGrant(_ team: String, _ isAllowed: Bool) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let made = try await harness.call(
            KMSOperations.createGrant,
            CreateGrantRequest(
                keyId: key.keyId, granteePrincipal: Self.grantee.entityARN, operations: [.decrypt],
                constraints: GrantConstraints(encryptionContextSubset: ["team": team])))
        let retirer = Caller.user("retirer")
        try harness.identity.give(
            retirer,
            #"""
            {"Effect":"Allow","Action":"kms:RetireGrant","Resource":"*","Condition":{"StringEquals":
            {"kms:EncryptionContext:team":"red","kms:GrantConstraintType":"EncryptionContextSubset"}}}
            """#)
        let retire = RetireGrantRequest(grantToken: made.grantToken)
        let refusal = try await harness.refusal(KMSOperations.retireGrant, retire, as: retirer)
        #expect(refusal?.code == (isAllowed ? nil : "AccessDeniedException"))
    }

    static let unclear = [
        RetireGrantRequest(), RetireGrantRequest(grantId: "x"),
        RetireGrantRequest(keyId: "1234abcd-12ab-34cd-56ef-1234567890ab"),
        RetireGrantRequest(grantToken: "x", grantId: "x"),
    ]

    @Test(arguments: unclear) func grantMustBeNamedInOneWay(_ request: RetireGrantRequest) async throws {
        let harness = try KMSHarness()
        #expect(try await harness.refusal(KMSOperations.retireGrant, request)?.code == "ValidationException")
    }

    @Test func shapelessGrantIDIsRefused() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let revoke = RevokeGrantRequest(keyId: key.keyId, grantId: "short")
        #expect(try await harness.refusal(KMSOperations.revokeGrant, revoke)?.code == "InvalidGrantIdException")
    }

    @Test func retirableGrantsAreListedForPrincipalsOfTheCallersAccount() async throws {
        let harness = try KMSHarness()
        let keys = [try await harness.createKey(), try await harness.createKey()]
        let retirer = Caller.user("retirer")
        for key in keys {
            _ = try await harness.call(
                KMSOperations.createGrant,
                CreateGrantRequest(
                    keyId: key.keyId, granteePrincipal: Self.grantee.entityARN, operations: [.decrypt],
                    retiringPrincipal: retirer.arn))
        }
        _ = try await harness.call(
            KMSOperations.createGrant,
            CreateGrantRequest(
                keyId: keys[0].keyId, granteePrincipal: Self.grantee.entityARN, operations: [.decrypt]))
        let list = try await harness.call(
            KMSOperations.listRetirableGrants, ListRetirableGrantsRequest(retiringPrincipal: retirer.arn))
        #expect(Set(list.grants?.compactMap(\.keyId) ?? []) == Set(keys.compactMap(\.arn)))
        let foreign = ListRetirableGrantsRequest(retiringPrincipal: "arn:aws:iam::999999999999:user/retirer")
        #expect(
            try await harness.refusal(KMSOperations.listRetirableGrants, foreign)?.code == "InvalidArnException")
    }
}
