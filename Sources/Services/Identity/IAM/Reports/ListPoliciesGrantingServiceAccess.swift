import AWSProtocols
import IAMModel
import PolicyEngine
import ServiceKit

extension IAM {
    /// An identity's policies, for each of the services named, in the order in which they were.
    func listPoliciesGrantingServiceAccess(
        _ input: ListPoliciesGrantingServiceAccessRequest, on subject: Authorized<ReportSubject>,
        in scope: RequestScope
    ) async throws -> ListPoliciesGrantingServiceAccessResponse {
        if case .policy = subject.value { throw AWSError.invalidInput("ARN \(input.arn) is not valid.") }
        let policies = try await store.read { try subject.value.policies($0) }
        let parsed = try policies.map { ($0, try PolicyEngine.Policy(parsing: $0.document, as: .identity)) }
        let entries = try input.serviceNamespaces.map { namespace in
            let actions = try ServiceCatalog.service(namespace)?.actions ?? []
            let names = actions.map { ActionName("\(namespace):\($0)") }
            let granting = parsed.filter { policy in names.contains { [policy.1].mayAllow($0) } }
            return ListPoliciesGrantingServiceAccessEntry(
                serviceNamespace: namespace, policies: granting.map { PolicyGrantingServiceAccess(of: $0.0) })
        }
        let page = try page(
            of: Array(entries.enumerated()), list: "iam.granting/\(input.arn)",
            at: { String(1000 + $0.offset) }, input, for: scope)
        return ListPoliciesGrantingServiceAccessResponse(
            policiesGrantingServiceAccess: page.elements.map(\.element), isTruncated: page.isTruncated,
            marker: page.marker)
    }
}

extension PolicyGrantingServiceAccess {
    fileprivate init(of policy: GrantingPolicy) {
        self.init(
            policyName: policy.name, policyType: policy.arn == nil ? .inline : .managed, policyArn: policy.arn,
            entityType: policy.owner?.type, entityName: policy.owner?.name)
    }
}
