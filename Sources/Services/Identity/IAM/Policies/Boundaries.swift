import AWSProtocols
import IAMModel
import ServiceKit

/// The input of an operation that sets a permissions boundary.
protocol BoundaryInput: ModelInput {
    var permissionsBoundary: String { get }
}

extension PutUserPermissionsBoundaryRequest: BoundaryInput {}
extension PutRolePermissionsBoundaryRequest: BoundaryInput {}

extension BoundaryInput {
    var conditions: RequestConditions { RequestConditions(boundary: permissionsBoundary, concernsBoundary: true) }
}

extension IAM {
    func putBoundary<Principal: IAMPrincipal>(
        _ input: some BoundaryInput, on principal: Authorized<Principal>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try principal.value.requireModifiable()
        let boundary = input.permissionsBoundary
        return change(principal.value) { principal, transaction in
            try transaction.requireBoundary(boundary, for: principal.account)
            principal.boundary = boundary
        }
    }

    func deleteBoundary<Principal: IAMPrincipal>(
        _ input: some ModelInput, on principal: Authorized<Principal>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        try principal.value.requireModifiable()
        return change(principal.value) { principal, _ in
            guard principal.boundary != nil else {
                throw AWSError(
                    .noSuchEntityException,
                    "\(Principal.type.title) \(principal.name) does not have a permissions boundary.")
            }
            principal.boundary = nil
        }
    }
}

extension AttachedPermissionsBoundary {
    init?(_ arn: String?) {
        guard let arn else { return nil }
        self.init(permissionsBoundaryType: .permissionsBoundaryPolicy, permissionsBoundaryArn: arn)
    }
}
