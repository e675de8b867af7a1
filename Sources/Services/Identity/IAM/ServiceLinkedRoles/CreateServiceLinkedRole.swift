import AWSProtocols
import IAMModel
import ServiceKit

extension IAM {
    /// The role that is to be.
    func newServiceLinkedRole(
        _ input: CreateServiceLinkedRoleRequest, in scope: RequestScope
    ) throws -> Target<RoleRecord> {
        guard let service = LinkedService.linked(to: input.awsServiceName), !service.isKeptByService else {
            throw AWSError.accessDenied("Cannot find Service Linked Role template for \(input.awsServiceName)")
        }
        var role = service.role(in: scope.account, at: scope.now, random: scope.random)
        role.description = input.description ?? role.description
        return Target(role, service.creationCheck(in: scope.account))
    }

    func createServiceLinkedRole(
        _ input: CreateServiceLinkedRoleRequest, as role: Authorized<RoleRecord>, in scope: RequestScope
    ) throws -> Change<CreateServiceLinkedRoleResponse> {
        // None of the services in the list takes one.
        guard input.customSuffix == nil else {
            throw AWSError.invalidInput("Custom suffix is not allowed for \(input.awsServiceName)")
        }
        let role = role.value
        return Change { transaction in
            guard try transaction.get(RoleRecord.self, role.key) == nil else {
                throw AWSError.invalidInput(
                    "Service role name \(role.name) has been taken in this account, please try a different suffix.")
            }
            try transaction.insert(role)
            return CreateServiceLinkedRoleResponse(role: Role(listing: role))
        }
    }
}
