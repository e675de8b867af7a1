import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import PolicyEngine
import ServiceKit
import Store

extension KMS {
    /// How many keys an account may have in a region. Source: AWS KMS developer guide, "Resource quotas".
    static let maximumKeys = 100_000

    /// The principal that keeps related multi-Region keys alike.
    /// Source: AWS KMS developer guide, "Authorizing AWS KMS to synchronize multi-Region keys".
    static let multiRegionService = "mrk.kms.amazonaws.com"

    /// A key that is still to be made. Its id is drawn first, since policies are asked about its ARN.
    func newKey(_ input: CreateKeyRequest, in scope: RequestScope) throws -> Target<NewKey> {
        let new = NewKey(id: NewKey.id(isMultiRegion: input.multiRegion == true, scope.random), in: scope)
        var checks = [
            AccessCheck(
                action: KMSAction.createKey.name, account: scope.account,
                conditionKeys: { CreateKeyConditions(input: input, account: scope.account).value(forKey: $0) })
        ]
        if let tags = input.tags, !tags.isEmpty {
            checks.append(tagCheck(tags, ofNew: new.arn, in: scope))
        }
        let lockout = lockoutCheck(
            input.policy, bypass: input.bypassPolicyLockoutSafetyCheck, account: scope.account, keyARN: new.arn,
            in: scope)
        if input.multiRegion == true, let role = try linkedRoles.check(for: Self.multiRegionService, in: scope.account)
        {
            checks.append(role)
        }
        return Target(new, checks: checks + (lockout.map { [$0] } ?? []))
    }

    /// The question whether the caller may give a new key its tags.
    func tagCheck(_ tags: [Tag], ofNew arn: String, in scope: RequestScope) -> AccessCheck {
        AccessCheck(
            action: KMSAction.tagResource.name, resource: arn, account: scope.account,
            conditionKeys: {
                $0 == "kms:calleraccount" ? .one(scope.account.description) : TagConditions(tags).value(forKey: $0)
            })
    }

    func createKey(
        _ input: CreateKeyRequest, as new: Authorized<NewKey>, in scope: RequestScope
    ) async throws -> Change<CreateKeyResponse> {
        let design = try KeyDesign(input)
        let principals: PolicyPrincipals? =
            if let policy = input.policy { try await principals(of: policy) } else { nil }
        var key = try await record(of: new.value, design, input, in: scope)
        key.policyPrincipals = principals
        return Change { [key] transaction in
            try transaction.requireFreeExternalKey(of: key)
            try transaction.add(key)
            if input.multiRegion == true {
                try linkedRoles.ensure(for: Self.multiRegionService, in: key.account, for: scope, transaction)
            }
            var metadata = KeyMetadata(of: key)
            if let store = try transaction.keyStore(of: key) { metadata.describe(store, holding: key) }
            return CreateKeyResponse(keyMetadata: metadata)
        }
    }

    private func record(
        of new: NewKey, _ design: KeyDesign, _ input: CreateKeyRequest, in scope: RequestScope
    ) async throws -> KeyRecord {
        var key = KeyRecord(
            account: scope.account, region: scope.region, id: new.id, spec: design.spec, usage: design.usage,
            origin: design.origin, createdAt: scope.now,
            policy: input.policy ?? KeyPolicy.standard(for: scope.account))
        key.description = input.description ?? ""
        key.tags = try TagSet([:]).adding(input.tags ?? []).tags
        if input.multiRegion == true { key.multiRegion = MultiRegionRecord(primaryRegion: scope.region) }
        if let store = design.customKeyStoreID {
            key.customKeyStoreID = store
            key.externalKeyID = design.externalKeyID
            try await requireMaterial(of: key, in: try connectedKeyStore(store, in: scope), scope)
        }
        if design.hasOwnMaterial {
            let material = try await SlowWork.run { [key] in
                try vault.generate(for: key, at: scope.now, random: scope.random)
            }
            key.materials = [material]
        }
        return key
    }
}

/// The name of a key before there is a key.
struct NewKey: Sendable {
    let id: String
    let arn: String

    init(id: String, in scope: RequestScope) {
        self.id = id
        arn = ARN.kmsKey(scope.account, scope.region, id).description
    }

    static func id(isMultiRegion: Bool, _ random: any RandomSource) -> String {
        isMultiRegion ? "mrk-" + Hex.encode(random.bytes(16)) : random.uuid()
    }
}

extension AuditResource {
    /// A key that has just come into being. Nil unless the metadata is that of a whole key, which KMS's own always is.
    init?(of key: KeyMetadata) {
        guard let arn = key.arn, let account = key.awsAccountId.flatMap({ AccountID($0) }) else { return nil }
        self.init(arn: arn, type: KMS.keyType, account: account)
    }
}
