import AWSProtocols
import Essentials
import IAMModel
import PolicyEngine
import ServiceKit
import Store

extension IAM {
    /// Only the management account of an organization with service control policies may ask.
    func organizationToReport(
        _ input: GenerateOrganizationsAccessReportRequest, in scope: RequestScope
    ) -> Target<Void> {
        let resource = "arn:aws:iam::\(scope.account):access-report/\(input.entityPath)"
        return Target(
            (),
            AccessCheck(
                action: "iam:GenerateOrganizationsAccessReport", resource: resource, account: scope.account,
                conditionKeys: {
                    $0 == "iam:organizationspolicyid" ? input.organizationsPolicyId.map(ContextValue.one) : nil
                }))
    }

    func generateOrganizationsAccessReport(
        _ input: GenerateOrganizationsAccessReportRequest, _ allowed: Authorized<Void>, in scope: RequestScope
    ) async throws -> Change<GenerateOrganizationsAccessReportResponse> {
        guard try organizations.controlsAccounts(scope.account) else {
            throw AWSError.accessDenied(
                "User: \(scope.caller.arn) is not authorized to perform: iam:GenerateOrganizationsAccessReport")
        }
        let part = try organizations.part(at: input.entityPath)
            .flatMap { $0.managementAccount == scope.account ? $0 : nil }
        var report = OrganizationReportRecord(account: scope.account, id: scope.random.uuid(), createdAt: scope.now)
        if let part { report.services = try await services(of: part, input.organizationsPolicyId, in: scope) }
        return Change { [report] transaction in
            try transaction.forgetOldReports(of: report)
            try transaction.insert(report)
            return GenerateOrganizationsAccessReportResponse(jobId: report.id)
        }
    }

    private func services(
        of part: OrganizationPart, _ policyID: String?, in scope: RequestScope
    ) async throws -> [OrganizationReportRecord.Service] {
        var levels: [[PolicyEngine.AttachedPolicy]] = []
        var used: [(path: String, accesses: [String: AccessSummary])] = []
        // The management account is not limited by service control policies: it is in no report but its own.
        for account in part.accounts where account.id != part.managementAccount || part.accounts.count == 1 {
            let policies = try await serviceControl(of: account.id)
            if levels.isEmpty { levels = Array(policies.prefix(part.depth)) }
            if let policyID {
                let named = policies.joined().filter { $0.source.name.hasSuffix("/\(policyID)") }
                guard !named.isEmpty || account.id == part.managementAccount else { continue }
                levels = [Array(named.prefix(1))].filter { !$0.isEmpty }
            }
            let accesses = try await directory.accesses.accesses(in: account.id, at: scope.now)
            used.append((account.path, accesses))
        }
        let granted = try ServiceCatalog.services.filter { try $0.isGranted(byEvery: levels) }
        return granted.map { OrganizationReportRecord.Service($0.rawValue, used) }
    }

    /// The policies above an account, the root's first.
    private func serviceControl(of account: AccountID) async throws -> [[PolicyEngine.AttachedPolicy]] {
        let root = Caller(
            kind: .root, account: account, principalID: account.description, arn: "arn:aws:iam::\(account):root",
            accessKeyID: "")
        let anything = AccessCheck(action: "iam:GenerateOrganizationsAccessReport", account: account)
        return try await guardrails.guardrails(for: root, asking: anything).serviceControl
    }
}

extension OrganizationReportRecord.Service {
    fileprivate init(_ namespace: String, _ used: [(path: String, accesses: [String: AccessSummary])]) {
        let uses = used.compactMap { account in account.accesses[namespace]?.last.map { (account.path, $0) } }
        let last = uses.max { $0.1.time < $1.1.time }
        self.init(namespace: namespace, last: last?.1, path: last?.0, accounts: uses.count)
    }
}

extension ServiceID {
    /// Whether every level lets something of the service pass.
    fileprivate func isGranted(byEvery levels: [[PolicyEngine.AttachedPolicy]]) throws -> Bool {
        let levels = levels.map { $0.map(\.policy) }
        return try actions.contains { action in
            let name = ActionName("\(rawValue):\(action)")
            return levels.allSatisfy { $0.mayAllow(name) }
        }
    }
}

extension WriteTransaction {
    /// Forgets some of the reports that nobody can ask for any more: never more than one call should have to.
    fileprivate func forgetOldReports(of report: OrganizationReportRecord) throws {
        let start = report.createdAt - LastAccessJobRecord.lifetime
        let isOld = Predicate.compares(.createdAt, .less, .integer(start.milliseconds))
        let page = try query(OrganizationReportRecord.self, in: .account(report.account), where: isOld, limit: 100)
        for old in page.records { try delete(OrganizationReportRecord.self, old.record.key) }
    }
}
