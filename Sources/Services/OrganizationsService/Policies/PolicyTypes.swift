import AWSProtocols
import OrganizationsModel
import PolicyEngine
import ServiceKit
import Store

/// AWS enables and disables types in the background; here they are when the call is answered, so no call meets
/// PolicyChangesInProgressException.
extension Organizations {
    /// The root that the input names.
    func root<Input>(
        _ id: KeyPath<Input, String> & Sendable, type: KeyPath<Input, PolicyType> & Sendable, _ action: ActionName
    ) -> Lookup<Input, Held<RootRecord>> {
        let lookup = parent(
            id, action, for: .managers,
            conditions: { OrganizationsConditions(policyType: $0[keyPath: type]) })
        return { input, scope in
            do {
                let target = try await lookup(input, scope)
                guard case .root(let root) = target.resource.resource, let check = target.checks.first else {
                    throw AWSError.rootNotFound
                }
                return Target(Held(member: target.resource.member, resource: root), check)
            } catch let missing as TargetNotFound where missing.error == .parentNotFound {
                throw TargetNotFound(.rootNotFound, check: missing.check)
            }
        }
    }

    func enablePolicyType(
        _ input: EnablePolicyTypeRequest, on root: Authorized<Held<RootRecord>>, in scope: RequestScope
    ) throws -> Change<EnablePolicyTypeResponse> {
        let organization = root.value.organization
        guard organization.featureSet == .all else { throw AWSError.policyTypeNotAvailable }
        return changeTypes(in: organization) { types throws(AWSError) in
            guard !types.contains(input.policyType) else { throw .policyTypeAlreadyEnabled }
            types.append(input.policyType)
        } onEachTarget: { target in
            let managed = OrganizationPolicy.awsManaged.filter { $0.type == input.policyType }
            target.attachments += managed.map { .init(policyID: $0.id, type: $0.type) }
        } answer: {
            EnablePolicyTypeResponse(root: $0)
        }
    }

    /// Detaches every policy of the type, from everything; the policies stay.
    func disablePolicyType(
        _ input: DisablePolicyTypeRequest, on root: Authorized<Held<RootRecord>>, in scope: RequestScope
    ) -> Change<DisablePolicyTypeResponse> {
        changeTypes(in: root.value.organization) { types throws(AWSError) in
            guard let index = types.firstIndex(of: input.policyType) else { throw .policyTypeNotEnabled }
            types.remove(at: index)
        } onEachTarget: { target in
            target.attachments.removeAll { $0.type == input.policyType }
        } answer: {
            DisablePolicyTypeResponse(root: $0)
        }
    }

    private func changeTypes<Output>(
        in organization: OrganizationRecord,
        _ change: @escaping @Sendable (inout [PolicyType]) throws(AWSError) -> Void,
        onEachTarget: @escaping @Sendable (inout PolicyTargetRecord) -> Void,
        answer: @escaping @Sendable (Root) -> Output
    ) -> Change<Output> {
        Change { transaction in
            guard var root = try transaction.get(RootRecord.self, RootRecord.key(organization.rootID))?.record else {
                throw AWSError.rootNotFound
            }
            try change(&root.enabledPolicyTypes)
            try transaction.put(root)
            try transaction.forEach(PolicyTargetRecord.self, where: .equals(.organization, .string(organization.id))) {
                var target = $0
                onEachTarget(&target)
                if target != $0 { try transaction.put(target) }
            }
            return answer(Root(of: root, organization))
        }
    }
}
