import Essentials
import PolicyEngine

/// A policy document decides the same twice, explained or not, and however its JSON is spelled; what is told of it is
/// true.
enum PolicyProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let tree = try? JSON(parsing: input)
        for kind in PolicyKind.allCases {
            let findings = try lint(input, kind)
            guard let policy = try? Policy(parsing: input, as: kind) else { continue }
            let decisions = decide(policy)
            try BrokenProperty.unless(decisions == decide(policy), "decided differently the second time")
            // Only numbers may be spelled anew: 1.50 becomes 1.5, which is as long as it is compared as a number.
            guard let tree, let same = try? Policy(parsing: tree.bytes, as: kind) else {
                throw BrokenProperty(description: "refused once it was spelled anew")
            }
            try BrokenProperty.unless(decisions == decide(same), "decided differently once it was spelled anew")
            try explain(policy)
            for finding in findings where finding.rule == .redundantStatement || finding.rule == .shadowedByDeny {
                try expectPointless(finding, in: tree, kind, decisions)
            }
        }
    }

    private static func lint(_ input: [UInt8], _ kind: PolicyKind) throws(BrokenProperty) -> [LintFinding] {
        let findings = PolicyLint(kind: kind, catalog: catalog).check(input)
        let isPolicy = (try? Policy(parsing: input, as: kind)) != nil
        try BrokenProperty.unless(
            findings.contains { $0.rule == .invalidDocument } != isPolicy, "the linter takes other documents")
        try BrokenProperty.unless(findings.allSatisfy { $0.line >= 1 }, "a finding stands nowhere")
        return findings
    }

    private static let catalog = ActionCatalog(["kms": ["Encrypt", "Decrypt"], "sts": ["AssumeRole"]])

    /// A story says what the decision is, and comes back whole from its JSON.
    private static func explain(_ policy: Policy) throws(BrokenProperty) {
        for (set, request) in sets(policy).flatMap({ set in requests.map { (set, $0) } }) {
            let decision = set.decide(request, explaining: true)
            let story = AccessStory(of: request, by: .init(arn: request.principal.name), decision)
            try BrokenProperty.unless(AccessStory(story.json) == story, "a story changed in its JSON")
            try BrokenProperty.unless(
                story.abridged(to: 800).outcome == decision.outcome, "a shorter story tells another outcome")
            try BrokenProperty.unless(
                (decision.outcome == .explicitlyDenied)
                    == story.groups.flatMap(\.policies).contains { $0.outcome == .denies },
                "a policy denies that did not decide")
        }
    }

    /// Without a statement that the linter finds pointless, nothing is decided otherwise.
    private static func expectPointless(
        _ finding: LintFinding, in tree: JSON, _ kind: PolicyKind, _ decisions: [Decision.Outcome]
    ) throws(BrokenProperty) {
        guard let index = finding.statement, case .object(var document) = tree,
            var statements = document["Statement"]?.array, statements.indices.contains(index)
        else { throw BrokenProperty(description: "a finding is about no statement") }
        statements.remove(at: index)
        document["Statement"] = .array(statements)
        let rest = try? Policy(parsing: JSON.object(document).bytes, as: kind)
        try BrokenProperty.unless(
            rest.map { decide($0) } == decisions, "the linter calls a statement pointless that is not")
    }

    private static func decide(_ policy: Policy) -> [Decision.Outcome] {
        sets(policy).flatMap { set in
            requests.flatMap { [set.decide($0).outcome, set.decide($0, explaining: true).outcome] }
        }
    }

    private static func sets(_ policy: Policy) -> [PolicySet] {
        func attached(_ kind: PolicySource.Kind) -> AttachedPolicy {
            AttachedPolicy(policy, from: PolicySource(kind: kind, name: "p", attachedTo: "a"))
        }
        return switch policy.kind {
        case .identity, .session, .permissionsBoundary: [PolicySet(identity: [attached(.identity)])]
        case .resource, .trust:
            [PolicySet(resource: attached(.resource), resourcePolicyRule: .mustAllow)]
        case .serviceControl: [PolicySet(serviceControl: [[attached(.serviceControl)]])]
        case .resourceControl: [PolicySet(resourceControl: [[attached(.resourceControl)]])]
        }
    }

    private static let requests = principals.flatMap { principal in
        [("kms:Encrypt", "arn:aws:kms:eu-central-1:111111111111:key/1234"), ("s3:GetObject", "arn:aws:s3:::b/ada/x")]
            .map { AccessRequest(principal: principal, action: ActionName($0), resource: $1, context: context) }
    }

    private static let principals: [PolicyPrincipal] = {
        guard let account = AccountID("111111111111") else { return [.anonymous] }
        return [
            .user(arn: "arn:aws:iam::111111111111:user/ada", account: account, uniqueID: "AIDACKCEVSQ6C2EXAMPLE"),
            .roleSession(
                arn: "arn:aws:sts::111111111111:assumed-role/deployer/build",
                role: "arn:aws:iam::111111111111:role/deployer", account: account),
            .service("s3.amazonaws.com"), .anonymous,
        ]
    }()

    private static let context: RequestContext = [
        "aws:username": "ada", "aws:TagKeys": ["a", "b"], "a:b": "3", "aws:SourceIp": "10.1.1.1", "a:e": "true",
        "aws:CurrentTime": "2026-01-01T00:00:00Z", "aws:SourceArn": "arn:aws:sns:eu-central-1:111111111111:t",
        "a:d": "AAAA", "kms:EncryptionContext:team": "red",
    ]
}
