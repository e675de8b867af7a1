import AWSProtocols
import Essentials
import KMSModel
import PolicyEngine
import ServiceKit
import Store

extension KMS {
    /// The primary key, with the questions of its replication: may the caller replicate it, may they make the replica
    /// where it is to be, and could they still change its policy?
    func keyForReplication(_ input: ReplicateKeyRequest, in scope: RequestScope) throws -> Target<LoadedKey> {
        let call = KeyCall(.replicateKey) { $0 == "kms:replicaregion" ? .one(input.replicaRegion) : nil }
        var target = try key(input.keyId, for: call, in: scope)
        let region = try replicaRegion(of: input)
        target.checks += try linkedRoles.check(for: Self.multiRegionService, in: scope.account).map { [$0] } ?? []
        for var check in replicaChecks(input, of: target.resource.record, region, in: scope) {
            check.region = region
            target.checks.append(check)
        }
        return target
    }

    /// What CreateKey would ask in the replica's region.
    private func replicaChecks(
        _ input: ReplicateKeyRequest, of primary: KeyRecord, _ region: Region, in scope: RequestScope
    ) -> [AccessCheck] {
        let account = scope.account
        let arn = ARN.kmsKey(primary.account, region, primary.id).description
        let conditions = CreateKeyConditions(input: input.creation(of: primary), account: account)
        var checks = [
            AccessCheck(
                action: KMSAction.createKey.name, account: account,
                conditionKeys: { $0 == "kms:multiregionkeytype" ? "REPLICA" : conditions.value(forKey: $0) })
        ]
        if let tags = input.tags, !tags.isEmpty { checks.append(tagCheck(tags, ofNew: arn, in: scope)) }
        let lockout = lockoutCheck(
            input.policy, bypass: input.bypassPolicyLockoutSafetyCheck, account: account, keyARN: arn, in: scope)
        return checks + (lockout.map { [$0] } ?? [])
    }

    /// The replica is usable when the call is answered: it is never in the state `Creating`.
    func replicateKey(
        _ input: ReplicateKeyRequest, on key: Authorized<LoadedKey>, in scope: RequestScope
    ) async throws -> Change<ReplicateKeyResponse> {
        let loaded = key.value
        try requireReplicable(loaded.record, at: scope.now)
        let region = try replicaRegion(of: input)
        try requireSamePartition(region, as: loaded.record.region)
        let tags = try TagSet([:]).adding(input.tags ?? []).tags
        let principals: PolicyPrincipals? =
            if let policy = input.policy { try await principals(of: policy) } else { nil }
        return Change { transaction in
            let primary = try transaction.current(loaded).record
            try linkedRoles.ensure(for: Self.multiRegionService, in: scope.account, for: scope, transaction)
            try requireReplicable(primary, at: scope.now)
            var replica = primary.replica(in: region, input, at: scope.now)
            replica.policyPrincipals = principals
            replica.tags = tags
            return try add(replica, to: primary, in: scope, transaction)
        }
    }

    private func add(
        _ replica: KeyRecord, to primary: KeyRecord, in scope: RequestScope, _ transaction: any WriteTransaction
    ) throws -> ReplicateKeyResponse {
        guard try transaction.get(KeyRecord.self, replica.key) == nil else {
            throw AWSError(.alreadyExistsException, "\(replica.arn) already exists.")
        }
        var related = try RelatedKeys(of: primary, in: transaction)
        related.replicas.append(replica)
        try Synchronization(vault: vault, random: scope.random).store(&related, at: scope.now, in: transaction)
        let made = try related.change(in: replica.region) { $0 }
        try transaction.record(.creation(of: made), in: scope)
        return ReplicateKeyResponse(
            replicaKeyMetadata: KeyMetadata(of: made), replicaPolicy: made.policy,
            replicaTags: made.tags.sorted { $0.key < $1.key }.map { Tag(tagKey: $0.key, tagValue: $0.value) })
    }

    private func requireReplicable(_ record: KeyRecord, at now: Timestamp) throws(AWSError) {
        try record.requirePrimary()
        try record.requireEnabled(at: now)
    }

    private func replicaRegion(of input: ReplicateKeyRequest) throws(AWSError) -> Region {
        guard let region = Region(input.replicaRegion) else { throw .validation("ReplicaRegion is not valid.") }
        return region
    }

    private func requireSamePartition(_ region: Region, as primaryRegion: Region) throws(AWSError) {
        guard region.partition == primaryRegion.partition else {
            throw AWSError(
                .unsupportedOperationException,
                "ReplicaRegion \(region) is not in the partition of \(primaryRegion).")
        }
    }
}

extension Region {
    /// By the name's beginning. Source: AWS general reference, "AWS service endpoints".
    fileprivate var partition: String {
        let partitions = ["cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b"]
        return partitions.first { description.hasPrefix($0.key) }?.value ?? "aws"
    }
}

extension KeyRecord {
    /// A replica that is still without what it shares with its primary.
    fileprivate func replica(in region: Region, _ input: ReplicateKeyRequest, at now: Timestamp) -> KeyRecord {
        var replica = KeyRecord(
            account: account, region: region, id: id, spec: spec, usage: usage, origin: origin, createdAt: now,
            policy: input.policy ?? KeyPolicy.standard(for: account))
        replica.description = input.description ?? ""
        return replica
    }
}

extension ReplicateKeyRequest {
    /// The CreateKey request that this comes to in the replica's region.
    fileprivate func creation(of primary: KeyRecord) -> CreateKeyRequest {
        CreateKeyRequest(
            policy: policy, description: description, keyUsage: KeyUsageType(rawValue: primary.usage.rawValue),
            keySpec: KeySpec(rawValue: primary.spec.rawValue), origin: primary.origin,
            bypassPolicyLockoutSafetyCheck: bypassPolicyLockoutSafetyCheck, tags: tags, multiRegion: true)
    }
}

extension ForwardedCall {
    /// Source: AWS KMS API reference, ReplicateKey, on its CloudTrail log.
    fileprivate static func creation(of replica: KeyRecord) -> ForwardedCall {
        ForwardedCall(
            name: "CreateKey", source: "kms.amazonaws.com", region: replica.region,
            resources: [AuditResource(arn: replica.arn, type: KMS.keyType, account: replica.account)],
            parameters: [
                "description": .string(replica.description), "keySpec": .string(replica.spec.rawValue),
                "keyUsage": .string(replica.usage.rawValue), "origin": .string(replica.origin.rawValue),
                "policy": .string(replica.policy), "multiRegion": .bool(true),
            ], answer: ["keyId": .string(replica.arn)])
    }
}
