import AWSProtocols
import CloudTrailModel
import Essentials
import PolicyEngine
import ServiceKit

extension CloudTrail {
    /// Event data stores, channels and dashboards have policies, and there are none of these: whatever is named, the
    /// answer is why it has no policy.
    func policyHolder<Input>(
        _ arn: KeyPath<Input, String> & Sendable, _ action: ActionName
    ) -> Lookup<Input, AWSError> {
        { input, scope in
            let text = input[keyPath: arn]
            let account = ARN(text).flatMap { AccountID($0.account) } ?? scope.account
            return Target(
                Self.policyRefusal(text), AccessCheck(action: action, resource: text, account: account))
        }
    }

    private static func policyRefusal(_ text: String) -> AWSError {
        guard let arn = ARN(text), arn.service == "cloudtrail", AccountID(arn.account) != nil,
            let type = arn.resourceType
        else { return AWSError(.resourceARNNotValidException, "The resource ARN \(text) is not valid.") }
        switch type {
        case "eventdatastore", "channel", "dashboard":
            return AWSError(CloudTrailErrorCode.resourceNotFoundException, "The resource \(text) does not exist.")
        case "trail":
            return AWSError(
                .resourceTypeNotSupportedException, "Resource-based policies are not supported for trails.")
        default: return AWSError(.resourceARNNotValidException, "The resource ARN \(text) is not valid.")
        }
    }
}
