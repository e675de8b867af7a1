import AWSProtocols
import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

@Suite struct GrantTests {
    static let app = Caller.session(of: "app")
    static let appRole = "arn:aws:iam::123456789012:role/app"
    static let retirer = Caller.user("retirer")

    private func grant(
        _ key: KeyMetadata, to grantee: String = appRole, _ operations: [GrantOperation] = [.describeKey, .decrypt],
        retiring: String? = nil, equals: [String: String]? = nil, subset: [String: String]? = nil,
        name: String? = nil
    ) -> CreateGrantRequest {
        let constraints =
            equals == nil && subset == nil
            ? nil : GrantConstraints(encryptionContextSubset: subset, encryptionContextEquals: equals)
        return CreateGrantRequest(
            keyId: key.arn ?? key.keyId, granteePrincipal: grantee, operations: operations,
            retiringPrincipal: retiring, constraints: constraints, name: name)
    }

    @Test func grantGivesItsOperationsToItsGranteeAndNothingElse() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let describe = DescribeKeyRequest(keyId: key.keyId)
        #expect(try await harness.refusal(KMSOperations.describeKey, describe, as: Self.app) != nil)
        _ = try await harness.call(KMSOperations.createGrant, grant(key))
        #expect(try await harness.refusal(KMSOperations.describeKey, describe, as: Self.app) == nil)
        let stranger = Caller.session(of: "stranger")
        #expect(
            try await harness.refusal(KMSOperations.describeKey, describe, as: stranger)?.code
                == "AccessDeniedException")
        let pass = grant(key, to: stranger.entityARN)
        #expect(
            try await harness.refusal(KMSOperations.createGrant, pass, as: Self.app)?.code == "AccessDeniedException")
    }

    @Test func grantIsNotForWhoeverIsMadeAnewUnderTheGranteesName() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let grantee = Caller.user("grantee")
        harness.principals.name(grantee.arn, grantee.principalID)
        _ = try await harness.call(KMSOperations.createGrant, grant(key, to: grantee.arn))
        let describe = DescribeKeyRequest(keyId: key.keyId)
        #expect(try await harness.refusal(KMSOperations.describeKey, describe, as: grantee) == nil)
        var namesake = grantee
        namesake.principalID = "AIDAnamesake"
        #expect(
            try await harness.refusal(KMSOperations.describeKey, describe, as: namesake)?.code
                == "AccessDeniedException")
    }

    @Test func explicitDenyStandsAboveAGrant() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.call(KMSOperations.createGrant, grant(key))
        try harness.identity.give(Self.app, #"{"Effect":"Deny","Action":"kms:DescribeKey","Resource":"*"}"#)
        let refusal = try await harness.refusal(
            KMSOperations.describeKey, DescribeKeyRequest(keyId: key.keyId), as: Self.app)
        #expect(refusal?.code == "AccessDeniedException")
    }

    static let constraints: [(equals: [String: String]?, subset: [String: String]?, context: [String: String], Bool)] =
        [
            (nil, nil, [:], true), (nil, nil, ["a": "1"], true),
            (["a": "1"], nil, ["a": "1"], true), (["a": "1"], nil, ["a": "1", "b": "2"], false),
            (["a": "1"], nil, ["a": "2"], false), (["a": "1"], nil, [:], false),
            // Case and Unicode spelling matter.
            (["a": "1"], nil, ["A": "1"], false), (["a": "x"], nil, ["a": "X"], false),
            (["a": "1"], nil, ["a": "1", "A": "1"], false), (nil, ["A": "1"], ["a": "1", "b": "2"], false),
            (["\u{E9}": "1"], nil, ["e\u{301}": "1"], false), (nil, ["a": "\u{E9}"], ["a": "e\u{301}"], false),
            (nil, ["a": "1"], ["a": "1"], true), (nil, ["a": "1"], ["a": "1", "b": "2"], true),
            (nil, ["a": "1"], ["b": "2"], false), (nil, ["a": "1"], [:], false),
        ]

    @Test(arguments: constraints) func constraintsLookAtTheEncryptionContext(
        _ equals: [String: String]?, _ subset: [String: String]?, _ context: [String: String], _ isAllowed: Bool
    ) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.call(KMSOperations.createGrant, grant(key, equals: equals, subset: subset))
        let loaded = try harness.kms.directory.find(key.keyId, forms: .keysOnly, in: harness.scope()).key
        let call = KeyCall(.decrypt, encryptionContext: context)
        #expect(loaded.grants.allow(.decrypt, to: Self.app, call: call) == isAllowed)
        // Operations that have no encryption context are not constrained by one.
        #expect(loaded.grants.allow(.describeKey, to: Self.app, call: KeyCall(.describeKey)))
        #expect(!loaded.grants.allow(.encrypt, to: Self.app, call: call))
    }

    struct Delegation: Sendable {
        let operations: [GrantOperation]
        var equals: [String: String]?
        var subset: [String: String]?
        let isAllowed: Bool
    }

    /// What a grantee of CreateGrant, Decrypt and Encrypt under the context subset a=1 may pass on.
    static let delegations = [
        Delegation(operations: [.decrypt], subset: ["a": "1"], isAllowed: true),
        Delegation(operations: [.decrypt, .encrypt, .createGrant], subset: ["a": "1"], isAllowed: true),
        Delegation(operations: [.decrypt], subset: ["a": "1", "b": "2"], isAllowed: true),
        Delegation(operations: [.decrypt], equals: ["a": "1"], isAllowed: true),
        Delegation(operations: [.decrypt], equals: ["a": "1", "b": "2"], isAllowed: true),
        Delegation(operations: [.decrypt], isAllowed: false),
        Delegation(operations: [.decrypt], subset: ["b": "2"], isAllowed: false),
        Delegation(operations: [.decrypt], equals: ["a": "2"], isAllowed: false),
        Delegation(operations: [.generateDataKey], subset: ["a": "1"], isAllowed: false),
        Delegation(operations: [.decrypt, .describeKey], subset: ["a": "1"], isAllowed: false),
    ]

    @Test(arguments: delegations) func granteePassesOnNoMoreThanItHas(_ wanted: Delegation) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        _ = try await harness.call(
            KMSOperations.createGrant, grant(key, [.createGrant, .decrypt, .encrypt], subset: ["a": "1"]))
        let passedOn = grant(
            key, to: "arn:aws:iam::123456789012:user/next", wanted.operations, equals: wanted.equals,
            subset: wanted.subset)
        let refusal = try await harness.refusal(KMSOperations.createGrant, passedOn, as: Self.app)
        #expect(refusal?.code == (wanted.isAllowed ? nil : "AccessDeniedException"))
    }

    @Test func equalsIsOnlyAsStrictAsTheSameEquals() {
        let equals = GrantConstraintsRecord(equals: ["a": "1"], subset: nil)
        let subset = GrantConstraintsRecord(equals: nil, subset: ["a": "1"])
        #expect(equals.isAtLeastAsStrict(as: equals))
        #expect(equals.isAtLeastAsStrict(as: subset))
        #expect(!subset.isAtLeastAsStrict(as: equals))
        #expect(!GrantConstraintsRecord(equals: ["a": "1", "b": "2"], subset: nil).isAtLeastAsStrict(as: equals))
        #expect(subset.isAtLeastAsStrict(as: nil))
        #expect(!GrantConstraintsRecord(equals: ["A": "1"], subset: nil).isAtLeastAsStrict(as: equals))
        #expect(
            !GrantConstraintsRecord(equals: ["a": "\u{212B}"], subset: nil)
                .isAtLeastAsStrict(as: GrantConstraintsRecord(equals: nil, subset: ["a": "\u{C5}"])))
    }

    /// What a policy asks of a grant's constraint, by a condition on CreateGrant.
    static let demands: [(condition: String, constraints: GrantConstraints?, isAllowed: Bool)] = [
        ("kms:GrantConstraintType", GrantConstraints(encryptionContextEquals: ["team": "red"]), true),
        ("kms:GrantConstraintType", GrantConstraints(encryptionContextEquals: [:]), false),
        ("kms:GrantConstraintType", GrantConstraints(encryptionContextSubset: ["team": "red"]), false),
        ("kms:GrantConstraintType", nil, false),
        ("kms:EncryptionContext:Team", GrantConstraints(encryptionContextSubset: ["team": "red"]), true),
        ("kms:EncryptionContext:Team", GrantConstraints(encryptionContextSubset: ["team": "blue"]), false),
        ("kms:EncryptionContext:Team", nil, false),
        ("kms:EncryptionContextKeys", GrantConstraints(encryptionContextEquals: ["team": "red"]), true),
        ("kms:EncryptionContextKeys", GrantConstraints(encryptionContextEquals: ["unit": "red"]), false),
    ]

    @Test(arguments: demands) func policiesSeeTheConstraintOfANewGrant(
        _ condition: String, _ constraints: GrantConstraints?, _ isAllowed: Bool
    ) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let maker = Caller.user("maker")
        try harness.identity.give(
            maker,
            #"""
            {"Effect":"Allow","Action":"kms:CreateGrant","Resource":"*","Condition":
            {"ForAnyValue:StringEquals":{"\#(condition)":["EncryptionContextEquals","red","team"]}}}
            """#)
        var request = grant(key, [.decrypt])
        request.constraints = constraints
        let refusal = try await harness.refusal(KMSOperations.createGrant, request, as: maker)
        #expect(refusal?.code == (isAllowed ? nil : "AccessDeniedException"))
    }

    static let impossible: [(CreateKeyRequest, [GrantOperation], GrantConstraints?)] = [
        (CreateKeyRequest(), [.sign], nil), (CreateKeyRequest(), [], nil), (CreateKeyRequest(), [.getPublicKey], nil),
        (CreateKeyRequest(keyUsage: .signVerify, keySpec: .eccNistP256), [.decrypt], nil),
        (CreateKeyRequest(keyUsage: .generateVerifyMac, keySpec: .hmac256), [.generateDataKey], nil),
        (
            CreateKeyRequest(keyUsage: .generateVerifyMac, keySpec: .hmac256), [.generateMac],
            GrantConstraints(encryptionContextEquals: ["a": "1"])
        ),
        (
            CreateKeyRequest(), [.decrypt],
            GrantConstraints(encryptionContextSubset: ["a": "1"], encryptionContextEquals: ["a": "1"])
        ),
        (
            CreateKeyRequest(), [.decrypt],
            GrantConstraints(encryptionContextEquals: ["a": String(repeating: "x", count: 385)])
        ),
        (
            CreateKeyRequest(), [.decrypt],
            GrantConstraints(
                encryptionContextEquals: Dictionary(uniqueKeysWithValues: (0..<9).map { ("\($0)", "v") }))
        ),
    ]

    @Test(arguments: impossible) func grantsThatTheKeyCannotHonourAreRefused(
        _ design: CreateKeyRequest, _ operations: [GrantOperation], _ constraints: GrantConstraints?
    ) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey(design)
        var request = grant(key, operations)
        request.constraints = constraints
        #expect(try await harness.refusal(KMSOperations.createGrant, request)?.code == "ValidationException")
    }

    @Test(arguments: ["not-an-arn", "arn:aws:s3:::bucket", "arn:aws:iam::123456789012:group/g", "123456789012"])
    func granteeMustBeAPrincipal(_ grantee: String) async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let refusal = try await harness.refusal(KMSOperations.createGrant, grant(key, to: grantee))
        #expect(refusal?.code == "InvalidArnException")
    }

    @Test func granteeMustExist() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        harness.principals.remove(Self.appRole)
        #expect(
            try await harness.refusal(KMSOperations.createGrant, grant(key))
                == Refusal(
                    code: "InvalidArnException", message: "ARN does not refer to a valid principal: \(Self.appRole)"))
    }

    @Test func retryOfANamedGrantIsTheSameGrant() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let first = try await harness.call(KMSOperations.createGrant, grant(key, name: "retry"))
        let again = try await harness.call(KMSOperations.createGrant, grant(key, name: "retry"))
        #expect(first.grantId == again.grantId)
        #expect(first.grantToken != again.grantToken)
        let other = try await harness.call(KMSOperations.createGrant, grant(key, [.decrypt], name: "retry"))
        #expect(other.grantId != first.grantId)
        let unnamed = try await harness.call(KMSOperations.createGrant, grant(key))
        let another = try await harness.call(KMSOperations.createGrant, grant(key))
        #expect(unnamed.grantId != another.grantId)
        let list = try await harness.call(KMSOperations.listGrants, ListGrantsRequest(keyId: key.keyId))
        #expect(list.grants?.count == 4)
    }

    @Test func listTellsEverythingOfAGrant() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let made = try await harness.call(
            KMSOperations.createGrant, grant(key, [.decrypt], retiring: Self.retirer.arn, equals: ["a": "1"]))
        let list = try await harness.call(KMSOperations.listGrants, ListGrantsRequest(keyId: key.keyId))
        let expected = GrantListEntry(
            keyId: key.arn, grantId: made.grantId, name: "", creationDate: harness.time.now(),
            granteePrincipal: Self.appRole, retiringPrincipal: Self.retirer.arn,
            issuingAccount: "arn:aws:iam::123456789012:root", operations: [.decrypt],
            constraints: GrantConstraints(encryptionContextEquals: ["a": "1"]))
        #expect(list.grants == [expected])
        #expect(list.truncated == false)
    }

    @Test func listIsFilteredAndPaged() async throws {
        let harness = try KMSHarness()
        let (key, other) = (try await harness.createKey(), try await harness.createKey())
        var ids: [String] = []
        for _ in 0..<3 {
            let made = try await harness.call(KMSOperations.createGrant, grant(key))
            ids.append(try #require(made.grantId))
        }
        _ = try await harness.call(KMSOperations.createGrant, grant(key, to: Self.retirer.arn))
        _ = try await harness.call(KMSOperations.createGrant, grant(other))
        let byGrantee = ListGrantsRequest(keyId: key.keyId, granteePrincipal: Self.appRole)
        let found = try await harness.call(KMSOperations.listGrants, byGrantee)
        #expect(found.grants?.compactMap(\.grantId) == ids.sorted())
        let byID = ListGrantsRequest(keyId: key.keyId, grantId: ids[1])
        #expect(try await harness.call(KMSOperations.listGrants, byID).grants?.map(\.grantId) == [ids[1]])
        let page = try await harness.call(KMSOperations.listGrants, ListGrantsRequest(keyId: key.keyId, limit: 3))
        #expect(page.grants?.count == 3)
        #expect(page.truncated == true)
        let next = ListGrantsRequest(keyId: key.keyId, limit: 3, marker: page.nextMarker)
        #expect(try await harness.call(KMSOperations.listGrants, next).grants?.count == 1)
        let elsewhere = ListGrantsRequest(keyId: other.keyId, marker: page.nextMarker)
        #expect(try await harness.refusal(KMSOperations.listGrants, elsewhere)?.code == "InvalidMarkerException")
    }

    @Test func dryRunChangesNothing() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        var request = grant(key)
        request.dryRun = true
        let refusal = try await harness.refusal(KMSOperations.createGrant, request)
        #expect(refusal?.code == "DryRunOperationException")
        let list = try await harness.call(KMSOperations.listGrants, ListGrantsRequest(keyId: key.keyId))
        #expect(list.grants == [])
    }

    @Test func forgedTokenIsRefused() async throws {
        let harness = try KMSHarness()
        let key = try await harness.createKey()
        let made = try await harness.call(KMSOperations.createGrant, grant(key))
        let genuine = DescribeKeyRequest(keyId: key.keyId, grantTokens: [try #require(made.grantToken)])
        #expect(try await harness.refusal(KMSOperations.describeKey, genuine, as: Self.app) == nil)
        let forged = DescribeKeyRequest(keyId: key.keyId, grantTokens: ["Zm9yZ2Vk"])
        let refusal = try await harness.refusal(KMSOperations.describeKey, forged, as: Self.app)
        #expect(refusal?.code == "InvalidGrantTokenException")
    }
}
