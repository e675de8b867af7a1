import AWSProtocols
import Essentials
import OrganizationsModel
import ServiceKit
import Store

extension Organizations {
    func attachPolicy(
        _ input: AttachPolicyRequest, on pair: Authorized<Held<PolicyAndTarget>>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let organization = pair.value.organization
        let (policy, target) = (pair.value.resource.policy, pair.value.resource.target)
        return Change { transaction in
            var record = try transaction.attachments(onKnown: target.id, policy: policy, in: organization)
            guard try transaction.enabledPolicyTypes(in: organization).contains(policy.type) else {
                throw AWSError.policyTypeNotEnabled
            }
            try record.attach(policy, at: scope.now)
            try transaction.put(record)
            return EmptyStructure()
        }
    }

    func detachPolicy(
        _ input: DetachPolicyRequest, on pair: Authorized<Held<PolicyAndTarget>>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        let organization = pair.value.organization
        let (policy, target) = (pair.value.resource.policy, pair.value.resource.target)
        return Change { transaction in
            var record = try transaction.attachments(onKnown: target.id, policy: policy, in: organization)
            try record.detach(policy)
            try transaction.put(record)
            return EmptyStructure()
        }
    }
}

extension ReadTransaction {
    /// What hangs on a target, once it is sure that policy and target still exist.
    fileprivate func attachments(
        onKnown target: String, policy: OrganizationPolicy, in organization: OrganizationRecord
    ) throws -> PolicyTargetRecord {
        guard try self.policy(policy.id, in: organization) != nil else { throw AWSError.policyNotFound }
        guard try policyTarget(target, in: organization) != nil else { throw AWSError.targetNotFound }
        return try attachments(on: target, in: organization)
    }
}

extension PolicyTargetRecord {
    mutating func attach(_ policy: OrganizationPolicy, at time: Timestamp) throws(AWSError) {
        let present = attachments(of: policy.type)
        guard !present.contains(where: { $0.policyID == policy.id }) else { throw .duplicateAttachment }
        guard present.count < policy.type.quota.perTarget else {
            throw .constraint(
                "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                "You have attached the maximum number of policies to the specified target.")
        }
        attachments.append(Attachment(policyID: policy.id, type: policy.type, attachedAt: time))
    }

    mutating func detach(_ policy: OrganizationPolicy) throws(AWSError) {
        let present = attachments(of: policy.type)
        guard present.contains(where: { $0.policyID == policy.id }) else { throw .policyNotAttached }
        guard !policy.cannotBeDetached else {
            throw .invalidInput("NON_DETACHABLE_POLICY", "You can't detach this AWS managed policy.")
        }
        guard present.count > policy.type.quota.minimumPerTarget else {
            throw .constraint(
                "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                "You cannot remove the last policy attached to the specified target. "
                    + "You must have at least one attached at all times.")
        }
        attachments.removeAll { $0.policyID == policy.id }
    }
}
