import AWSProtocols
import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    /// Answers a task that is over when the call is answered. It has failed where the service keeps the role.
    func deleteServiceLinkedRole(
        _ input: DeleteServiceLinkedRoleRequest, on role: Authorized<RoleRecord>, in scope: RequestScope
    ) throws -> Change<DeleteServiceLinkedRoleResponse> {
        let role = role.value
        guard let service = LinkedService.all.first(where: { $0.roleName == role.name }), role.isServiceLinked else {
            throw AWSError.noSuch(.role, input.roleName)
        }
        let task = LinkedRoleDeletionRecord(
            account: role.account, taskID: "task\(role.path)\(role.name)/\(scope.random.uuid())",
            failure: service.isKeptByService ? "\(service.principal) keeps the role \(role.name)." : nil)
        return Change { transaction in
            let current = try transaction.current(role)
            if task.failure == nil {
                try transaction.delete(RoleRecord.self, role.key, expecting: current.version)
                try transaction.forgetAccesses(of: role.id, in: role.account)
            }
            try transaction.insert(task)
            return DeleteServiceLinkedRoleResponse(deletionTaskId: task.taskID)
        }
    }

    /// The task, with the question about the role that it was to delete.
    func linkedRoleDeletion(
        _ input: GetServiceLinkedRoleDeletionStatusRequest, in scope: RequestScope
    ) throws -> Target<LinkedRoleDeletionRecord> {
        let id = input.deletionTaskId
        guard id.hasPrefix("task\(RoleRecord.serviceLinkedPath)"), let slash = id.lastIndex(of: "/") else {
            throw AWSError.invalidInput("Deletion task id \(id) is not valid.")
        }
        let role = "arn:aws:iam::\(scope.account):role\(id[..<slash].dropFirst("task".count))"
        let check = check(
            "iam:GetServiceLinkedRoleDeletionStatus", role, RoleRecord.type.auditType, IAMConditions(), in: scope)
        let key = LinkedRoleDeletionRecord.key(scope.account, id)
        guard let task = try store.get(LinkedRoleDeletionRecord.self, key)?.record else {
            throw TargetNotFound(
                AWSError(.noSuchEntityException, "Deletion task \(id) cannot be found."), check: check)
        }
        return Target(task, check)
    }

    func getServiceLinkedRoleDeletionStatus(
        _ input: GetServiceLinkedRoleDeletionStatusRequest, on task: Authorized<LinkedRoleDeletionRecord>,
        in scope: RequestScope
    ) -> GetServiceLinkedRoleDeletionStatusResponse {
        guard let failure = task.value.failure else {
            return GetServiceLinkedRoleDeletionStatusResponse(status: .succeeded)
        }
        return GetServiceLinkedRoleDeletionStatusResponse(
            status: .failed, reason: DeletionTaskFailureReasonType(reason: failure))
    }
}
