import AWSProtocols
import IAMModel

/// What both operations of the policy simulator take.
protocol SimulationInput: PagedInput, ModelInput {
    var actionNames: [String] { get }
    /// Identity policies as text, beside those of a principal.
    var addedPolicies: [String] { get }
    var permissionsBoundaryPolicyInputList: [String]? { get }
    var resourceArns: [String]? { get }
    var resourcePolicy: String? { get }
    var resourceOwner: String? { get }
    var callerArn: String? { get }
    var contextEntries: [ContextEntry]? { get }
    var resourceHandlingOption: String? { get }
}

extension SimulateCustomPolicyRequest: SimulationInput {
    var addedPolicies: [String] { policyInputList }
}

extension SimulatePrincipalPolicyRequest: SimulationInput {
    var addedPolicies: [String] { policyInputList ?? [] }
}

extension SimulationInput {
    /// The actions, each with its vendor and without wildcards.
    func actions() throws(AWSError) -> [String] {
        for action in actionNames {
            let parts = action.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !action.contains("*"), !action.contains("?")
            else { throw .invalidInput("Invalid Action Name: \(action)") }
        }
        return actionNames
    }

    /// The resources that every action is tried on; all of them where none is named.
    func resources() throws(AWSError) -> [String] {
        let resources = resourceArns ?? []
        for resource in resources where resource != "*" && !resource.isARN {
            throw .invalidInput("Invalid Resource ARN: \(resource)")
        }
        guard let resourceHandlingOption else { return resources.isEmpty ? ["*"] : resources }
        guard let option = ResourceHandlingOption(rawValue: resourceHandlingOption) else {
            throw .invalidInput("Invalid ResourceHandlingOption: \(resourceHandlingOption)")
        }
        try option.requireResources(in: resources)
        return resources
    }
}
