import AWSProtocols
import PolicyEngine
import ServiceKit

extension IAM {
    /// The user, group or role of an ARN.
    func source<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, any IAMEntity> {
        { input, scope in
            let text = input[keyPath: arn]
            guard let arn = EntityARN(text) else {
                throw AWSError.invalidInput(
                    "Invalid Entity Arn: \(text) does not clearly define entity type and name.")
            }
            let found = arn.account == scope.account ? try store.readNow { try $0.entity(arn) } : nil
            guard let found else {
                throw TargetNotFound(
                    .noSuch(arn.type, arn.name),
                    check: check(action, text, arn.type.auditType, IAMConditions(), in: scope))
            }
            return Target(found, check(action, on: found, in: scope))
        }
    }
}
