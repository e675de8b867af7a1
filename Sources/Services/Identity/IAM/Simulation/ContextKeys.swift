import AWSProtocols
import IAMModel
import PolicyEngine
import ServiceKit

extension IAM {
    /// The condition keys that policies look at which come as text.
    func getContextKeysForCustomPolicy(
        _ input: GetContextKeysForCustomPolicyRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) throws -> GetContextKeysForPolicyResponse {
        GetContextKeysForPolicyResponse(contextKeyNames: try names(of: [], and: input.policyInputList))
    }

    /// Those of the policies of a user, group or role, and of any that come as text beside them.
    func getContextKeysForPrincipalPolicy(
        _ input: GetContextKeysForPrincipalPolicyRequest, on entity: Authorized<any IAMEntity>, in scope: RequestScope
    ) async throws -> GetContextKeysForPolicyResponse {
        let stored = try await store.read { try PolicyReader.stored(of: entity.value, $0) }
        let documents = (stored.identity + [stored.boundary].compactMap { $0 }).map(\.document)
        return GetContextKeysForPolicyResponse(contextKeyNames: try names(of: documents, and: input.policyInputList))
    }

    private func names(of documents: [String], and inputs: [String]?) throws(AWSError) -> [String] {
        let added = try SimulatedPolicy.inputs(inputs ?? [])
        var names = ContextKeyNames()
        for document in documents + added.map(\.document) { names.add(document: document) }
        return names.names
    }
}
