import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit

extension IAM {
    /// Simulates policies that come as text.
    func simulateCustomPolicy(
        _ input: SimulateCustomPolicyRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> SimulatePolicyResponse {
        guard input.resourcePolicy == nil || input.callerArn != nil else {
            throw AWSError.invalidInput("CallerArn must be specified if ResourcePolicy is.")
        }
        let caller = try await simulatedCaller(input, in: scope) ?? SimulatedCaller(of: scope.account)
        let simulation = try simulation(input, of: caller, policies: [], boundary: nil, guardrails: .none)
        return try answer(input, simulation, in: scope)
    }

    /// Simulates the policies of a user, group or role, and those that come as text beside them.
    func simulatePrincipalPolicy(
        _ input: SimulatePrincipalPolicyRequest, on entity: Authorized<any IAMEntity>, in scope: RequestScope
    ) async throws -> SimulatePolicyResponse {
        let source = SimulatedCaller(entity.value)
        guard input.resourcePolicy == nil || source.isPrincipal || input.callerArn != nil else {
            throw AWSError.invalidInput("CallerArn must be specified if ResourcePolicy is.")
        }
        let stored = try await store.read { try PolicyReader.stored(of: entity.value, $0) }
        let check = AccessCheck(action: "iam:SimulatePrincipalPolicy", account: scope.account)
        let simulation = try simulation(
            input, of: try await simulatedCaller(input, in: scope) ?? source,
            policies: try stored.identity.map { policy throws(AWSError) in try SimulatedPolicy(policy, as: .identity) },
            boundary: try stored.boundary.map { policy throws(AWSError) in
                try SimulatedPolicy(policy, as: .permissionsBoundary)
            },
            guardrails: try await guardrails.guardrails(for: source.caller, asking: check))
        return try answer(input, simulation, in: scope)
    }

    private func simulatedCaller(
        _ input: some SimulationInput, in scope: RequestScope
    ) async throws -> SimulatedCaller? {
        guard let arn = input.callerArn else { return nil }
        return try await store.read { try SimulatedCaller(arn: arn, in: scope.account, $0) }
    }

    private func simulation(
        _ input: some SimulationInput, of caller: SimulatedCaller, policies: [SimulatedPolicy],
        boundary: SimulatedPolicy?, guardrails: Guardrails
    ) throws -> Simulation {
        let boundaries = input.permissionsBoundaryPolicyInputList ?? []
        guard boundaries.count <= 1 else {
            throw AWSError.invalidInput("Only one permissions boundary can be specified.")
        }
        let passedBoundary = try boundaries.first.map { document throws(AWSError) in
            try SimulatedPolicy(
                input: document, as: .permissionsBoundary, id: "PermissionsBoundaryPolicyInputList.1", type: .none)
        }
        return Simulation(
            caller: caller, identity: policies + (try SimulatedPolicy.inputs(input.addedPolicies)),
            boundary: passedBoundary ?? boundary,
            resourcePolicy: try input.resourcePolicy.map { document throws(AWSError) in
                try SimulatedPolicy(input: document, as: .resource, id: "ResourcePolicy", type: .resource)
            },
            serviceControl: guardrails.serviceControl,
            context: try SimulationContext(input.contextEntries ?? [], of: caller, below: guardrails),
            resources: try input.resources(),
            resourceOwner: try Self.owner(input.resourceOwner))
    }

    /// - Parameter text: an account number, or the ARN of an account
    private static func owner(_ text: String?) throws(AWSError) -> AccountID? {
        guard let text else { return nil }
        let arn = ARN(text)
        let number = arn?.resource == "root" && arn?.service == "iam" ? arn?.account : text
        guard let account = number.flatMap({ AccountID($0) }) else {
            throw .invalidInput("Invalid Resource Owner: \(text)")
        }
        return account
    }

    /// How many decisions one call makes at most, over all of its actions and resources.
    private static let decisionsPerCall = 10_000

    private func answer(
        _ input: some SimulationInput, _ simulation: Simulation, in scope: RequestScope
    ) throws -> SimulatePolicyResponse {
        let room = max(1, Self.decisionsPerCall / simulation.resources.count)
        let page = try page(
            of: Array(try input.actions().enumerated()), list: "iam.simulation", at: { String(1_000_000 + $0.offset) },
            input, size: min(input.pageSize, room), for: scope)
        let results = SimulationResults(of: simulation)
        return SimulatePolicyResponse(
            evaluationResults: page.elements.map { results.result(of: $0.element) }, isTruncated: page.isTruncated,
            marker: page.marker)
    }
}
