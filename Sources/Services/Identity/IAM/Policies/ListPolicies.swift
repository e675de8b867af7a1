import Essentials
import IAMModel
import ServiceKit
import Store

extension IAM {
    func getPolicy(
        _ input: GetPolicyRequest, on policy: Authorized<ManagedPolicy>, in scope: RequestScope
    ) async throws -> GetPolicyResponse {
        let policy = policy.value
        var answer = try await store.read {
            IAMModel.Policy(of: policy, try $0.usage(ofPolicy: policy.arn, in: scope.account))
        }
        answer.tags = policy.tags.shown
        answer.description = policy.description
        return GetPolicyResponse(policy: answer)
    }

    /// AWS's policies, then the account's own, each in order of name.
    func listPolicies(
        _ input: ListPoliciesRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> ListPoliciesResponse {
        let page = try await store.read { transaction in
            let policies = try transaction.policies(in: input.scope ?? .all, for: scope.account)
                .filter { input.pathPrefix.map($0.path.hasPrefix) ?? true }
            let page = try self.page(of: policies, list: "iam.policies", at: \.place, input, for: scope) { policy in
                guard input.isAboutUsage else { return true }
                return input.wants(try transaction.usage(ofPolicy: policy.arn, in: scope.account))
            }
            return try page.map {
                IAMModel.Policy(of: $0, try transaction.usage(ofPolicy: $0.arn, in: scope.account))
            }
        }
        return ListPoliciesResponse(policies: page.elements, isTruncated: page.isTruncated, marker: page.marker)
    }
}

extension ListPoliciesRequest {
    fileprivate var isAboutUsage: Bool { policyUsageFilter != nil || onlyAttached == true }

    fileprivate func wants(_ usage: PolicyUsage) -> Bool {
        switch policyUsageFilter {
        case .permissionsPolicy: usage.attachments != 0
        case .permissionsBoundary: usage.boundaries != 0
        case nil: onlyAttached != true || usage.attachments != 0
        }
    }
}

extension ReadTransaction {
    fileprivate func policies(in part: PolicyScopeType, for account: AccountID) throws -> [ManagedPolicy] {
        let builtIn = part == .local ? [] : BuiltInPolicies.all.map(ManagedPolicy.builtIn)
        guard part != .aws else { return builtIn }
        return try builtIn + all(ManagedPolicyRecord.self, in: .account(account)).map(ManagedPolicy.own)
    }
}

extension ManagedPolicy {
    fileprivate var place: String { PolicyARN(parsing: arn)?.place ?? "" }

    var description: String? {
        switch self {
        case .builtIn(let entry): entry.description
        case .own(let record): record.description
        }
    }
}

extension IAMModel.Policy {
    /// Without tags and description, which only some operations answer.
    init(of policy: ManagedPolicy, _ usage: PolicyUsage) {
        switch policy {
        case .own(let record): self.init(of: record, usage)
        case .builtIn(let entry):
            self.init(
                policyName: entry.name, policyId: entry.id, arn: entry.arn, path: entry.path, defaultVersionId: "v1",
                attachmentCount: usage.attachments, permissionsBoundaryUsageCount: usage.boundaries,
                isAttachable: true, createDate: entry.date, updateDate: entry.date)
        }
    }

    init(of record: ManagedPolicyRecord, _ usage: PolicyUsage) {
        self.init(
            policyName: record.name, policyId: record.id, arn: record.arn, path: record.path,
            defaultVersionId: "v\(record.defaultVersion)", attachmentCount: usage.attachments,
            permissionsBoundaryUsageCount: usage.boundaries, isAttachable: true, createDate: record.createdAt,
            updateDate: record.updatedAt)
    }
}
