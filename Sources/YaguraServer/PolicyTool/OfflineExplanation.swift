import Essentials
import PolicyEngine
import ServiceKit

/// Answers a question by a folder of policy files.
enum OfflineExplanation {
    /// - Throws: ``PolicyFileError``; ``PolicyQuestionError`` for what is no principal.
    static func story(of question: AccessQuestion, by folder: PolicyFolder) throws -> AccessStory {
        guard let principal = PolicyPrincipal(named: question.principal) else {
            throw PolicyQuestionError.noPrincipal(question.principal)
        }
        let owner = ARN(question.resource).flatMap { AccountID($0.account) }
        let request = AccessRequest(
            principal: principal, action: ActionName(question.action), resource: question.resource,
            resourceAccount: owner, context: context(of: question, by: principal))
        return AccessStory(
            of: request, by: AccessStory.Principal(arn: question.principal),
            folder.policies.decide(request, explaining: true))
    }

    /// What principal and resource tell of themselves; what is given comes first.
    private static func context(of question: AccessQuestion, by principal: PolicyPrincipal) -> RequestContext {
        let (principalARN, resource) = (ARN(question.principal), ARN(question.resource))
        var context = RequestContext()
        context["aws:PrincipalArn"] = .one(principal.issuer ?? principal.name)
        context["aws:PrincipalAccount"] = principal.account.map { .one($0.description) }
        context["aws:PrincipalIsAWSService"] = principal.kind == .service ? "true" : "false"
        if principal.kind == .user { context["aws:username"] = principalARN.map { .one($0.lastName) } }
        if let resource, !resource.account.isEmpty { context["aws:ResourceAccount"] = .one(resource.account) }
        if let resource, !resource.region.isEmpty { context["aws:RequestedRegion"] = .one(resource.region) }
        for (key, values) in question.context { context[key] = values.count == 1 ? .one(values[0]) : .many(values) }
        return context
    }
}

extension ARN {
    fileprivate var lastName: String { resource.split(separator: "/").last.map(String.init) ?? resource }
}

extension PolicyPrincipal {
    /// A role stands for one of its sessions; `cloudtrail.amazonaws.com` and its like are services.
    fileprivate init?(named name: String) {
        guard let arn = ARN(name) else {
            guard name.hasSuffix(".amazonaws.com") else { return nil }
            self = .service(name)
            return
        }
        guard let account = AccountID(arn.account) else { return nil }
        switch (arn.service, arn.resourceType) {
        case ("iam", nil) where arn.resource == "root": self = .root(of: account, partition: arn.partition)
        case ("iam", "user"): self = .user(arn: name, account: account)
        case ("iam", "role"):
            let session = "arn:\(arn.partition):sts::\(account):assumed-role/\(arn.lastName)/explain"
            self = .roleSession(arn: session, role: name, account: account)
        case ("sts", "assumed-role"):
            let role = arn.resourceName.split(separator: "/").first.map(String.init) ?? ""
            self = .roleSession(
                arn: name, role: "arn:\(arn.partition):iam::\(account):role/\(role)", account: account)
        case ("sts", "federated-user"):
            let user = "arn:\(arn.partition):iam::\(account):user/\(arn.lastName)"
            self = .federatedUser(arn: name, user: user, account: account)
        default: return nil
        }
    }
}
