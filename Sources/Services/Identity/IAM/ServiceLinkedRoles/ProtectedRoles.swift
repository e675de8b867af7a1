import AWSProtocols
import IAMModel

extension IAMEntity {
    /// Throws UnmodifiableEntity for a role that belongs to a service.
    func requireModifiable() throws(AWSError) {
        guard let role = self as? RoleRecord, role.isServiceLinked else { return }
        throw AWSError(
            .unmodifiableEntityException,
            "Cannot perform the operation on the protected role '\(role.name)' - this role is only modifiable by AWS")
    }
}

extension PolicyARN {
    /// Throws PolicyNotAttachable for a policy that only a service's own role can have.
    func requireAttachable() throws(AWSError) {
        guard account == nil, path.hasPrefix(RoleRecord.serviceLinkedPath) else { return }
        throw AWSError(
            .policyNotAttachableException, "Cannot attach a Service Role Policy to a Customer Role.")
    }
}
