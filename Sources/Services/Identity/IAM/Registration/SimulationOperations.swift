import IAMModel
import ServiceKit

extension IAM {
    var simulationOperations: [Operation] {
        [
            Operation(
                reply: IAMOperations.simulateCustomPolicy, on: everything("iam:SimulateCustomPolicy"),
                perform: simulateCustomPolicy),
            Operation(
                reply: IAMOperations.simulatePrincipalPolicy,
                on: source(\.policySourceArn, "iam:SimulatePrincipalPolicy"), perform: simulatePrincipalPolicy),
            Operation(
                reply: IAMOperations.getContextKeysForCustomPolicy,
                on: everything("iam:GetContextKeysForCustomPolicy"), perform: getContextKeysForCustomPolicy),
            Operation(
                reply: IAMOperations.getContextKeysForPrincipalPolicy,
                on: source(\.policySourceArn, "iam:GetContextKeysForPrincipalPolicy"),
                perform: getContextKeysForPrincipalPolicy),
        ]
    }
}
