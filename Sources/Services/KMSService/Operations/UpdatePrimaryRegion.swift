import AWSProtocols
import Essentials
import KMSModel
import PolicyEngine
import ServiceKit

/// The primary key, and the replica that is to take its place; nil where there is none.
struct PrimaryRegionUpdate: Sendable {
    let primary: LoadedKey
    let region: Region
    let replica: LoadedKey?
}

extension KMS {
    /// Both keys, with the question whether the caller may do this to each, in its own region.
    func keysForPrimaryRegion(
        _ input: UpdatePrimaryRegionRequest, in scope: RequestScope
    ) throws -> Target<PrimaryRegionUpdate> {
        let call = KeyCall(.updatePrimaryRegion) { $0 == "kms:primaryregion" ? .one(input.primaryRegion) : nil }
        let found = try key(input.keyId, for: call, in: scope)
        guard let region = Region(input.primaryRegion) else {
            throw AWSError.validation("PrimaryRegion is not valid.")
        }
        let record = found.resource.record
        let isHere = region == record.region || record.multiRegion == nil
        let replica = isHere ? nil : try directory.key(KeyRecord.key(record.account, region, record.id))
        let update = PrimaryRegionUpdate(primary: found.resource, region: region, replica: replica)
        guard let replica else { return Target(update, checks: found.checks) }
        var second = check(replica, for: call, in: scope)
        second.region = region
        // The record of the call is of the primary's region; the replica's gets one of its own.
        second.auditType = nil
        return Target(update, checks: found.checks + [second])
    }

    /// Both keys have their new roles when the call is answered: they are never in the state `Updating`.
    func updatePrimaryRegion(
        _ input: UpdatePrimaryRegionRequest, on keys: Authorized<PrimaryRegionUpdate>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let update = keys.value
        try requireUpdatable(update.primary.record, to: update.region, at: scope.now)
        guard let replica = update.replica else {
            let arn = ARN.kmsKey(scope.account, update.region, update.primary.record.id)
            throw AWSError(.notFoundException, "Key '\(arn)' does not exist")
        }
        return Change { [vault] transaction in
            let primary = try transaction.current(update.primary).record
            try requireUpdatable(primary, to: update.region, at: scope.now)
            try transaction.current(replica).record.requireEnabled(at: scope.now)
            var related = try RelatedKeys(of: primary, in: transaction)
            try related.promote(update.region)
            try Synchronization(vault: vault, random: scope.random).store(&related, at: scope.now, in: transaction)
            try transaction.record(.promotion(of: related.primary), in: scope)
            return EmptyStructure()
        }
    }

    private func requireUpdatable(_ primary: KeyRecord, to region: Region, at now: Timestamp) throws(AWSError) {
        try primary.requirePrimary()
        try primary.requireEnabled(at: now)
        guard region != primary.region else {
            throw AWSError(.unsupportedOperationException, "\(primary.arn) is the primary key already.")
        }
    }
}

extension ForwardedCall {
    /// Source: AWS KMS developer guide, "UpdatePrimaryRegion" among the CloudTrail log entries.
    fileprivate static func promotion(of primary: KeyRecord) -> ForwardedCall {
        ForwardedCall(
            name: "UpdatePrimaryRegion", source: "kms.amazonaws.com", region: primary.region,
            resources: [AuditResource(arn: primary.arn, type: KMS.keyType, account: primary.account)],
            parameters: ["keyId": .string(primary.arn), "primaryRegion": .string(primary.region.description)],
            answer: ["keyId": .string(primary.arn)])
    }
}
